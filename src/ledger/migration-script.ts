import { mssqlDialect } from './dialect.ts';
import { MIGRATIONS, statementsOf } from './migrate.ts';
import { isMissing, lockRecord, recordMigration, recordTables } from './migration-record.ts';

/** A statement as a text within another one: it is compiled when it is its turn, not before its tables exist. */
function later(sql: string): string {
  return `EXEC(N'${sql.replaceAll("'", "''").trim()}')`;
}

/**
 * The schema of the ledger as one T-SQL script for a DBA who runs migrations by hand, the rows by which `migrate`
 * knows what was applied included. One transaction; whatever was applied is passed over, so it can be run again. One
 * batch: no tool's `GO` is needed.
 */
export async function migrationScript(): Promise<string> {
  const parts = [
    '-- The ledger of postausgang: tables in the schema routing of the database that this is run in.',
    '-- Can be run again: what was applied is passed over.',
    'SET XACT_ABORT ON;',
    'BEGIN TRANSACTION;',
    ...recordTables(mssqlDialect).map((sql) => `${sql};`),
    `${later(lockRecord(mssqlDialect))};`,
  ];
  for (const migration of MIGRATIONS) {
    const statements = await statementsOf(migration, mssqlDialect);
    parts.push(
      `IF ${isMissing(mssqlDialect, migration.name)}`,
      'BEGIN',
      ...[...statements, recordMigration(mssqlDialect, migration.name)].map((sql) => `${later(sql)};`),
      'END;',
    );
  }
  return `${[...parts, 'COMMIT TRANSACTION;'].join('\n')}\n`;
}

/** Tables of the ledger in the order in which the migrations make them: what refers comes behind what it refers to. */
export async function ledgerTables(): Promise<readonly string[]> {
  const statements = await Promise.all(MIGRATIONS.map((migration) => statementsOf(migration, mssqlDialect)));
  return statements.flat().flatMap((sql) => /^\s*CREATE TABLE routing\.(\w+)/i.exec(sql)?.[1] ?? []);
}
