import type { Batch } from '../domain/batch.ts';
import { closeCollection } from '../ledger/batch-store.ts';
import { PostausgangError } from '../domain/errors.ts';
import type { Database } from '../ledger/database.ts';
import { addDocuments, type AddedDocuments, type IdCollision } from '../ledger/dispatch-store.ts';
import type { RunContext } from './run-context.ts';

/**
 * Takes every pending document into the batch, then closes its membership for good. Restartable: ids that have a
 * dispatch already are passed over, so a crash in the middle only means reading the view again.
 *
 * @param chunkSize ids held in memory at a time
 * @returns the number of documents of the batch
 * @throws DocumentIdCollisionError once everything else is collected and the batch is closed
 */
export async function collectDocuments(
  context: RunContext,
  batch: Batch,
  chunkSize: number,
): Promise<number> {
  if (batch.collectedAt !== null) return batch.collected;
  const withoutId = await context.source.countRowsWithoutId();
  if (withoutId > 0) context.logger.error('collect.rows-without-id', { rows: withoutId });
  let first: IdCollision | null = null;
  let collisions = 0;
  for await (const ids of context.source.pendingIds(chunkSize)) {
    context.signal.throwIfAborted();
    const { added, collisions: found } = await add(context.ledger, batch.id, ids);
    context.atPoint('collect.chunk');
    context.logger.debug('collect.chunk', { read: ids.length, added });
    for (const { documentId, takenBy } of found) {
      context.logger.error('collect.id-collision', { document: documentId, takenBy });
    }
    first ??= found[0] ?? null;
    collisions += found.length;
  }
  const collected = await context.ledger.transaction((session) => closeCollection(session, batch.id));
  context.atPoint('collect.closed');
  if (first !== null) throw new DocumentIdCollisionError(first, collisions);
  return collected;
}

/**
 * Adds a chunk. Collations put more together than anybody foresees: where the unique index refuses ids that nothing spoke
 * against, they are added one by one, so that the one in the way costs the others a second and nothing else.
 */
async function add(
  ledger: Database,
  batchId: string,
  documentIds: readonly string[],
): Promise<AddedDocuments> {
  try {
    return await ledger.transaction((session) => addDocuments(session, batchId, documentIds));
  } catch (error) {
    if (!ledger.dialect.isUniqueViolation(error)) throw error;
    const [documentId = ''] = documentIds;
    if (documentIds.length === 1) return { added: 0, collisions: [{ documentId, takenBy: null }] };
  }
  let added = 0;
  const collisions: IdCollision[] = [];
  for (const documentId of documentIds) {
    const one = await add(ledger, batchId, [documentId]);
    added += one.added;
    collisions.push(...one.collisions);
  }
  return { added, collisions };
}

/**
 * Documents stand in the view whose ids the ledger's database cannot tell from those of others. They keep nothing else
 * back: the night goes on, and its run fails in the end, so that somebody learns of what was not collected.
 */
export class DocumentIdCollisionError extends PostausgangError {
  readonly code = 'DOCUMENT_ID_COLLISION';

  /** @param count how many there are, `first` included */
  constructor({ documentId, takenBy }: IdCollision, count: number) {
    super(
      // The ids come first: what a run keeps of its failure is short.
      `Not collected: document \`${documentId}\`, because ${takenBy === null ? 'another one' : `\`${takenBy}\``} is the same id to the ledger's database (capitals, accents, trailing blanks)` +
        `${count === 1 ? '' : `; ${count - 1} more, see \`collect.id-collision\` in the log`}. ` +
        'Let the view give ids that differ in more: the next night collects it then.',
    );
  }
}
