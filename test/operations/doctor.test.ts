import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryOutcome } from '../../src/domain/delivery.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import type { EmailRoute } from '../../src/email/route.ts';
import { BLOCK_COLUMNS } from '../../src/ledger/block-source.ts';
import { FACT_COLUMNS } from '../../src/ledger/core-facts.ts';
import { Database } from '../../src/ledger/database.ts';
import { returnPaths } from '../../src/email/bounce/return-path.ts';
import { checkBounces } from '../../src/operations/doctor/bounce-checks.ts';
import { checkRelay, checkShop } from '../../src/operations/doctor/channel-checks.ts';
import type { Check } from '../../src/operations/doctor/check.ts';
import { checkCore } from '../../src/operations/doctor/core-checks.ts';
import { checkDisks } from '../../src/operations/doctor/disk-checks.ts';
import { checkOutbox } from '../../src/operations/doctor/outbox-checks.ts';
import { checkLedger } from '../../src/operations/doctor/ledger-checks.ts';
import { EXAMPLE_PROFILE } from '../print/example-profile.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

let night: Night;
let core: Database;

beforeEach(async () => {
  night = await createNight({ rows: [emailRow('D-1'), emailRow('D-2')] });
  night.core(`CREATE TABLE current_abuse_block (${BLOCK_COLUMNS.join(', ')})`);
  core = new Database({ client: 'sqlite', file: night.path('core.sqlite') });
});
afterEach(async () => {
  await core.close();
  await night.close();
});

const lookAtCore = (
  view = 'pending_output_document',
  blockView: string | null = 'current_abuse_block',
): Promise<readonly Check[]> =>
  checkCore({ core, view, blockView, source: night.source, catalogue: HOUSE_CATALOGUE });
const statusOf = (checks: readonly Check[], name: string): string | undefined =>
  checks.find((check) => check.name === name)?.status;

describe('the core view', () => {
  it('is fine when everything is there', async () => {
    const checks = await lookAtCore();
    expect(checks.map(({ status }) => status)).toEqual(checks.map(() => 'ok'));
    expect(checks[0]?.found).toContain('2 pending');
  });

  it('fails when columns are missing, and names them', async () => {
    night.core('ALTER TABLE pending_output_document DROP COLUMN abuse_block_id');
    night.core('ALTER TABLE pending_output_document DROP COLUMN pdf_path');
    const checks = await lookAtCore();
    expect(checks).toMatchObject([
      { status: 'fail', found: 'pending_output_document lacks abuse_block_id, pdf_path' },
    ]);
  });

  it('fails when it cannot be read at all, and says what to check', async () => {
    const [check] = await lookAtCore('no_such_view');
    expect(check).toMatchObject({ status: 'fail', advice: expect.stringContaining('core.view') as string });
  });

  it('S8: warns of codes that nobody has judged, and L8: repeats none that could be a name', async () => {
    night.core(
      `UPDATE pending_output_document SET document_type = 'NEW_TYPE', line_of_business = 'Erika Muster'`,
    );
    const checks = await lookAtCore();
    expect(checks.find(({ name }) => name === 'document types')).toMatchObject({
      status: 'warn',
      found: 'not in the rule catalogue: NEW_TYPE',
    });
    expect(JSON.stringify(checks)).not.toContain('Erika');
  });

  it('D4: warns of values that are not of their column’s type, without the value', async () => {
    night.core(`UPDATE pending_output_document SET consent_given_on = 'since Erika called'`);
    const checks = await lookAtCore();
    expect(statusOf(checks, 'types of columns')).toBe('warn');
    expect(JSON.stringify(checks)).toContain('consent_given_on: expected a day');
    expect(JSON.stringify(checks)).not.toContain('Erika');
  });

  it('S18: fails when the view of the blocks lacks a column, warns when there is none', async () => {
    night.core('ALTER TABLE current_abuse_block DROP COLUMN reference');
    expect((await lookAtCore()).find(({ name }) => name === 'abuse blocks (S18)')).toMatchObject({
      status: 'fail',
      found: 'current_abuse_block lacks reference',
    });
    expect(statusOf(await lookAtCore('pending_output_document', null), 'abuse blocks (S18)')).toBe('warn');
    expect(statusOf(await lookAtCore('pending_output_document', 'no_such_view'), 'abuse blocks (S18)')).toBe(
      'fail',
    );
  });

  it('warns of ids in several rows and of PDFs that are not there', async () => {
    night.core(`UPDATE pending_output_document SET document_id = 'D-1', pdf_content = NULL`);
    const checks = await lookAtCore();
    expect(checks.find(({ name }) => name === 'document ids')?.found).toContain('D-1');
    expect(statusOf(checks, 'PDFs')).toBe('warn');
  });

  it('counts in the whole view the rows of which no PDF can come', async () => {
    night.core(
      `UPDATE pending_output_document SET pdf_path = '', pdf_content = x'' WHERE document_id = 'D-1'`,
    );
    const orphans = (await lookAtCore()).find(({ name }) => name === 'rows without a PDF');
    expect(orphans).toMatchObject({ status: 'warn', found: '1 name no file and hold no bytes' });
  });

  it('warns of ids that the database takes for one, and looks at codes as they are spelled', async () => {
    night.core(
      `UPDATE pending_output_document SET document_id = 'd-1', line_of_business = 'kfz' WHERE document_id = 'D-2'`,
    );
    night.core('ALTER TABLE pending_output_document RENAME TO stored');
    night.core(
      `CREATE VIEW pending_output_document AS SELECT ${[...FACT_COLUMNS, 'pdf_path', 'pdf_content']
        .map((column) =>
          /^(document_id|line_of_business)$/.test(column) ? `${column} COLLATE NOCASE AS ${column}` : column,
        )
        .join(', ')} FROM stored`,
    );
    const checks = await lookAtCore();
    expect(checks.filter(({ name }) => name === 'document ids')).toMatchObject([
      {
        status: 'warn',
        found: 'one id to the database and spelled differently, for example D-1 and d-1',
      },
    ]);
    expect(checks.find(({ name }) => name === 'lines of business')).toMatchObject({
      status: 'warn',
      found: 'not in the rule catalogue: kfz',
    });
  });
});

describe('the ledger', () => {
  it('is fine when reachable and up to date, on one clock with us', async () => {
    expect((await checkLedger(night.ledger)).map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  it('fails without its migrations, and says what to run', async () => {
    const empty = new Database({ client: 'sqlite', file: night.path('empty.sqlite') });
    const [check] = await checkLedger(empty);
    await empty.close();
    expect(check).toMatchObject({ status: 'fail', advice: 'run `postausgang migrate`' });
  });

  it('fails when there is no way to it', async () => {
    const nowhere = new Database({ client: 'sqlite', file: night.path('no/such/folder.sqlite') });
    const checks = await checkLedger(nowhere);
    await nowhere.close();
    expect(checks.map(({ status }) => status)).toEqual(['fail', 'fail']);
  });
});

describe('the disks', () => {
  it('warns when others can look into the data directory', async () => {
    mkdirSync(night.path('data'), { mode: 0o700 });
    expect(statusOf(await checkDisks(night.path('data')), 'data directory')).toBe('ok');
    chmodSync(night.path('data'), 0o755);
    const checks = await checkDisks(night.path('data'));
    expect(checks.find(({ name }) => name === 'data directory')).toMatchObject({
      status: 'warn',
      advice: expect.stringContaining('chmod 700') as string,
    });
    expect(statusOf(checks, 'flushing to disk')).toBe('ok');
  });

  it('fails without an outbox, and does not make one', async () => {
    const outbox = { kind: 'folder', path: night.path('outbox') } as const;
    expect(statusOf(await checkOutbox(outbox), 'outbox')).toBe('ok');
    rmSync(outbox.path, { recursive: true });
    expect(statusOf(await checkOutbox(outbox), 'outbox')).toBe('fail');
    expect(statusOf(await checkOutbox(outbox), 'outbox')).toBe('fail');
  });
});

describe('the channels', () => {
  it('L6: fails without the undertakings of the shop', async () => {
    expect(await checkShop({ ...EXAMPLE_PROFILE, secrecyUndertaking: false })).toMatchObject([
      { status: 'fail', found: expect.stringContaining('secrecyUndertaking') as string },
    ]);
    expect(statusOf(await checkShop(EXAMPLE_PROFILE), 'undertakings of the shop (L6)')).toBe('ok');
  });

  const tls = {
    protocol: 'TLSv1.3',
    cipher: 'X',
    keyExchange: null,
    certificateSha256: 'c',
    authorized: true,
  };
  function route(outcome: DeliveryOutcome, certificateValidUntil: string): EmailRoute {
    return {
      deliver: () => Promise.reject(new Error('nothing is sent')),
      kind: 'relay',
      serversOf: () => Promise.resolve('relay.example'),
      close: () => Promise.resolve(),
      probe: () =>
        Promise.resolve({
          outcome,
          evidence: {
            host: 'relay.example',
            port: 587,
            tls: { ...tls, certificateValidUntil },
            reply: null,
            queueId: null,
            stage: 'tls',
          },
        }),
    };
  }

  it.each([
    [400, 'ok'],
    [13, 'warn'],
  ] as const)('with %i days left to the relay’s certificate: %s', async (days, status) => {
    const checks = await checkRelay(route({ kind: 'accepted' }, inDays(days)));
    expect(statusOf(checks, 'relay')).toBe('ok');
    expect(statusOf(checks, "relay's certificate")).toBe(status);
  });

  it('fails when the relay cannot be used', async () => {
    const reason = 'the relay cannot be used: ECONNREFUSED';
    expect(await checkRelay(route({ kind: 'our_outage', reason }, inDays(400)))).toMatchObject([
      { name: 'relay', status: 'fail', found: `relay.example:587: ${reason}` },
    ]);
  });
});

describe('what comes back', () => {
  const paths = returnPaths('bounce@versicherung.example', ['0'.repeat(64)]);
  const lookAt = (subjects: Partial<Parameters<typeof checkBounces>[0]>): Promise<readonly Check[]> =>
    checkBounces({ maildir: null, imap: null, returnPaths: () => paths, ...subjects });

  function maildir(): string {
    for (const folder of ['new', 'cur', 'tmp']) mkdirSync(night.path(`mail/${folder}`), { recursive: true });
    return night.path('mail');
  }

  it('is fine with a mailbox that can be used and keys, and nothing is made or moved', async () => {
    writeFileSync(`${maildir()}/new/1.a.host`, '');
    const checks = await lookAt({ maildir: maildir() });
    expect(checks.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(checks[0]?.found).toContain('1 mails wait');
    expect(readdirSync(maildir()).sort()).toEqual(['cur', 'new', 'tmp']);
  });

  it('fails when the maildir is none, and says what it means', async () => {
    rmSync(`${maildir()}/cur`, { recursive: true });
    const checks = await lookAt({ maildir: night.path('mail') });
    expect(checks[0]).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('it does not exist') as string,
      advice: expect.stringContaining(night.path('mail')) as string,
    });
  });

  it('fails when this account may not move mails', async (context) => {
    if (process.getuid?.() === 0) return context.skip('root may write everywhere');
    chmodSync(`${maildir()}/new`, 0o500);
    expect(statusOf(await lookAt({ maildir: night.path('mail') }), 'bounces: maildir')).toBe('fail');
  });

  it('warns without a mailbox: what comes back is not seen', async () => {
    expect(statusOf(await lookAt({}), 'bounces')).toBe('warn');
  });

  it('warns without keys: each failure waits for a person', async () => {
    const checks = await lookAt({ returnPaths: () => null });
    expect(checks.find(({ name }) => name === 'bounces: return paths')).toMatchObject({
      status: 'warn',
      found: expect.stringContaining('waits for a person') as string,
    });
  });

  it('fails when the return path has no room for a proof, with the words of the configuration', async () => {
    const returnPathsTooLong = (): never => {
      throw new ConfigurationError('email.returnPath: too long');
    };
    expect(await lookAt({ returnPaths: returnPathsTooLong })).toContainEqual(
      expect.objectContaining({ status: 'fail', found: 'email.returnPath: too long' }),
    );
  });
});
