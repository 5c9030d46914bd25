import type { Session } from './database.ts';
import { numberOf, timeOrNull, type Row } from './rows.ts';

/** What the e-mail step still has to wait for. */
export interface EmailBacklog {
  readonly queued: number;
  readonly earliestRetryAt: string | null;
  /** Claimed or being sent under another run's lease. */
  readonly heldByOthers: number;
}

/**
 * Seeks ix_dispatch_batch_state for each batch and state; touched is what is queued, claimed or being sent, with the rows for
 * retry_at and lease_owner. Asked when the claim found nothing due.
 */
export async function emailBacklog(
  session: Session,
  batchIds: readonly string[],
  runId: string,
): Promise<EmailBacklog> {
  const queued: Row | undefined = await session
    .from('dispatch')
    .whereIn('batch_id', batchIds)
    .where({ state: 'queued_email' })
    .count({ n: '*' })
    .min({ earliest: 'retry_at' })
    .first();
  const others: Row | undefined = await session
    .from('dispatch')
    .whereIn('batch_id', batchIds)
    .whereIn('state', ['claimed', 'sending'])
    .whereNot({ lease_owner: runId })
    .count({ n: '*' })
    .first();
  return {
    queued: queued === undefined ? 0 : numberOf(queued, 'n'),
    earliestRetryAt: queued === undefined ? null : timeOrNull(queued, 'earliest'),
    heldByOthers: others === undefined ? 0 : numberOf(others, 'n'),
  };
}
