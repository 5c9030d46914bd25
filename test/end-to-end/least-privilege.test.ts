import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/domain/exit-code.ts';
import { Database } from '../../src/ledger/database.ts';
import { MissingRightError } from '../../src/ledger/missing-right.ts';
import { databaseSection } from '../support/database-section.ts';
import { emailRow, postRow } from '../support/night.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';
import { createLogin } from '../support/sql-server/logins.ts';
import type { SqlServerOptions } from '../support/sql-server/server-under-test.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';

const ENTRY = join(import.meta.dirname, '../../jobs/postausgang.mjs');
const DATE = '2026-11-23';
const EMAILS = 30;
const LETTERS = 6;
/** What docs/sql-server.md says that the account needs in the core database. */
const CORE_RIGHTS = [
  'SELECT ON dbo.pending_output_document',
  'SELECT ON dbo.current_abuse_block',
  'EXECUTE ON dbo.tell',
  // SQL Server takes the procedure for granted with it; Babelfish chains no owners.
  'INSERT ON dbo.told',
];

if (!ON_SQL_SERVER) console.warn('skipped: SQLite knows no accounts (POSTAUSGANG_TEST_MSSQL is not set)');

describe.runIf(ON_SQL_SERVER)('accounts that have the role of a worker and nothing else', () => {
  let insurer: SmallInsurer;
  let owner: SqlServerOptions;
  let worker: SqlServerOptions;
  let nightlyConfig: string;
  let workerConfig: string;

  beforeAll(async () => {
    insurer = await createSmallInsurer({
      rows: [
        ...Array.from({ length: EMAILS }, (_, n) => emailRow(`E-${n}`)),
        ...Array.from({ length: LETTERS }, (_, n) => postRow(`P-${n}`)),
      ],
      replyLatency: 400,
      range: 4,
    });
    if (insurer.core.client !== 'mssql') throw new Error('Expected a server.');
    owner = insurer.core;
    insurer.coreSql(
      'CREATE TABLE told (document_id nvarchar(100), dispatch_id nvarchar(20), state nvarchar(20))',
    );
    insurer.coreSql(
      `CREATE PROCEDURE dbo.tell @document nvarchar(100), @dispatch nvarchar(20), @state nvarchar(20) AS
       INSERT INTO told VALUES (@document, @dispatch, @state)`,
    );
    worker = await createLogin(owner, { roles: ['worker'] });
    const nightly = await createLogin(owner, { roles: ['worker'] });
    nightlyConfig = await configFor('nightly.yaml', nightly);
    workerConfig = await configFor('worker.yaml', worker);
  });

  afterAll(() => insurer.close());

  /** A configuration of its own, as another machine has it: this account for the ledger, a new one for the core. */
  async function configFor(
    name: string,
    ledger: SqlServerOptions,
    grants: readonly string[] = CORE_RIGHTS,
  ): Promise<string> {
    const core = await createLogin(owner, { grants });
    const section = (of: 'core' | 'ledger', options: SqlServerOptions): string =>
      databaseSection(of, options, insurer.directory);
    const file = join(insurer.directory, name);
    const text = readFileSync(insurer.configPath, 'utf8')
      .replace(section('core', owner), section('core', core))
      .replace(databaseSection('ledger', insurer.ledger, insurer.directory), section('ledger', ledger))
      .replace(
        '  chunkSize: 20\n',
        '  chunkSize: 20\n  writeBack: { statement: "EXEC dbo.tell :document_id, :dispatch_id, :state" }\n',
      );
    writeFileSync(file, text);
    return file;
  }

  async function run(config: string, ...args: readonly string[]) {
    const child = spawn(process.execPath, [ENTRY, ...args, '--config', config]);
    let stderr = '';
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stderr };
  }

  it('bring a whole night to its end, one of them as its worker, and tell the core system', async () => {
    const [night, help] = await Promise.all([
      run(nightlyConfig, 'nightly', '--date', DATE),
      run(workerConfig, 'work', '--date', DATE, '--wait', '5'),
    ]);
    expect(night, night.stderr).toMatchObject({ code: EXIT.completed });
    expect(help, help.stderr).toMatchObject({ code: EXIT.completed });
    const copies = await insurer.received();
    expect([copies.size, Math.max(...copies.values())]).toEqual([EMAILS, 1]);
    const printed = (await insurer.printed()).flatMap(({ mailpieces }) =>
      mailpieces.flatMap(({ documents }) => documents.map(({ documentId }) => documentId)),
    );
    expect([...printed].sort()).toEqual(Array.from({ length: LETTERS }, (_, n) => `P-${n}`));
    expect(insurer.sql(`SELECT kind, status FROM run ORDER BY kind`)).toEqual([
      { kind: 'nightly', status: 'completed' },
      { kind: 'worker', status: 'completed' },
    ]);
    expect(insurer.coreSql('SELECT COUNT(*) AS n FROM told')).toEqual([{ n: EMAILS + LETTERS }]);
  });

  it.each([
    ['DELETE FROM routing.dispatch', 'DELETE'],
    ['DELETE FROM routing.attempt', 'DELETE'],
    [`UPDATE routing.dispatch_event SET reason = 'x'`, 'UPDATE'],
    [`UPDATE routing.decision SET result = 'x'`, 'UPDATE'],
    ['DELETE FROM routing.audit_seal', 'DELETE'],
    ['SELECT * FROM dbo.pending_output_document', 'SELECT'],
    ['DROP TABLE routing.dispatch_event', null],
    ['CREATE TABLE routing.mine (id int)', null],
  ])('may not: %s', async (statement, right) => {
    const database = new Database(worker);
    const failure: unknown = await database.knex.raw(statement).catch((error: unknown) => error);
    await database.close();
    expect(failure).toBeInstanceOf(Error);
    if (right !== null) {
      expect(failure).toBeInstanceOf(MissingRightError);
      expect(String(failure)).toContain(`no right to ${right} on `);
    }
  });

  it('that lack a right are told which, and the night goes on once they have it', async () => {
    await insurer.addDocuments([emailRow('LATE')]);
    insurer.coreSql('REVOKE INSERT ON routing.dispatch_event FROM postausgang_worker');
    const refused = await run(nightlyConfig, 'nightly', '--date', '2026-11-24');
    expect(refused.stderr).toMatch(/no right to INSERT on (?:routing\.)?dispatch_event/);
    expect(refused.stderr).toContain('migrate --print-sql --roles');
    expect(refused.code).toBe(EXIT.failed);
    insurer.coreSql('GRANT INSERT ON routing.dispatch_event TO postausgang_worker');
    expect(await run(nightlyConfig, 'nightly', '--date', '2026-11-24')).toMatchObject({
      code: EXIT.completed,
    });
    expect((await insurer.received()).get('late@mail.example')).toBe(1);
  });

  it('are told of a right that is missing in the core database', async () => {
    await insurer.addDocuments([emailRow('LATER')]);
    const blind = await configFor('blind.yaml', worker, CORE_RIGHTS.slice(1));
    const refused = await run(blind, 'nightly', '--date', '2026-11-25');
    expect(refused.stderr).toMatch(/no right to SELECT on (?:dbo\.)?pending_output_document/);
    expect(refused.code).toBe(EXIT.failed);
  });
});
