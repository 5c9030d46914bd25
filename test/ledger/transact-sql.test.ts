import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mssqlDialect } from '../../src/ledger/dialect.ts';
import { MIGRATIONS, statementsOf } from '../../src/ledger/migrate.ts';
import { ledgerTables, migrationScript } from '../../src/ledger/migration-script.ts';
import { roleScript } from '../../src/ledger/role-script.ts';
import { faultIn } from '../support/transact-sql.ts';
import { sayEverything } from './say-everything.ts';
import { sqlServerStub, type SqlServerStub } from './sql-server-stub.ts';

describe('the grammar of these tests', () => {
  it.each([
    'SELECT a FROM t LIMIT 5',
    'SELECT a FROM t OFFSET 5',
    'INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING',
    'INSERT INTO t (a) VALUES (1) RETURNING a',
    'INSERT OR IGNORE INTO t VALUES (1)',
    'SELECT a FROM t FOR UPDATE SKIP LOCKED',
    'CREATE TABLE IF NOT EXISTS t (a int)',
    'CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT)',
    'CREATE TABLE t (at datetime NOT NULL)',
    'ALTER TABLE t ADD COLUMN a int NULL',
    'SELECT a || b FROM t',
    'SELECT a FROM t WHERE a IS TRUE',
    'SELECT a FROM t WHERE (a, b) IN (SELECT a, b FROM u)',
    'SELECT a::int FROM t',
    'SELECT a FROM t WHERE a = ?',
    'SELECT a FROM t WHERE a = $1',
    'SELECT EXISTS (SELECT 1 FROM t)',
    'SELECT true',
    `SELECT strftime('%Y', a) FROM t`,
    'SELECT LENGTH(a) FROM t',
    'SELECT `a` FROM t',
    'SELECT a, FROM t',
    'SELEC a FROM t',
    'MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE;',
    `EXEC(N'SELECT a FROM t LIMIT 5')`,
  ])('refuses %s', (sql) => {
    expect(faultIn(sql)).not.toBeNull();
  });
});

describe('every statement for SQL Server is T-SQL', () => {
  let stub: SqlServerStub;

  beforeEach(() => {
    stub = sqlServerStub();
  });
  afterEach(async () => {
    await stub.close();
  });

  it('of a night, as far as the ledger says it', async () => {
    const executed = await sayEverything();
    const statements = [...new Set(executed.map(({ sql }) => sql))].filter(
      (sql) => !['BEGIN', 'COMMIT', 'ROLLBACK'].includes(sql),
    );
    expect(statements.length).toBeGreaterThan(70);
    expect(statements.map((sql) => [faultIn(sql), sql]).filter(([fault]) => fault !== null)).toEqual([]);
  });

  it.each(MIGRATIONS.map((migration) => [migration.name, migration] as const))(
    'of migration %s',
    async (_name, migration) => {
      const statements = await statementsOf(migration, mssqlDialect);
      expect(statements.length).toBeGreaterThan(0);
      expect(statements.map((sql) => [faultIn(sql), sql]).filter(([fault]) => fault !== null)).toEqual([]);
    },
  );

  it('of the script for DBAs, which tells every migration and its row', async () => {
    const script = await migrationScript();
    expect(faultIn(script)).toBeNull();
    for (const { name } of MIGRATIONS) {
      expect(script).toContain(
        `IF NOT EXISTS (SELECT 1 FROM routing.schema_migration WHERE name = '${name}')`,
      );
      expect(script).toContain(`SELECT ''${name}'', COALESCE(MAX(batch), 0) + 1, SYSUTCDATETIME()`);
    }
  });

  it('of the roles', async () => {
    expect(faultIn(await roleScript())).toBeNull();
  });

  it('in the documents for DBAs', () => {
    const documents = readdirSync('docs').filter((name) => name.endsWith('.md'));
    const blocks = documents.flatMap((name) =>
      [...readFileSync(`docs/${name}`, 'utf8').matchAll(/```sql\n([\s\S]*?)```/g)].map(
        ([, sql = '']) => [name, sql] as const,
      ),
    );
    expect(
      blocks.map(([name, sql]) => [name, faultIn(sql), sql]).filter(([, fault]) => fault !== null),
    ).toEqual([]);
  });
});

describe('the roles', () => {
  it('give nobody a right to create or change a table, nor everything', async () => {
    expect(await roleScript()).not.toMatch(
      /\b(?:ALTER|CONTROL|OWNERSHIP|CREATE TABLE|ALL|EXECUTE|db_owner)\b/,
    );
  });

  it('let the worker and the reader see every table', async () => {
    const script = await roleScript();
    for (const table of await ledgerTables()) {
      for (const role of ['worker', 'operator', 'reader']) {
        expect(script).toMatch(
          new RegExp(`GRANT SELECT\\b[^;]* ON routing\\.${table} TO postausgang_${role};`),
        );
      }
    }
  });

  it.each([
    'decision',
    'dispatch_event',
    'attempt',
    'own_letter',
    'attempt_envelope',
    'bounce_report',
    'print_file_entry',
    'mailpiece_status',
    'work_item',
  ])('L7: let retention remove rows of %s, and no other role', async (table) => {
    const granted = [...(await roleScript()).matchAll(/GRANT ([^;]*) ON routing\.(\w+) TO (\w+);/g)];
    const removers = granted.filter(([, rights, on]) => on === table && rights?.includes('DELETE'));
    expect(removers.map(([, , , role]) => role)).toEqual(['postausgang_retention']);
  });

  it.each(['dispatch_event', 'decision', 'print_file_event', 'audit_action', 'audit_seal'])(
    'let nobody change a row of %s',
    async (table) => {
      expect(await roleScript()).not.toMatch(new RegExp(`GRANT [^;]*UPDATE[^;]* ON routing\\.${table} TO`));
    },
  );
});
