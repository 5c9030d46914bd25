import { ON_SQL_SERVER } from './test-place.ts';

/**
 * Lets whoever inserts into a table of the ledger die (`dies`), until the returned function is called.
 *
 * @param sql changes the ledger past its functions
 */
export function refuseInserts(sql: (text: string) => unknown, table: string): () => void {
  sql(
    ON_SQL_SERVER
      ? `CREATE TRIGGER routing.dies ON routing.${table} AFTER INSERT AS THROW 50001, 'dies', 1`
      : `CREATE TRIGGER dies BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'dies'); END`,
  );
  return () => void sql(`DROP TRIGGER ${ON_SQL_SERVER ? 'routing.' : ''}dies`);
}
