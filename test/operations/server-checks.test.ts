import { afterEach, describe, expect, it } from 'vitest';
import { checkCoreCollation, checkLedgerServer } from '../../src/operations/doctor/server-checks.ts';
import { sqlServerStub, type SqlServerStub } from '../ledger/sql-server-stub.ts';

let stub: SqlServerStub;

afterEach(async () => {
  await stub.close();
});

const RIGHTS = Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((index) => [`r${index}`, 1]));

function server(
  settings: { collation_name: string; snapshot: number },
  rights: Record<string, number> = RIGHTS,
  language: { readonly error?: Error } = {},
) {
  stub = sqlServerStub((sql) => {
    if (sql.includes('OPENJSON')) return language;
    return { rows: [sql.includes('sys.databases') ? settings : rights] };
  });
  return stub.database;
}

describe('doctor, on SQL Server', () => {
  it('has nothing to say of a server that is set as documented', async () => {
    const ledger = server({ collation_name: 'Latin1_General_100_CS_AS', snapshot: 1 });
    const checks = [...(await checkLedgerServer(ledger)), ...(await checkCoreCollation(ledger))];
    expect(checks.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('warns where readers would wait for the night’s writers', async () => {
    const ledger = server({ collation_name: 'Latin1_General_CI_AS', snapshot: 0 });
    expect(await checkLedgerServer(ledger)).toMatchObject([
      { status: 'warn', found: 'read-committed snapshot off, collation Latin1_General_CI_AS' },
      { status: 'ok' },
      { status: 'ok' },
    ]);
  });

  it('fails where a database kept the language of an older server, by which nothing could be collected', async () => {
    const older = Object.assign(new Error(`Invalid object name 'OPENJSON'.`), { number: 208 });
    const ledger = server({ collation_name: 'Latin1_General_CS_AS', snapshot: 1 }, RIGHTS, { error: older });
    expect(await checkLedgerServer(ledger)).toMatchObject([
      { status: 'ok' },
      { status: 'fail', advice: expect.stringContaining('COMPATIBILITY_LEVEL = 130') as string },
      { status: 'ok' },
    ]);
  });

  it('warns where capitals do not count: of two ids that differ in nothing else one is lost', async () => {
    const core = server({ collation_name: 'Latin1_General_CI_AS', snapshot: 1 });
    expect(await checkCoreCollation(core)).toMatchObject([{ status: 'warn' }]);
  });

  it('names each right that is missing, and the role that has it', async () => {
    const ledger = server(
      { collation_name: 'Latin1_General_CS_AS', snapshot: 1 },
      { ...RIGHTS, r2: 0, r3: 0 },
    );
    expect((await checkLedgerServer(ledger))[2]).toMatchObject({
      status: 'fail',
      found: 'missing: UPDATE on dispatch, INSERT on dispatch_event',
      advice: expect.stringContaining('postausgang_worker') as string,
    });
  });
});
