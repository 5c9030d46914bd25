import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { DispatchState } from '../domain/dispatch.ts';
import { LeaseLostError, NotFoundError, RefusedError } from '../domain/errors.ts';
import { finishAttempt, latestAttempt } from '../ledger/attempt-store.ts';
import type { Database } from '../ledger/database.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { findDispatch } from '../ledger/dispatch-store.ts';
import { move } from '../ledger/transition.ts';
import { parsePerson } from './person.ts';

export interface Resolution {
  readonly dispatchId: string;
  readonly as: 'accepted' | 'not-accepted';
  /** What proves it: the line of the relay's log, the customer's word. Kept in the event. */
  readonly evidence: string;
  /** A file that proves it, such as a part of the relay's log: its name and hash are kept in the event, not the file. */
  readonly evidenceFile?: string | null;
  readonly person: string;
}

export interface Resolved {
  readonly dispatchId: string;
  readonly documentId: string;
  readonly state: Extract<DispatchState, 'emailed' | 'queued_print'>;
}

/**
 * Settles a doubt by a person's word: accepted counts as e-mailed; what is proven not accepted goes by post with the
 * next run, never by a second e-mail, for that would be a second copy should the person err (S16).
 *
 * @throws NotFoundError (no such dispatch or evidence file), RefusedError when it is not in doubt
 */
export async function resolveDoubt(ledger: Database, resolution: Resolution): Promise<Resolved> {
  const person = parsePerson(resolution.person);
  const { dispatchId } = resolution;
  const dispatch = await findDispatch(ledger, dispatchId);
  if (dispatch === null)
    throw new NotFoundError(`There is no dispatch ${dispatchId}. \`status\` lists them.`);
  if (dispatch.state !== 'in_doubt') throw notInDoubt(dispatch);
  const { evidenceFile = null } = resolution;
  const file = evidenceFile === null ? {} : await describeFile(evidenceFile);
  try {
    return await ledger.transaction(async (session) => {
      const attempt = await latestAttempt(session, dispatchId);
      const state = resolution.as === 'accepted' ? 'emailed' : 'queued_print';
      const reason = `resolved as ${resolution.as} by a person with evidence`;
      await move(session, dispatch, 'in_doubt', state, {
        reason,
        runId: null,
        person,
        evidence: { attempt: attempt?.id ?? null, statement: resolution.evidence, ...file },
      });
      if (attempt !== null) {
        const outcome = resolution.as === 'accepted' ? 'accepted' : 'refused';
        await finishAttempt(session, attempt.id, { outcome, reason, evidence: attempt.evidence });
      }
      return { dispatchId, documentId: dispatch.documentId, state };
    });
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    // A late reply, or a colleague, was faster.
    throw notInDoubt((await findDispatch(ledger, dispatchId)) ?? dispatch);
  }
}

async function describeFile(path: string): Promise<{ file: string; fileSha256: string }> {
  try {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return { file: basename(path), fileSha256: hash.digest('hex') };
  } catch (error) {
    throw new NotFoundError(`The evidence file ${path} cannot be read. Nothing was changed.`, {
      cause: error,
    });
  }
}

function notInDoubt({ dispatchId, state, reason }: DispatchRecord): RefusedError {
  return new RefusedError(
    `Dispatch ${dispatchId} is \`${state}\` (${reason ?? 'no reason recorded'}); only what is \`in_doubt\` can be resolved. Nothing was changed.`,
  );
}
