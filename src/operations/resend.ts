import { isFinal } from '../domain/dispatch.ts';
import { NotFoundError, RefusedError } from '../domain/errors.ts';
import type { Database, Session } from '../ledger/database.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { addSecondDispatch, findByDocument, lockDocuments } from '../ledger/dispatch-store.ts';
import { parsePerson } from './person.ts';

export interface ResendOrder {
  readonly documentIds: readonly string[];
  /** Why a second copy is wanted: it stands in the events, and `explain` shows it. */
  readonly reason: string;
  readonly person: string;
}

export interface Resend {
  readonly documentId: string;
  readonly dispatchId: string;
  /** The dispatch that it repeats. */
  readonly originalId: string;
}

/**
 * Orders a deliberate second copy (S16): a new dispatch that points to the old one and is decided by the next run. Only
 * of what has come to its end, and only one at a time, so that an order given twice is one copy. All of them or none.
 *
 * @throws NotFoundError, RefusedError naming each document and its state
 */
export async function orderResend(ledger: Database, order: ResendOrder): Promise<readonly Resend[]> {
  const person = parsePerson(order.person);
  const cause = { reason: `resend ordered by a person: ${order.reason}`, runId: null, person };
  return ledger.transaction(async (session) => {
    const documentIds = [...new Set(order.documentIds)].sort();
    await lockDocuments(session, documentIds);
    const originals = await originalsOf(session, documentIds);
    const resends: Resend[] = [];
    for (const original of originals) {
      const dispatchId = await addSecondDispatch(session, original, 'resend', cause);
      resends.push({ documentId: original.documentId, dispatchId, originalId: original.dispatchId });
    }
    return resends;
  });
}

async function originalsOf(
  session: Session,
  documentIds: readonly string[],
): Promise<readonly DispatchRecord[]> {
  const originals: DispatchRecord[] = [];
  const unknown: string[] = [];
  const unfit: string[] = [];
  for (const documentId of documentIds) {
    const dispatches = await findByDocument(session, documentId);
    const original = dispatches.find(({ purpose }) => purpose === 'document');
    const open = dispatches.find(({ state }) => !isFinal(state));
    if (original === undefined) unknown.push(documentId);
    else if (open !== undefined) {
      unfit.push(`${documentId} (dispatch ${open.dispatchId}, ${open.purpose}, is \`${open.state}\`)`);
    } else originals.push(original);
  }
  if (unknown.length > 0) {
    throw new NotFoundError(
      `No document ${unknown.join(', ')} was ever collected. Nothing was ordered. A document of the core system leaves with the night that collects it.`,
    );
  }
  if (unfit.length > 0) {
    throw new RefusedError(
      `A second copy can only be ordered of what has come to its end: ${unfit.join(', ')}. Nothing was ordered.`,
    );
  }
  return originals;
}
