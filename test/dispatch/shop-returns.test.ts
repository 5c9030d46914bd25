import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { differencesIn } from '../../src/batch/reconcile.ts';
import { LetterShop } from '../../src/demo/letter-shop.ts';
import { importInbox, importShopReport } from '../../src/dispatch/import-shop-reports.ts';
import { printDocuments } from '../../src/dispatch/print-documents.ts';
import type { PrintTools } from '../../src/dispatch/print-tools.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { listShopCases } from '../../src/dispatch/shop-cases.ts';
import { RefusedError, UsageError } from '../../src/domain/errors.ts';
import { readBooks } from '../../src/ledger/books.ts';
import { listPrintFileEvents } from '../../src/ledger/print-file-event-store.ts';
import { markPartRemoved } from '../../src/ledger/print-file-retention-store.ts';
import { findPrintFile } from '../../src/ledger/print-file-store.ts';
import { cancelPrintFile, holdPrintFile } from '../../src/operations/call-back-print-file.ts';
import { orderReprint, type ReprintWish } from '../../src/operations/order-reprint.ts';
import { importAcks, settleShopFinding } from '../../src/operations/acks.ts';
import { releasePrintFile } from '../../src/operations/release-print-file.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/inspect-pdf.ts';
import type { ShopProfile } from '../../src/print/shop-profile.ts';
import { EXAMPLE_PROFILE } from '../print/example-profile.ts';
import { createNight, postRow, type Night } from '../support/night.ts';
import { smallLetter } from '../support/small-core.ts';
import { collectAndClassify } from './mail.ts';

const FIRST = '20261123-0001';
const IDS = ['D-1', 'D-2', 'D-3', 'D-4'];
const ORDER = { reason: 'wrong letterhead', person: 'A. Muster' };

let night: Night;
let run: RunContext;
let shop: LetterShop;

afterEach(() => night.close());

function toolsOf(profile: Partial<ShopProfile> = {}): PrintTools {
  return {
    profile: {
      ...EXAMPLE_PROFILE,
      handOver: { kind: 'folder', path: night.path('outbox') },
      inbox: night.path('inbox'),
      acknowledgeWithin: 3_600_000,
      maxReprintShare: 50,
      ...profile,
    },
    tariff: null,
    senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
    limits: DEFAULT_PDF_LIMITS,
    workDirectory: night.path('work'),
    toolVersion: '0.0.0',
  };
}

/** Four letters, printed and handed over unless the profile keeps them back. */
async function start(
  profile: Partial<ShopProfile> = {},
  shopOptions: Partial<ConstructorParameters<typeof LetterShop>[0]> = {},
): Promise<void> {
  const rows = await Promise.all(
    IDS.map(async (id, index) =>
      postRow(id, { pdf_content: await smallLetter(`Letter ${id}`, 1 + (index % 2)) }),
    ),
  );
  night = await createNight({ rows });
  mkdirSync(night.path('inbox'));
  shop = new LetterShop({ outbox: night.path('outbox'), inbox: night.path('inbox'), ...shopOptions });
  run = await night.context();
  await collectAndClassify(run);
  await printDocuments(run, toolsOf(profile));
}

const statusOf = async (id: string): Promise<string | undefined> =>
  (await findPrintFile(night.ledger, id))?.status;

function wish(overrides: Partial<ReprintWish> = {}): ReprintWish {
  return {
    printFileId: FIRST,
    mailpieces: '2',
    reason: 'torn',
    person: 'A. Muster',
    confirmedBy: null,
    ...overrides,
  };
}

const casesNow = async (): Promise<readonly string[]> =>
  (await listShopCases(night.ledger)).map(({ kind }) => kind);

function drop(name: string, content: string): string {
  const path = join(night.path('inbox'), name);
  writeFileSync(path, content);
  return path;
}

function report(sequences: string, status: string, at = '2026-11-24T10:00:00Z'): string {
  return `printFileId;mailpieces;status;at;reason\n${FIRST};${sequences};${status};${at};\n`;
}

describe('what the letter shop reports long after', () => {
  it('about letters of a print file that retention has removed waits for a person', async () => {
    await start();
    await markPartRemoved(night.ledger, FIRST, 'pdf');
    const { findings } = await importShopReport(
      run,
      drop('late.csv', report('2', 'lost', '2099-01-01T10:00:00Z')),
    );
    expect(findings.join()).toContain('after the time for keeping it was over');
    expect(await casesNow()).toEqual(['finding']);
  });
});

describe('what the letter shop reports', () => {
  it('is taken once, however often it comes, and moved away', async () => {
    await start({}, { spoils: [2], loses: [3] });
    expect(await shop.collect()).toBe(1);
    const imported = await importInbox(run, night.path('inbox'));
    expect(imported.map(({ outcome }) => outcome)).toEqual(['imported', 'known', 'imported']);
    expect(readdirSync(night.path('inbox'))).toEqual(['imported']);
    expect(night.sql('SELECT COUNT(*) AS n FROM print_file_ack')).toEqual([{ n: 1 }]);
    expect(night.sql('SELECT sequence, status FROM mailpiece_status ORDER BY sequence')).toEqual([
      { sequence: 1, status: 'posted' },
      { sequence: 2, status: 'spoiled' },
      { sequence: 3, status: 'lost' },
      { sequence: 4, status: 'posted' },
    ]);
    expect(await casesNow()).toEqual(['spoiled']);
  });

  it('is found again after a crash between taking and moving, and not taken twice', async () => {
    await start();
    await shop.collect();
    const crash = {
      ...run,
      atPoint: () => {
        throw new Error('crash');
      },
    };
    await expect(importInbox(crash, night.path('inbox'))).rejects.toThrow('crash');
    await importInbox(run, night.path('inbox'));
    expect(night.sql('SELECT COUNT(*) AS n FROM print_file_ack')).toEqual([{ n: 1 }]);
    expect(readdirSync(night.path('inbox'))).toEqual(['imported']);
  });

  it('about something unknown waits for a person and is never dropped', async () => {
    await start();
    const path = drop(
      'odd.csv',
      `printFileId;mailpieces;status;at;reason\nnobody;;accepted;2026-11-24T10:00:00Z;\n${FIRST};4-6;posted;2026-11-24T10:00:00Z;\n`,
    );
    const { findings, mailpieces } = await importShopReport(run, path);
    expect(mailpieces).toBe(1);
    expect(findings).toEqual([
      'The shop says `accepted` of print file `nobody`, which was never handed over to it.',
      `Print file ${FIRST}, mailpieces 5-6: the shop says \`posted\`, but there are no such mailpieces.`,
    ]);
    expect(await casesNow()).toEqual(['finding', 'finding']);
    for (const { id } of night.sql('SELECT id FROM shop_finding')) {
      await settleShopFinding(night.ledger, {
        findingId: String(id),
        person: 'A. Muster',
        evidence: 'typing error',
      });
    }
    expect(await casesNow()).toEqual([]);
  });

  it.each([
    ['torn', `printFileId;mailpieces;status;at;reason\n${FIRST};1;pos`],
    ['of another form', '{"hello":1}'],
    ['with a status that nobody knows', report('1', 'eaten')],
  ])('%s is noted for a person, and nothing of it is taken', async (_what, content) => {
    await start();
    expect((await importShopReport(run, drop('bad.csv', content))).outcome).toBe('unreadable');
    expect(await casesNow()).toEqual(['finding']);
    expect(night.sql('SELECT COUNT(*) AS n FROM mailpiece_status')).toEqual([{ n: 0 }]);
  });

  it('has to be named where the profile knows no inbox', async () => {
    await start();
    await expect(importAcks(run, null, [])).rejects.toThrow(UsageError);
  });

  it('is taken from none of the named files where one cannot be read', async () => {
    await start();
    const good = drop('good.csv', report('1', 'posted'));
    for (const bad of [night.path('nothing.csv'), night.path('inbox')])
      await expect(importAcks(run, null, [good, bad])).rejects.toThrow(UsageError);
    expect(night.sql('SELECT COUNT(*) AS n FROM shop_report')).toEqual([{ n: 0 }]);
  });

  it('is missed when it does not come in time, and a rejected file stays visible', async () => {
    await start({}, { rejects: () => true });
    expect(await casesNow()).toEqual([]);
    night.sql(`UPDATE print_file SET ack_due_at = '2020-01-01T00:00:00.000Z'`);
    expect(await casesNow()).toEqual(['overdue']);
    await shop.collect();
    await importInbox(run, night.path('inbox'));
    expect(await casesNow()).toEqual(['rejected']);
  });

  it.each(['overdue', 'rejected'])(
    'an %s print file is settled once each of its mailpieces was ordered again, not by a copy of a few',
    async (kind) => {
      await start({ maxReprintShare: 100 }, { rejects: () => true });
      if (kind === 'rejected') {
        await shop.collect();
        await importInbox(run, night.path('inbox'));
      } else night.sql(`UPDATE print_file SET ack_due_at = '2020-01-01T00:00:00.000Z'`);
      await orderReprint(run, toolsOf({ maxReprintShare: 100 }), wish());
      const [open] = await listShopCases(night.ledger);
      expect(open).toMatchObject({ kind, printFileId: FIRST });
      expect(open?.action).toContain('--mailpieces 1,3-4 ');
      await orderReprint(run, toolsOf({ maxReprintShare: 100 }), wish({ mailpieces: '1,3-4' }));
      expect(await casesNow()).toEqual([]);
    },
  );
});

describe('a reprint', () => {
  it('is one more print file of the same originals; the dispatches stay as they are and the books balance', async () => {
    await start({}, { spoils: [2] });
    await shop.collect();
    await importInbox(run, night.path('inbox'));
    const made = await orderReprint(run, toolsOf(), wish());
    expect(made).toEqual({ printFileId: `${FIRST}-g2`, mailpieces: 1, status: 'handed_over' });
    expect(await shop.collect()).toBe(1);
    const [first, second] = shop.taken;
    expect(second?.reprint).toMatchObject({
      generation: 2,
      sourceSequences: [2],
      reason: 'torn',
      orderedBy: 'A. Muster',
    });
    expect(second?.mailpieces[0]?.documents[0]?.documentId).toBe(
      first?.mailpieces[1]?.documents[0]?.documentId,
    );
    expect(new Set(Object.values(night.states()))).toEqual(new Set(['handed_over']));
    expect(differencesIn(await readBooks(night.ledger, await night.batch()))).toEqual([]);
    await importInbox(run, night.path('inbox'));
    expect(await casesNow()).toEqual([]);
  });

  it('that a person orders the day after is rendered and leaves, although its run has ended', async () => {
    await start();
    night.sql(`UPDATE run SET status = 'completed'`);
    expect(await orderReprint(run, toolsOf(), wish())).toMatchObject({ status: 'handed_over' });
  });

  it.each([
    ['posted', 'posted, says the shop'],
    ['produced', 'about to be posted'],
  ])('is refused for what is %s', async (status, why) => {
    await start();
    await importShopReport(run, drop('s.csv', report('2', status)));
    await expect(orderReprint(run, toolsOf(), wish())).rejects.toThrow(why);
  });

  it('is refused for what was reprinted already, and allowed of the newest copy', async () => {
    await start();
    await orderReprint(run, toolsOf(), wish());
    await expect(orderReprint(run, toolsOf(), wish({ mailpieces: '1-2' }))).rejects.toThrow(
      `reprinted already in ${FIRST}-g2`,
    );
    const again = await orderReprint(
      run,
      toolsOf(),
      wish({ printFileId: `${FIRST}-g2`, mailpieces: '1', confirmedBy: 'B. Muster' }),
    );
    expect(again.printFileId).toBe(`${FIRST}-g3`);
  });

  it('posted stays posted, whatever the shop says later', async () => {
    await start();
    await importShopReport(run, drop('a.csv', report('2', 'posted')));
    const { findings } = await importShopReport(
      run,
      drop('b.csv', report('2', 'lost', '2026-11-25T10:00:00Z')),
    );
    expect(findings).toHaveLength(1);
    await expect(orderReprint(run, toolsOf(), wish())).rejects.toThrow('posted, says the shop');
  });

  it('of many pieces needs a second person, who is not the first', async () => {
    await start({ maxReprintShare: 25 });
    const tools = toolsOf({ maxReprintShare: 25 });
    await expect(orderReprint(run, tools, wish({ mailpieces: '1-2' }))).rejects.toThrow('--confirm NAME');
    await expect(
      orderReprint(run, tools, wish({ mailpieces: '1-2', confirmedBy: 'a. muster' })),
    ).rejects.toThrow('another person');
    const made = await orderReprint(run, tools, wish({ mailpieces: 'all', confirmedBy: 'B. Muster' }));
    expect(made).toMatchObject({ mailpieces: 4, status: 'handed_over' });
  });

  it('is refused when the core system gives another PDF by now', async () => {
    await start();
    const { document_id: id } =
      night.sql(
        'SELECT d.document_id FROM print_file_entry e JOIN dispatch d ON d.id = e.dispatch_id WHERE e.sequence = 2',
      )[0] ?? {};
    night.core(
      'UPDATE pending_output_document SET pdf_content = ? WHERE document_id = ?',
      await smallLetter('changed', 1),
      String(id),
    );
    await expect(orderReprint(run, toolsOf(), wish())).rejects.toThrow('another PDF than was printed');
    expect(night.sql('SELECT COUNT(*) AS n FROM print_file')).toEqual([{ n: 1 }]);
  });

  it.each(['reprint.assigned', 'print.sealed', 'print.handing-over', 'print.trigger_written'] as const)(
    'after a crash at %s goes on with the same one, and the shop gets it once',
    async (point) => {
      await start();
      await shop.collect();
      const crash = {
        ...run,
        atPoint: (at: string) => {
          if (at === point) throw new Error('crash');
        },
      };
      await expect(orderReprint(crash, toolsOf(), wish())).rejects.toThrow('crash');
      expect(await orderReprint(run, toolsOf(), wish())).toMatchObject({
        printFileId: `${FIRST}-g2`,
        status: 'handed_over',
      });
      expect(await shop.collect()).toBe(1);
      expect(night.sql('SELECT COUNT(*) AS n FROM print_file')).toEqual([{ n: 2 }]);
    },
  );

  it('of what the shop spoiled is made by the next night where the profile says so, up to the share', async () => {
    await start({}, { spoils: [2], loses: [3] });
    await shop.collect();
    expect(await printDocuments(run, toolsOf({ automaticReprint: true, maxReprintShare: 25 }))).toMatchObject(
      { reports: 3 },
    );
    expect(await shop.collect()).toBe(0);
    expect(await casesNow()).toEqual(['spoiled']);
    expect(await printDocuments(run, toolsOf({ automaticReprint: true }))).toMatchObject({ reprinted: 1 });
    expect(await shop.collect()).toBe(1);
    expect(shop.taken.at(-1)?.reprint).toMatchObject({ sourceSequences: [2, 3], orderedBy: null });
    expect((await printDocuments(run, toolsOf({ automaticReprint: true })))['reprinted']).toBe(0);
    expect(await casesNow()).toEqual([]);
  });

  it('stays back when the shop has posted the piece meanwhile', async () => {
    await start();
    const fourEyes = toolsOf({ fourEyes: true });
    const { status, printFileId } = await orderReprint(run, fourEyes, wish());
    expect(status).toBe('on_hold');
    await importShopReport(run, drop('late.csv', report('2', 'posted')));
    await expect(releasePrintFile(run, fourEyes, { printFileId, person: 'B. Muster' })).rejects.toThrow(
      'produced or posted',
    );
    await expect(cancelPrintFile(run, fourEyes, { printFileId, ...ORDER })).resolves.toEqual({
      printFileId,
      queued: 0,
    });
    expect(new Set(Object.values(night.states()))).toEqual(new Set(['handed_over']));
  });
});

describe('a print file that must not leave', () => {
  it('is cancelled whole: every document is queued again, its files are gone, the next run prints them once', async () => {
    await start({ fourEyes: true });
    expect(readdirSync(night.path('outbox'))).toEqual([]);
    expect(await cancelPrintFile(run, toolsOf(), { printFileId: FIRST, ...ORDER })).toEqual({
      printFileId: FIRST,
      queued: 4,
    });
    expect(new Set(Object.values(night.states()))).toEqual(new Set(['queued_print']));
    expect(readdirSync(night.path('work'))).toEqual([]);
    expect((await night.events('D-1')).at(-1)).toMatchObject({
      person: 'A. Muster',
      from: 'bundled',
      to: 'queued_print',
    });
    await printDocuments(run, toolsOf());
    expect(await shop.collect()).toBe(1);
    expect(shop.taken[0]?.counts.documents).toBe(4);
    expect(differencesIn(await readBooks(night.ledger, await night.batch()))).toEqual([]);
  });

  it('after a crash of the cancelling, the rest is removed by giving the order again', async () => {
    await start({ fourEyes: true });
    const crash = {
      ...run,
      atPoint: () => {
        throw new Error('crash');
      },
    };
    await expect(cancelPrintFile(crash, toolsOf(), { printFileId: FIRST, ...ORDER })).rejects.toThrow(
      'crash',
    );
    expect(readdirSync(night.path('work'))).not.toEqual([]);
    expect(await cancelPrintFile(run, toolsOf(), { printFileId: FIRST, ...ORDER })).toEqual({
      printFileId: FIRST,
      queued: 0,
    });
    expect(readdirSync(night.path('work'))).toEqual([]);
  });

  it('is held before its hand-over, and only somebody else than who ran it lets it go', async () => {
    await start({ fourEyes: true });
    await releaseAndFail();
    await holdPrintFile(run, { printFileId: FIRST, ...ORDER });
    expect(await statusOf(FIRST)).toBe('on_hold');
    await expect(releasePrintFile(run, toolsOf(), { printFileId: FIRST, person: 'Tester' })).rejects.toThrow(
      'four eyes',
    );
    expect(readdirSync(night.path('outbox'))).toEqual([]);
    await releasePrintFile(run, toolsOf(), { printFileId: FIRST, person: 'B. Muster' });
    expect(
      (await listPrintFileEvents(night.ledger, FIRST)).map(({ event, person }) => [event, person]),
    ).toEqual([
      ['released', 'B. Muster'],
      ['held', 'A. Muster'],
      ['released', 'B. Muster'],
      ['handed_over', 'B. Muster'],
    ]);
  });

  it('cannot be held or cancelled once the shop may know of it', async () => {
    await start();
    await expect(holdPrintFile(run, { printFileId: FIRST, ...ORDER })).rejects.toThrow(
      'only it can still stop the job',
    );
    await expect(cancelPrintFile(run, toolsOf(), { printFileId: FIRST, ...ORDER })).rejects.toThrow(
      RefusedError,
    );
    expect(new Set(Object.values(night.states()))).toEqual(new Set(['handed_over']));
  });
});

/** Released, but the outbox is not there: nothing was told, so it can be held again. */
async function releaseAndFail(): Promise<void> {
  const nowhere = toolsOf({ handOver: { kind: 'folder', path: night.path('nowhere') } });
  await expect(releasePrintFile(run, nowhere, { printFileId: FIRST, person: 'B. Muster' })).rejects.toThrow(
    'share is mounted',
  );
  expect(await statusOf(FIRST)).toBe('sealed');
}
