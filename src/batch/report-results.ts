import { mapBounded } from '../dispatch/map-bounded.ts';
import type { RunContext } from '../dispatch/run-context.ts';
import { PostausgangError } from '../domain/errors.ts';
import type { Database } from '../ledger/database.ts';
import { batchesInHand } from '../ledger/run-store.ts';
import { listUntold, markReported, reportResult, type FinalResult } from '../ledger/write-back.ts';

const PAGE = 500;
/** Statements under way at a time; the core database gives no more connections than `core.connections` anyway. */
const AT_ONCE = 4;
/** So many one after the other are no single document's fault: the core system is away, or refuses everybody. */
const REFUSALS_THAT_ARE_AN_OUTAGE = 20;

/** The core system was not told of everything. Nothing is lost: the next run of whatever night tells it. */
export class WriteBackRefusedError extends PostausgangError {
  readonly code = 'WRITE_BACK_REFUSED';
  override readonly retryable = true;

  constructor(refused: number, stopped: boolean, cause: unknown) {
    super(
      `The core system refused to be told of ${refused} ${refused === 1 ? 'result' : 'results'}${stopped ? ' in a row, and was asked no more' : ''}: ` +
        '`report.refused` in the log says why. Mend that; the next run tells it.',
      { cause },
    );
  }
}

/**
 * Tells the core system what became of its documents, of whatever night: one that was done may get a document back by a
 * bounce, and lose the run that printed it before the core system was told. Left out is what other runs have in hand
 * right now. At least once and idempotent: a crash between its database and ours tells a page again. It comes last,
 * after the states are final. One that the core system refuses does not keep the others from being told; the newest come
 * first, so that what it has refused for long keeps back nothing of tonight.
 *
 * @returns how many results were told
 * @throws WriteBackRefusedError once all others are told
 */
export async function reportResults(context: RunContext, core: Database, statement: string): Promise<number> {
  const { ledger, logger, signal } = context;
  context.atPoint('report.begun');
  const exceptBatchIds = await batchesInHand(ledger, context.batchIds);
  let count = 0;
  let refused = 0;
  let inARow = 0;
  let first: unknown = null;
  let beforeId: string | null = null;
  const isAway = (): boolean => inARow >= REFUSALS_THAT_ARE_AN_OUTAGE;
  while (!isAway()) {
    const results = await listUntold(ledger, { beforeId, count: PAGE, exceptBatchIds });
    const last = results.at(-1);
    if (last === undefined) break;
    beforeId = last.dispatchId;
    const told: FinalResult[] = [];
    await mapBounded(results, AT_ONCE, async (result) => {
      if (isAway() || signal.aborted) return;
      try {
        await core.transaction((session) => reportResult(session, statement, result));
        told.push(result);
        inARow = 0;
      } catch (error) {
        refused += 1;
        inARow += 1;
        first ??= error;
        logger.error('report.refused', { dispatch: result.dispatchId }, error);
      }
    });
    context.atPoint('report.reported');
    await markReported(ledger, told);
    count += told.length;
    signal.throwIfAborted();
  }
  if (refused > 0) throw new WriteBackRefusedError(refused, isAway(), first);
  return count;
}
