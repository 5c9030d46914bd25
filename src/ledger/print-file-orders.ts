import { LeaseLostError } from '../domain/errors.ts';
import type { PrintFileStatus } from '../domain/print.ts';
import type { Session } from './database.ts';
import { recordPrintFileEvent } from './print-file-event-store.ts';
import { moveAll, type Cause } from './transition.ts';

/**
 * Every write here is fenced by the status before it: two orders at once end as one of them. Primary key seek, one row.
 */
async function change(
  session: Session,
  printFileId: string,
  from: readonly PrintFileStatus[],
  changes: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const updated = await session
    .from('print_file')
    .where({ id: printFileId })
    .whereIn('status', from)
    .update(changes);
  return updated === 1;
}

/**
 * A named person keeps a finished print file back. Call it inside a transaction. Primary key seek, one row and its event.
 *
 * @returns whether it was `sealed`
 */
export async function markHeld(
  session: Session,
  printFileId: string,
  order: { readonly reason: string; readonly person: string },
): Promise<boolean> {
  if (!(await change(session, printFileId, ['sealed'], { status: 'on_hold' }))) return false;
  await recordPrintFileEvent(session, printFileId, 'held', { ...order, runId: null });
  return true;
}

/**
 * A named person lets a file go that was on hold (four eyes). Primary key seek, one row and its event.
 *
 * @returns whether it was on hold
 */
export async function markReleased(session: Session, printFileId: string, person: string): Promise<boolean> {
  const released = { status: 'sealed', released_at: session.now(), released_by: person };
  if (!(await change(session, printFileId, ['on_hold'], released))) return false;
  await recordPrintFileEvent(session, printFileId, 'released', { reason: null, person, runId: null });
  return true;
}

/**
 * Calls a print file back that nobody outside has seen: its dispatches are queued again and bundled anew by the next
 * run. A reprint is only dropped, for its dispatches left with the first printing. Call it inside a transaction. Primary
 * key seek for the file, index ix_dispatch_print_file for its members; touched are these.
 *
 * @returns the number of dispatches that are queued again; null when the file was not `from` any more
 */
export async function markCalledBack(
  session: Session,
  printFileId: string,
  from: readonly PrintFileStatus[],
  order: { readonly reason: string; readonly person: string },
): Promise<number | null> {
  if (!(await change(session, printFileId, from, { status: 'cancelled' }))) return null;
  await recordPrintFileEvent(session, printFileId, 'cancelled', { ...order, runId: null });
  const queued = await moveAll(
    session,
    (query) => void query.where({ print_file_id: printFileId }),
    'bundled',
    'queued_print',
    { reason: `print file ${printFileId} was cancelled: ${order.reason}`, runId: null, person: order.person },
  );
  await session
    .from('dispatch')
    .where({ print_file_id: printFileId, state: 'queued_print' })
    .update({ print_file_id: null });
  return queued;
}

/**
 * Takes the hand-over of a print file, before anything is put into the outbox. Whoever takes it last owns it: the one
 * before loses its fence and cannot tell the shop any more. Primary key seek, one row.
 *
 * @returns whether the file was there to be handed over
 */
export function beginHandOver(session: Session, printFileId: string, owner: string): Promise<boolean> {
  const taken = { status: 'handing_over', hand_over_owner: owner };
  return change(session, printFileId, ['sealed', 'handing_over'], taken);
}

/**
 * The fence right before the shop is told. Primary key seek.
 *
 * @throws LeaseLostError when another process took the hand-over
 */
export async function assertHandOverOwner(
  session: Session,
  printFileId: string,
  owner: string,
): Promise<void> {
  const row: unknown = await session
    .from('print_file')
    .where({ id: printFileId, status: 'handing_over', hand_over_owner: owner })
    .first('id');
  if (row === undefined) throw new LeaseLostError(`print file ${printFileId}`, 'its hand-over');
}

/** A hand-over that is proven not to have told the shop: it may be held or cancelled again. Primary key seek, one row. */
export async function stepBack(session: Session, printFileId: string, owner: string): Promise<void> {
  await session
    .from('print_file')
    .where({ id: printFileId, status: 'handing_over', hand_over_owner: owner })
    .update({ status: 'sealed', hand_over_owner: null });
}

/**
 * The hand-over is done: file and every member at once. Call it inside a transaction. Primary key seek for the file,
 * index ix_dispatch_print_file for its members; touched are these.
 *
 * @param ackWithin milliseconds until the shop must have acknowledged; null: it does not
 */
export async function markHandedOver(
  session: Session,
  printFileId: string,
  cause: Cause,
  ackWithin: number | null,
): Promise<number> {
  const isFirst = await change(session, printFileId, ['handing_over'], {
    status: 'handed_over',
    handed_over_at: session.now(),
    hand_over_owner: null,
    ack_due_at: ackWithin === null ? null : session.nowPlus(ackWithin),
  });
  if (isFirst) {
    await recordPrintFileEvent(session, printFileId, 'handed_over', {
      reason: cause.reason,
      person: cause.person ?? null,
      runId: cause.runId,
    });
  }
  return moveAll(
    session,
    (query) => void query.where({ print_file_id: printFileId }),
    'bundled',
    'handed_over',
    cause,
  );
}
