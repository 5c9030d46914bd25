import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openApp, restore, runNight, whatLeft, type App } from '../../src/app.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { backUpLedger, type PutBack } from '../support/ledger-backup.ts';
import { refuseInserts } from '../support/refuse-inserts.ts';
import { smallLetter } from '../support/small-core.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';

const FIRST = parseBusinessDate('2026-11-23');
const SECOND = parseBusinessDate('2026-11-24');
const PDF = await smallLetter('letter', 1);

/** By what becomes of it: accepted, refused for want of TLS and posted, posted, lost behind the dot, paper besides. */
function row(documentId: string, domain = 'mail.example', contact = 'email') {
  return {
    document_id: documentId,
    policyholder_id: `P-${documentId}`,
    recipient_id: `P-${documentId}`,
    recipient_postal_code: '10115',
    email_address: `${documentId.toLowerCase()}@${domain}`,
    preferred_contact: contact,
    consent_given_on: '2025-01-01',
    pdf_content: PDF,
  };
}

describe('S24: a ledger that was restored from an older backup', () => {
  let insurer: SmallInsurer;
  let putBack: PutBack;

  beforeEach(async () => {
    insurer = await createSmallInsurer({
      rows: [
        ...Array.from({ length: 5 }, (_, index) => row(`E-${index}`)),
        row('TLS', 'no-tls.example'),
        row('DOUBT', 'drops.example'),
        ...Array.from({ length: 4 }, (_, index) => row(`P-${index}`, 'mail.example', 'post')),
      ],
      maxMailpieces: 3,
      domains: {
        'no-tls.example': { at: 'rcpt', does: { reply: '550 5.7.4 TLS is required, but was not offered' } },
        'drops.example': { at: 'stored', does: { drop: 'fin' } },
      },
    });
  });

  afterEach(() => insurer.close());

  const withApp = async <T>(work: (app: App) => Promise<T>): Promise<T> => {
    const app = await openApp({ configPath: insurer.configPath });
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  };
  const night = (date = FIRST, kind: 'nightly' | 'rerun' = 'nightly') =>
    withApp((app) => runNight(app, { kind, date, stop: new AbortController().signal }));
  const backUp = async (): Promise<void> => {
    putBack = await backUpLedger(insurer);
  };
  /** Who got what, by those who took it: the relay, and the shop. */
  const witnesses = async () => ({
    emails: await insurer.received(),
    letters: (await insurer.printed()).flatMap(({ mailpieces }) =>
      mailpieces.flatMap(({ documents }) => documents.map(({ documentId }) => documentId)),
    ),
  });

  test('begins nothing until what left since is known again; then nothing leaves twice and nothing is lost', async () => {
    await backUp();
    await night();
    const left = await witnesses();
    const before = states(insurer);
    await putBack();

    await expect(night()).rejects.toThrow(/restored from an older backup/);
    const told = await withApp(whatLeft);
    expect(told).toEqual({
      counts: { runs: 1, emailed: 5, inDoubt: 1, printFiles: 2, letters: 6, cancelled: 0 },
      byHand: [],
    });
    expect(await withApp((app) => restore(app, 'Ms. Example'))).toEqual(told.counts);

    expect(await night()).toMatchObject({ exitCode: 2, failure: null, states: { in_doubt: 1 } });
    expect(await witnesses()).toEqual(left);
    expect(states(insurer)).toEqual(before);
  });

  test('takes up what had not left: documents that came since are sent once', async () => {
    await backUp();
    await night();
    await putBack();
    await withApp((app) => restore(app, 'Ms. Example'));
    await insurer.addDocuments([row('NEW'), row('NEW-POST', 'mail.example', 'post')]);
    await night(SECOND);
    const { emails, letters } = await witnesses();
    expect(emails.get('new@mail.example')).toBe(1);
    expect(letters.filter((id) => id === 'NEW-POST')).toHaveLength(1);
    expect(new Set(letters).size).toBe(letters.length);
    expect(Math.max(...emails.values())).toBe(1);
  });

  test('knows a backup from the middle of a run by the end of its journal', async () => {
    await night();
    const left = await witnesses();
    await backUp();
    await putBack();
    forget(insurer, 'E-3');
    await expect(night(SECOND)).rejects.toThrow(/attempt\(s\) that a journal tells of/);
    expect(await withApp((app) => restore(app, 'Ms. Example'))).toMatchObject({ emailed: 1, printFiles: 0 });
    await night(SECOND);
    expect((await witnesses()).emails).toEqual(left.emails);
  });

  test('cancels a print file that nobody outside has seen, and prints its documents anew', async () => {
    await backUp();
    await night();
    await putBack();
    const work = join(insurer.directory, 'data/work');
    const [announced] = (await readdir(work)).filter((name) => name.endsWith('.announced')).sort();
    for (const [folder, ending] of [
      [work, '.announced'],
      [insurer.outbox, '.pdf'],
      [insurer.outbox, '.ready'],
      [insurer.outbox, '.json'],
      [insurer.outbox, '.csv'],
    ] as const) {
      await rm(join(folder, announced!.replace('.announced', ending)));
    }
    expect(await withApp((app) => restore(app, 'Ms. Example'))).toMatchObject({
      printFiles: 1,
      cancelled: 1,
    });
    await night();
    const { letters } = await witnesses();
    const documents = letters.filter((id) => !id.startsWith('email-fallback:'));
    expect([...documents].sort()).toEqual(['P-0', 'P-1', 'P-2', 'P-3', 'TLS']);
  });

  test('goes on where it was when the restoration itself dies', async () => {
    await backUp();
    await night();
    const left = await witnesses();
    await putBack();
    const mend = refuseInserts(insurer.sql, 'run');
    await expect(withApp((app) => restore(app, 'Ms. Example'))).rejects.toThrow('dies');
    mend();
    await expect(night()).rejects.toThrow(/restored from an older backup/);
    await withApp((app) => restore(app, 'Ms. Example'));
    await night();
    expect(await witnesses()).toEqual(left);
  });

  test('is not touched while a journal cannot be trusted: a person settles what it tells of', async () => {
    await backUp();
    await night();
    await putBack();
    const folder = join(insurer.directory, 'data/journal');
    const [name] = await readdir(folder);
    const journal = join(folder, name!);
    const text = await readFile(journal, 'utf8');
    await writeFile(journal, text.replace(/"event":"body_begun"/, '"event":"body_beg'));
    const before = states(insurer);
    await expect(withApp((app) => restore(app, 'Ms. Example'))).rejects.toThrow(/Nothing was restored/);
    expect(states(insurer)).toEqual(before);
    expect(insurer.sql('SELECT * FROM run')).toEqual([]);
    await expect(night()).rejects.toThrow(/restored from an older backup/);
  });
});

/** What a backup knows that was made before the document was tried. */
function forget({ sql }: SmallInsurer, documentId: string): void {
  const attempts = `SELECT a.id FROM attempt a JOIN dispatch d ON d.id = a.dispatch_id WHERE d.document_id = ?`;
  sql(`DELETE FROM attempt_envelope WHERE attempt_id IN (${attempts})`, documentId);
  sql(`DELETE FROM attempt WHERE id IN (${attempts})`, documentId);
  sql(`UPDATE dispatch SET state = 'queued_email', attempts = 0 WHERE document_id = ?`, documentId);
}

function states({ sql }: SmallInsurer): Readonly<Record<string, unknown>> {
  const rows = sql('SELECT document_id, state FROM dispatch ORDER BY document_id');
  return Object.fromEntries(rows.map(({ document_id: id, state }) => [String(id), state]));
}
