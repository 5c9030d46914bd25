import type { RunContext } from '../dispatch/run-context.ts';
import type { Database } from '../ledger/database.ts';
import { listUnreported, markReported, reportResult } from '../ledger/write-back.ts';

const CHUNK = 500;
const REFUSALS_THAT_ARE_AN_OUTAGE = 20;

/**
 * Tells the core system what became of its documents. At least once and idempotent: a crash between its database and
 * ours tells it again. It comes last, after the states are final; what could not be told is told by the next run. One
 * that the core system refuses does not keep the others from being told.
 *
 * @returns how many results were told
 * @throws the first refusal, once all others are told
 */
export async function reportResults(context: RunContext, core: Database, statement: string): Promise<number> {
  let told = 0;
  let afterId = '0';
  const refusals: unknown[] = [];
  for (;;) {
    context.signal.throwIfAborted();
    const results = await listUnreported(context.ledger, context.batchIds, { afterId, count: CHUNK });
    const last = results.at(-1);
    if (last === undefined) break;
    afterId = last.dispatchId;
    for (const result of results) {
      try {
        await core.transaction((session) => reportResult(session, statement, result));
      } catch (error) {
        refusals.push(error);
        context.logger.error('report.refused', { dispatch: result.dispatchId }, error);
        // So many are no single document's fault: the core system is away.
        if (refusals.length >= REFUSALS_THAT_ARE_AN_OUTAGE) throw error;
        continue;
      }
      context.atPoint('report.reported');
      await markReported(context.ledger, result);
      told += 1;
    }
  }
  if (refusals.length > 0) throw refusals[0];
  return told;
}
