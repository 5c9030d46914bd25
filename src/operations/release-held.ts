import { isOwnLetter } from '../domain/dispatch.ts';
import { LeaseLostError, NotFoundError, RefusedError } from '../domain/errors.ts';
import type { Database } from '../ledger/database.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { findDispatch } from '../ledger/dispatch-store.ts';
import { move } from '../ledger/transition.ts';
import { parsePerson } from './person.ts';

export interface HeldRelease {
  readonly dispatchIds: readonly string[];
  /** What was mended. */
  readonly reason: string;
  readonly person: string;
}

/**
 * Gives held dispatches back to the next run, which decides them anew with the facts of then; a letter of our own ends
 * here, written by hand. All of them or none.
 *
 * @returns what was released
 * @throws NotFoundError, RefusedError naming each one that is not held
 */
export async function releaseHeld(
  ledger: Database,
  release: HeldRelease,
): Promise<readonly { readonly dispatchId: string; readonly documentId: string }[]> {
  const person = parsePerson(release.person);
  const dispatches = await findAll(ledger, [...new Set(release.dispatchIds)]);
  const unfit = dispatches.filter((dispatch) => problemOf(dispatch) !== null);
  if (unfit.length > 0) throw refused(unfit);
  try {
    await ledger.transaction(async (session) => {
      for (const dispatch of dispatches) {
        const cause = { reason: `released by a person: ${release.reason}`, runId: null, person };
        // What was mended gets the whole time for e-mail again: its old cut-off has mostly passed.
        await move(session, dispatch, 'held', 'pending', cause, { cut_off_at: null, tries: 0 });
        // It has no facts in the core view that it could be decided by: a person has written it instead.
        if (isOwnLetter(dispatch.purpose)) await move(session, dispatch, 'pending', 'cancelled', cause);
      }
    });
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    const changed = await findAll(ledger, release.dispatchIds);
    throw refused(changed.filter((dispatch) => problemOf(dispatch) !== null));
  }
  return dispatches.map(({ dispatchId, documentId }) => ({ dispatchId, documentId }));
}

async function findAll(ledger: Database, ids: readonly string[]): Promise<readonly DispatchRecord[]> {
  const found: DispatchRecord[] = [];
  const unknown: string[] = [];
  for (const id of ids) {
    const dispatch = await findDispatch(ledger, id);
    if (dispatch === null) unknown.push(id);
    else found.push(dispatch);
  }
  if (unknown.length > 0) {
    throw new NotFoundError(
      `There is no dispatch ${unknown.join(', ')}. Nothing was changed. \`status\` lists the held ones with their ids.`,
    );
  }
  return found;
}

function problemOf({ state }: DispatchRecord): string | null {
  return state === 'held' ? null : `is \`${state}\``;
}

function refused(dispatches: readonly DispatchRecord[]): RefusedError {
  const each = dispatches.map((dispatch) => `${dispatch.dispatchId} ${problemOf(dispatch) ?? ''}`.trimEnd());
  return new RefusedError(`Only what is \`held\` can be released: ${each.join(', ')}. Nothing was changed.`);
}
