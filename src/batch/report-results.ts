import type { RunContext } from '../dispatch/run-context.ts';
import type { Database } from '../ledger/database.ts';
import { listUnreported, markReported, reportResult } from '../ledger/write-back.ts';

const CHUNK = 500;

/**
 * Tells the core system what became of its documents. At least once and idempotent: a crash between its database and
 * ours tells it again. It comes last, after the states are final; what could not be told is told by the next run.
 *
 * @returns how many results were told
 */
export async function reportResults(context: RunContext, core: Database, statement: string): Promise<number> {
  let told = 0;
  for (;;) {
    context.signal.throwIfAborted();
    const results = await listUnreported(context.ledger, context.batchIds, CHUNK);
    if (results.length === 0) return told;
    for (const result of results) {
      await core.transaction((session) => reportResult(session, statement, result));
      context.atPoint('report.reported');
      await markReported(context.ledger, result);
      told += 1;
    }
  }
}
