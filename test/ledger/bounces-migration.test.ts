import { describe, expect, it } from 'vitest';
import { findAttemptEnvelope, isWithin } from '../../src/ledger/attempt-envelope-store.ts';
import {
  countOpenReports,
  findOpenReport,
  isKnownReport,
  listOpenReports,
  removeReturnsOf,
} from '../../src/ledger/bounce-store.ts';
import { mssqlDialect } from '../../src/ledger/dialect.ts';
import { createBounces } from '../../src/ledger/migrations/005-bounces.ts';
import {
  listSuppressions,
  noteFullMailbox,
  suppress,
  unsuppress,
} from '../../src/ledger/suppression-store.ts';
import { sqlServerStub } from './sql-server-stub.ts';

describe('the tables of bounces on SQL Server', () => {
  async function statements(): Promise<string> {
    const said: string[] = [];
    const raw = (sql: string): Promise<void> => {
      said.push(`${sql.replaceAll(/^ {4}/gm, '')};\n`);
      return Promise.resolve();
    };
    await createBounces({ raw } as never, mssqlDialect);
    return said.join('\n');
  }

  it('are what was released: a change is a new migration', async () => {
    await expect(await statements()).toMatchFileSnapshot('005-bounces.mssql.sql');
  });

  it('stay within what Babelfish knows, and free of triggers', async () => {
    expect(await statements()).not.toMatch(/MERGE|TRIGGER|ALTER COLUMN|\stext\b|\sdatetime\b/i);
  });
});

describe('the statements of bounces on SQL Server', () => {
  const ROW = {
    '': 1,
    n: 1,
    id: '1',
    dispatch_id: '1',
    attempt_id: 'a',
    address_sha256: 'a'.repeat(64),
    domain: 'mail.example',
    document_id: 'D',
    kind: 'failed',
    status: '5.1.1',
    source: 'imap',
    place: 'INBOX/1',
    reason: 'r',
    person: null,
    night: '2026-11-23',
    seen_at: new Date(0),
    since: new Date(0),
    until: null,
  };

  it('are whole, and none of them asks for rows in the way of another database', async () => {
    const server = sqlServerStub((sql) =>
      /^(?:select|with)/iu.test(sql) ? { rows: [ROW] } : { rows: [{ '': 1 }] },
    );
    const db = server.database;
    const entry = { addressSha256: 'a', reason: 'r', attemptId: 'a', person: null, expiry: 1000 };
    await db.transaction((session) => suppress(session, entry));
    await db.transaction((session) => unsuppress(session, { addressSha256: 'a', reason: 'r', person: 'p' }));
    await listSuppressions(db, 5);
    await noteFullMailbox(db, 'a', '2026-11-23', '2026-08-25');
    await isKnownReport(db, 'i');
    await listOpenReports(db, 5);
    await findOpenReport(db, '1');
    await countOpenReports(db);
    await removeReturnsOf(db, ['1']);
    await findAttemptEnvelope(db, 'a');
    await isWithin(db, 'a', 1000);
    for (const { sql } of server.executed) {
      expect(sql).not.toMatch(/\blimit\b|strftime/iu);
      if (/^(?:select|insert|update|delete)/iu.test(sql)) expect(sql).toMatch(/routing|sysutcdatetime/iu);
    }
    await server.close();
  });
});
