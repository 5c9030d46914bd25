import type { Batch } from '../domain/batch.ts';
import { closeCollection } from '../ledger/batch-store.ts';
import { addDocuments } from '../ledger/dispatch-store.ts';
import type { RunContext } from './run-context.ts';

/**
 * Takes every pending document into the batch, then closes its membership for good. Restartable: ids that have a
 * dispatch already are passed over, so a crash in the middle only means reading the view again.
 *
 * @param chunkSize ids held in memory at a time
 * @returns the number of documents of the batch
 */
export async function collectDocuments(
  context: RunContext,
  batch: Batch,
  chunkSize: number,
): Promise<number> {
  if (batch.collectedAt !== null) return batch.collected;
  const withoutId = await context.source.countRowsWithoutId();
  if (withoutId > 0) context.logger.error('collect.rows-without-id', { rows: withoutId });
  for await (const ids of context.source.pendingIds(chunkSize)) {
    context.signal.throwIfAborted();
    const added = await context.ledger.transaction((session) => addDocuments(session, batch.id, ids));
    context.atPoint('collect.chunk');
    context.logger.debug('collect.chunk', { read: ids.length, added });
  }
  const collected = await context.ledger.transaction((session) => closeCollection(session, batch.id));
  context.atPoint('collect.closed');
  return collected;
}
