import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoFaults } from '../../src/demo/demo-domains.ts';
import type { DatabaseOptions } from '../../src/ledger/database.ts';
import { databaseSection } from '../support/database-section.ts';
import { emailRow, postRow } from '../support/night.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';
import { createEmptyDatabase } from '../support/sql-server/test-database.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';

const ENTRY = join(import.meta.dirname, '../../jobs/postausgang.mjs');
const NIGHT = '2026-11-23';
const PROCESS_TIMEOUT = ON_SQL_SERVER ? 300_000 : 60_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let insurer: SmallInsurer;

/** Runs a real process; `watch` sees it as soon as it lives. */
async function postausgang(
  args: readonly string[],
  watch: (kill: () => void) => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env: { ...process.env, POSTAUSGANG_CONFIG: insurer.configPath },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  watch(() => child.kill('SIGTERM'));
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

/** A table that the core system is told the results in, and the statement that tells it: on a server a procedure. */
function writeBack(): string {
  insurer.coreSql(
    'CREATE TABLE told (document_id nvarchar(100) PRIMARY KEY, dispatch_id nvarchar(20), state nvarchar(20))',
  );
  const insertOnce = (document: string, dispatch: string, state: string): string =>
    `INSERT INTO told SELECT ${document}, ${dispatch}, ${state}
     WHERE NOT EXISTS (SELECT 1 FROM told WHERE document_id = ${document})`.replaceAll(/\s+/g, ' ');
  if (!ON_SQL_SERVER) return insertOnce(':document_id', ':dispatch_id', ':state');
  insurer.coreSql(
    `CREATE PROCEDURE tell @document nvarchar(100), @dispatch nvarchar(20), @state nvarchar(20) AS
     ${insertOnce('@document', '@dispatch', '@state')}`,
  );
  return 'EXEC tell :document_id, :dispatch_id, :state';
}

/** The small insurer with four eyes, and with a write-back. */
function configure(): void {
  const config = readFileSync(insurer.configPath, 'utf8')
    .replace('fourEyes: false', 'fourEyes: true')
    .replace('  chunkSize: 20\n', `  chunkSize: 20\n  writeBack: { statement: "${writeBack()}" }\n`);
  writeFileSync(insurer.configPath, config);
}

/** The same configuration with another database in the place of one. */
function withDatabase(name: 'core' | 'ledger', options: DatabaseOptions): string {
  const section = (of: DatabaseOptions): string => databaseSection(name, of, insurer.directory);
  const file = join(insurer.directory, `other-${name}.yaml`);
  const text = readFileSync(insurer.configPath, 'utf8');
  writeFileSync(file, text.replace(section(insurer[name]), section(options)));
  return file;
}

beforeAll(async () => {
  const latecomers = Array.from({ length: 40 }, (_, n) => emailRow(`L-${100 + n}`));
  insurer = await createSmallInsurer({
    rows: [
      emailRow('D-1'),
      postRow('D-2'),
      emailRow('D-3', { email_address: 'd-3@drop.example' }),
      postRow('D-4', { recipient_city: null }),
      ...latecomers,
    ],
    domains: demoFaults(),
  });
  configure();
}, PROCESS_TIMEOUT);
afterAll(() => insurer.close());

describe('before the first night', () => {
  it.each([
    [['no-such-command'], 64, 'unknown command'],
    [['rerun'], 64, '--date'],
    [['nightly', '--date', '2026-02-30'], 64, '2026-02-30'],
    [['resolve', '1', '--as', 'perhaps', '--evidence', 'x', '--by', 'me'], 64, 'accepted or not-accepted'],
    [['release-held', '--reason', 'x', '--by', 'me'], 64, '--kept-back'],
    [['resend', 'D-1', '--by', 'me'], 64, '--reason'],
    [['explain'], 64, 'documentId'],
    [['status', '--config', '/nowhere/postausgang.yaml'], 78, '/nowhere/postausgang.yaml'],
    [['rerun', '--date', NIGHT], 1, `There is no batch for business date ${NIGHT}`],
    [['status'], 1, 'There is no batch yet'],
    [['work', '--date', NIGHT], 1, 'to join'],
    [['explain', 'D-1'], 1, 'was ever collected'],
    [['resolve', '1', '--as', 'accepted', '--evidence', 'x', '--by', 'me'], 1, 'There is no dispatch 1'],
  ] as const)('%j exits with %i and says why', { timeout: PROCESS_TIMEOUT }, async (args, code, why) => {
    const ended = await postausgang(args);
    expect(ended.stderr).toContain(why);
    expect(ended.stdout).toBe('');
    expect(ended.code).toBe(code);
  });

  it('every job has a help with examples', { timeout: PROCESS_TIMEOUT }, async () => {
    const help = await postausgang(['--help']);
    expect(help.code).toBe(0);
    const jobs = [
      'nightly',
      'rerun',
      'work',
      'status',
      'explain',
      'resolve',
      'release-held',
      'release',
      'resend',
      'doctor',
      'migrate',
      'demo',
    ];
    for (const job of jobs) expect(help.stdout).toMatch(new RegExp(`^ {2}${job} `, 'm'));
    const rerun = await postausgang(['help', 'rerun']);
    expect(rerun.stdout).toContain('postausgang rerun --date 2026-11-23');
  });

  it(
    'a ledger without its schema is told of, and `migrate` makes it',
    { timeout: PROCESS_TIMEOUT },
    async () => {
      const bare = withDatabase(
        'ledger',
        ON_SQL_SERVER
          ? await createEmptyDatabase()
          : { client: 'sqlite', file: join(insurer.directory, 'bare.sqlite') },
      );
      expect(await postausgang(['status', '--config', bare])).toMatchObject({
        code: 78,
        stderr: expect.stringContaining('Run `postausgang migrate` first') as string,
      });
      expect(await postausgang(['migrate', '--config', bare, '--json'])).toMatchObject({ code: 0 });
      expect((await postausgang(['migrate', '--config', bare])).stdout).toContain('nothing was changed');
    },
  );

  it(
    'a core database that is not there is told of, and none is made in its place',
    { timeout: PROCESS_TIMEOUT },
    async () => {
      const { core } = insurer;
      const lost = withDatabase(
        'core',
        core.client === 'mssql'
          ? { ...core, database: `${core.database}_lost` }
          : { client: 'sqlite', file: join(insurer.directory, 'lost.sqlite') },
      );
      const ended = await postausgang(['doctor', '--config', lost, '--json']);
      expect(JSON.parse(ended.stdout)).toMatchObject({ healthy: false });
      if (ON_SQL_SERVER) {
        // A server may be away for a while; a file is a fault of the configuration.
        expect(ended.code).toBe(1);
        return;
      }
      expect(ended.code).toBe(78);
      expect(ended.stderr).toContain('found no such file');
      expect(readdirSync(insurer.directory)).not.toContain('lost.sqlite');
    },
  );

  it('`doctor` finds nothing that would fail', { timeout: PROCESS_TIMEOUT }, async () => {
    const ended = await postausgang(['doctor']);
    expect(ended.stdout).toContain('Nothing failed');
    expect(ended.stdout).toMatch(/✓ relay +localhost:\d+: TLSv1\.3/);
    expect(ended.code).toBe(0);
  });
});

describe('a night, step by step as operations go through it', () => {
  it(
    'SIGTERM ends the run with what is in flight, exit 1, and says how things stand',
    { timeout: PROCESS_TIMEOUT },
    async () => {
      const ended = await postausgang(['nightly', '--date', NIGHT, '--by', 'A. Muster'], (kill) => {
        const looking = setInterval(() => {
          const [row] = insurer.sql(`SELECT COUNT(*) AS n FROM dispatch WHERE state = 'emailed'`);
          if (Number(row?.['n']) === 0) return;
          clearInterval(looking);
          kill();
        }, 20);
      });
      expect(ended.stderr).toContain('SIGTERM: finishing what is in flight');
      expect(ended.stderr).toContain('the rest waits for the next run');
      expect(ended.stdout).toContain(`Night of ${NIGHT}: failed; run again`);
      expect(ended.code).toBe(1);
      expect(insurer.sql('SELECT status, exit_code, started_by FROM run')).toEqual([
        { status: 'interrupted', exit_code: 1, started_by: 'A. Muster' },
      ]);
      expect(insurer.sql(`SELECT COUNT(*) AS n FROM dispatch WHERE state IN ('claimed', 'sending')`)).toEqual(
        [{ n: 0 }],
      );
    },
  );

  it(
    'the rerun goes on and exits with 2: held, in doubt, and a print file on hold',
    { timeout: PROCESS_TIMEOUT },
    async () => {
      const ended = await postausgang(['rerun', '--date', NIGHT, '--by', 'A. Muster', '--json']);
      expect(ended.code).toBe(2);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        businessDate: NIGHT,
        exitCode: 2,
        failure: null,
        collected: 44,
        states: { emailed: 41, in_doubt: 1, held: 1, bundled: 1 },
        books: { balance: true, differences: [] },
        printFiles: [{ id: '20261123-0001', status: 'on_hold', documents: 1 }],
      });
      expect([...(await insurer.received()).values()].every((times) => times === 1)).toBe(true);
    },
  );

  it('`status` shows all of it, and what to do', { timeout: PROCESS_TIMEOUT }, async () => {
    const { code, stdout } = await postausgang(['status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/interrupted[\s\S]*completed/);
    expect(stdout).toMatch(/emailed +41/);
    expect(stdout).toContain('Books: they balance.');
    expect(stdout).toMatch(/D-4 +held .*have the postal address completed/);
    expect(stdout).toContain('Print file 20261123-0001 is on hold');
    expect(JSON.parse((await postausgang(['status', '--json'])).stdout)).toMatchObject({
      runs: [{ status: 'interrupted' }, { status: 'completed' }],
    });
  });

  it(
    'the person who started the run cannot release its print file, somebody else can',
    { timeout: PROCESS_TIMEOUT },
    async () => {
      const refused = await postausgang(['release', '20261123-0001', '--by', ' a. MUSTER']);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain('somebody else than A. Muster');
      expect(await insurer.printed()).toHaveLength(0);
      expect(await postausgang(['release', '20261123-0001', '--by', 'B. Muster'])).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(await insurer.printed()).toHaveLength(1);
      const again = await postausgang(['release', '20261123-0001', '--by', 'B. Muster']);
      expect(again.stderr).toContain('is `handed_over` since');
      expect(again.code).toBe(1);
      expect(insurer.sql(`SELECT released_by, status FROM print_file`)).toEqual([
        { released_by: 'B. Muster', status: 'handed_over' },
      ]);
    },
  );

  it(
    '`resolve` settles the doubt once, and `release-held` gives the mended document back',
    { timeout: PROCESS_TIMEOUT },
    async () => {
      const [doubt] = insurer.sql(`SELECT id FROM dispatch WHERE state = 'in_doubt'`);
      const order = ['resolve', String(doubt?.['id']), '--evidence', 'relay log', '--by', 'B. Muster'];
      expect((await postausgang([...order, '--as', 'accepted'])).stdout).toContain('counts as e-mailed');
      const again = await postausgang([...order, '--as', 'not-accepted']);
      expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is `emailed`') as string });
      insurer.coreSql(`UPDATE pending_output_document SET recipient_city = 'Köln' WHERE document_id = 'D-4'`);
      const [held] = insurer.sql(`SELECT id FROM dispatch WHERE state = 'held'`);
      const released = await postausgang([
        'release-held',
        String(held?.['id']),
        '--reason',
        'city added',
        '--by',
        'B',
      ]);
      expect(released).toMatchObject({ code: 0, stdout: expect.stringContaining('Released: D-4') as string });
    },
  );

  it(
    'the next night takes along what the last one left, and tells the core system all of it',
    { timeout: PROCESS_TIMEOUT },
    async () => {
      await postausgang(['nightly', '--date', '2026-11-24']);
      expect(await postausgang(['release', '20261124-0001', '--by', 'B. Muster'])).toMatchObject({ code: 0 });
      expect(await postausgang(['nightly', '--date', '2026-11-25'])).toMatchObject({ code: 0 });
      expect(insurer.coreSql('SELECT COUNT(*) AS n FROM told')).toEqual([{ n: 44 }]);
      expect(
        insurer.coreSql(`SELECT state FROM told WHERE document_id IN ('D-3', 'D-4') ORDER BY document_id`),
      ).toEqual([{ state: 'emailed' }, { state: 'handed_over' }]);
      expect(await postausgang(['rerun', '--date', NIGHT])).toMatchObject({ code: 3 });
      expect(insurer.sql('SELECT COUNT(*) AS n FROM batch WHERE completed_at IS NULL')).toEqual([{ n: 0 }]);
    },
  );

  it('`explain` answers the customer in its first line', { timeout: PROCESS_TIMEOUT }, async () => {
    const { stdout } = await postausgang(['explain', 'D-2']);
    expect(stdout.split('\n')[0]).toMatch(/^Per Post, am .* an die Druckerei übergeben\. Eine Zustimmung/);
    expect(stdout).toContain('20261123-0001');
    expect(JSON.parse((await postausgang(['explain', 'D-2', '--json'])).stdout)).toMatchObject({
      documentId: 'D-2',
      dispatches: [{ state: 'handed_over' }],
    });
  });

  it('`resend` orders one more copy, which the next night sends', { timeout: PROCESS_TIMEOUT }, async () => {
    const ordered = await postausgang(['resend', 'D-1', '--reason', 'customer called', '--by', 'B. Muster']);
    expect(ordered.code).toBe(0);
    expect((await postausgang(['nightly', '--date', '2026-11-26'])).code).toBe(0);
    expect((await insurer.received()).get('d-1@mail.example')).toBe(2);
    expect((await postausgang(['explain', 'D-1'])).stdout).toContain(
      'Erneuter Versand, angeordnet von B. Muster.',
    );
  });
});
