import type { Session } from './database.ts';
import { numberOf, textOf, type Row } from './rows.ts';

/** What a database server is set to, as far as it changes what our statements do. */
export interface ServerSettings {
  readonly collation: string;
  /** Whether readers see the last committed state instead of waiting for writers. */
  readonly readCommittedSnapshot: boolean;
}

/** Null: an SQLite file, which has no such settings. One row of a catalogue view. */
export async function serverSettings(session: Session): Promise<ServerSettings | null> {
  if (session.dialect.name !== 'mssql') return null;
  const [row] = await session.knex.raw<Row[]>(
    'SELECT collation_name, CAST(is_read_committed_snapshot_on AS int) AS snapshot FROM sys.databases WHERE name = DB_NAME()',
  );
  if (row === undefined) return null;
  return { collation: textOf(row, 'collation_name'), readCommittedSnapshot: numberOf(row, 'snapshot') === 1 };
}

/**
 * Fails (error 208) on a database that kept the language of a server before 2016: it takes OPENJSON for a table. Asked by
 * doing it, because Babelfish has OPENJSON and gives a level that lacks it. It reads no table.
 */
export async function readListOfIds(session: Session): Promise<void> {
  await session.knex.raw(`SELECT value FROM ${session.dialect.elements}`, ['["one"]']);
}

/** Rights of this account on our tables that a night needs and lacks; none on SQLite. One round trip, reads no table. */
export async function missingRights(session: Session): Promise<readonly string[]> {
  if (session.dialect.name !== 'mssql') return [];
  const wanted = [
    ['dispatch', 'SELECT'],
    ['dispatch', 'INSERT'],
    ['dispatch', 'UPDATE'],
    ['dispatch_event', 'INSERT'],
    ['run', 'INSERT'],
    ['run', 'UPDATE'],
    ['print_file', 'UPDATE'],
  ] as const;
  const asked = wanted.map(
    ([table, right], index) =>
      `HAS_PERMS_BY_NAME('${session.dialect.table(table)}', 'OBJECT', '${right}') AS r${index}`,
  );
  const [row] = await session.knex.raw<Row[]>(`SELECT ${asked.join(', ')}`);
  return wanted.flatMap(([table, right], index) =>
    row?.[`r${index}`] === 1 ? [] : [`${right} on ${table}`],
  );
}
