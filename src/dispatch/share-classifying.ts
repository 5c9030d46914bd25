import { ConfigurationError } from '../domain/errors.ts';
import { pendingRanges, type DispatchRange } from '../ledger/dispatch-store.ts';
import { LedgerCorruptError } from '../ledger/rows.ts';
import { classifyDocuments, type ClassifyOptions } from './classify-documents.ts';
import type { RunContext } from './run-context.ts';
import { shareWork } from './shared-work.ts';

type Counts = Readonly<Record<string, number>>;

/** Decides all pending documents, with whoever helps. A night of one range is not worth dividing. */
export async function shareClassifying(
  context: RunContext,
  options: ClassifyOptions,
  helpers: {
    readonly lease: number;
    readonly lookAfter: () => Promise<void>;
    /** Ids in one range: some seconds of work, so that a dead helper costs no more. */
    readonly range: number;
  },
): Promise<Counts> {
  const ranges = await pendingRanges(context.ledger, context.batchIds, helpers.range);
  if (ranges.length < 2) return classifyDocuments(context, options);
  const shared = { runId: context.runId, step: 'classify', lease: helpers.lease } as const;
  const details = ranges.map((range) => ({ ...range, catalogueHash: context.catalogueHash }));
  const perform = (detail: unknown): Promise<Counts> => classifyShared(context, options, detail);
  return shareWork(context, shared, details, perform, helpers.lookAfter);
}

/**
 * Decides a range that the coordinating run put up.
 *
 * @throws ConfigurationError when this process has another rule catalogue than the coordinating run
 */
export async function classifyShared(
  context: RunContext,
  options: ClassifyOptions,
  detail: unknown,
): Promise<Counts> {
  const { catalogueHash, ...range } = rangeOf(detail);
  if (catalogueHash !== context.catalogueHash) {
    throw new ConfigurationError(
      `This machine has another rule catalogue (${context.catalogueHash.slice(0, 12)}) than the run that it helps (${catalogueHash.slice(0, 12)}). Give all machines of a night the same one.`,
    );
  }
  return classifyDocuments(context, options, range);
}

function rangeOf(detail: unknown): DispatchRange & { readonly catalogueHash: string } {
  const { batchId, afterId, upTo, catalogueHash } = detail as Readonly<Record<string, unknown>>;
  if (
    typeof batchId !== 'string' ||
    typeof afterId !== 'string' ||
    typeof upTo !== 'string' ||
    typeof catalogueHash !== 'string'
  ) {
    throw new LedgerCorruptError('work_item.detail', 'a range of documents', detail);
  }
  return { batchId, afterId, upTo, catalogueHash };
}
