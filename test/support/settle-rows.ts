import { sealEvents, type Sealing } from '../../src/ledger/audit/seal-events.ts';
import { AUDIT_STREAM_NAMES, WRITTEN_AT } from '../../src/ledger/audit/streams.ts';
import type { Database } from '../../src/ledger/database.ts';
import { ON_SQL_SERVER } from './test-place.ts';

/** Milliseconds: more than the server is given to commit what it has begun. */
const OLD_ENOUGH = 600_000;

/**
 * Seals all rows. On a server rows are sealed once no transaction under way can still put one before them, and no test
 * waits for that: they are made old enough. On SQLite all are sealed at once.
 *
 * @param sql changes the ledger past its functions
 */
export function sealAll(ledger: Database, sql: (text: string) => unknown): Promise<Sealing> {
  if (ON_SQL_SERVER) for (const statement of statementsThatAge()) sql(statement);
  return sealEvents(ledger);
}

/** What was made old before has been sealed since, with its time: it stays. */
function statementsThatAge(): readonly string[] {
  return AUDIT_STREAM_NAMES.flatMap((stream) => {
    const written = WRITTEN_AT[stream];
    if (written === 'shop_report') return [];
    return `UPDATE ${stream} SET ${written.own} = DATEADD(millisecond, -${OLD_ENOUGH}, ${written.own})
      WHERE ${written.own} > DATEADD(millisecond, -${OLD_ENOUGH / 2}, SYSUTCDATETIME())`;
  });
}
