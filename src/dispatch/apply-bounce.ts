import { addDays, parseBusinessDate } from '../domain/business-date.ts';
import type { DispatchState } from '../domain/dispatch.ts';
import { findAttemptEnvelope, isWithin, markBounced } from '../ledger/attempt-envelope-store.ts';
import { finishAttempt, latestAttempt, type AttemptRecord } from '../ledger/attempt-store.ts';
import { findBatchById } from '../ledger/batch-store.ts';
import type { Session } from '../ledger/database.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { findByDocument } from '../ledger/dispatch-store.ts';
import { markDomainWithoutTls } from '../ledger/recipient-store.ts';
import { noteFullMailbox, suppress } from '../ledger/suppression-store.ts';
import { move, type Cause } from '../ledger/transition.ts';
import type { BounceDecision, BounceSituation, Lesson } from './bounce-policy.ts';

export interface BounceTerms {
  /** Milliseconds after a try in which a failure turns it into post. */
  readonly window: number;
  /** Milliseconds that a dead mailbox stays on the suppression list. */
  readonly suppressFor: number;
  /** The same for a mailbox that was full on three nights. */
  readonly suppressFullFor: number;
  /** Milliseconds that a domain counts as unable to do TLS (S3). */
  readonly noTlsExpiry: number;
}

/** 5.2.2: people come back from holidays; on the third night of a quarter nobody seems to look. */
const FULL_NIGHTS = 3;
const FULL_NIGHTS_WITHIN_DAYS = 90;

/** What the policy asks about a try, read in the transaction that acts on it. */
export async function bounceSituation(
  session: Session,
  dispatch: DispatchRecord,
  attempt: AttemptRecord,
  match: { readonly by: string; readonly authentic: boolean },
  terms: BounceTerms,
): Promise<BounceSituation> {
  const latest = await latestAttempt(session, dispatch.dispatchId);
  const relatives = await findByDocument(session, dispatch.documentId);
  return {
    authentic: match.authentic,
    matchedBy: match.by,
    state: dispatch.state,
    isLatest: latest?.id === attempt.id,
    isWithinWindow: await isWithin(session, attempt.id, terms.window),
    hasPaperCopy: relatives.some(
      ({ purpose, originalId, state }) =>
        purpose === 'paper_copy' && originalId === dispatch.dispatchId && state !== 'cancelled',
    ),
  };
}

/**
 * Writes what was decided: state with its event, the end of the try, what was learnt. Fenced by state and token, so that
 * it has its effect once. Call it in the transaction that records the report.
 *
 * @throws LeaseLostError when the dispatch has moved since it was read
 */
export async function applyBounce(
  session: Session,
  decision: BounceDecision,
  subject: { readonly dispatch: DispatchRecord; readonly attempt: AttemptRecord },
  terms: BounceTerms,
  cause: Omit<Cause, 'reason'>,
): Promise<void> {
  const { dispatch, attempt } = subject;
  if (decision.effect === 'accepted') {
    const { reason } = decision;
    await move(session, dispatch, 'in_doubt', 'emailed', { ...cause, reason });
    await finishAttempt(session, attempt.id, { outcome: 'accepted', reason, evidence: null });
  }
  if (decision.effect === 'posted' || decision.effect === 'held') {
    const to = decision.effect === 'posted' ? 'queued_print' : 'held';
    // The core system was told that it left by e-mail: it is told anew once it has left by post.
    await move(
      session,
      dispatch,
      failedFrom(dispatch.state),
      to,
      { ...cause, reason: decision.reason },
      { reported_at: null },
    );
    await markBounced(session, attempt.id, decision.reason);
  }
  if ('learn' in decision && decision.learn !== undefined) {
    await learnFromBounce(
      session,
      decision.learn,
      decision.reason,
      { dispatch, attempt, person: null },
      terms,
    );
  }
}

function failedFrom(state: DispatchState): 'emailed' | 'in_doubt' {
  return state === 'in_doubt' ? 'in_doubt' : 'emailed';
}

/**
 * Remembers what a failure says of the mailbox that the try was for, or of its domain.
 *
 * @param subject `person`: who vouches for it; null: the report proves it
 */
export async function learnFromBounce(
  session: Session,
  lesson: Lesson,
  reason: string,
  {
    dispatch,
    attempt,
    person,
  }: {
    readonly dispatch: DispatchRecord;
    readonly attempt: AttemptRecord;
    readonly person: string | null;
  },
  terms: BounceTerms,
): Promise<void> {
  // What the report says of addresses is somebody else's word: what we wrote to stands in our own record.
  const envelope = await findAttemptEnvelope(session, attempt.id);
  if (envelope === null || lesson === 'nothing') return;
  const { addressSha256, domain } = envelope;
  const entry = { addressSha256, attemptId: attempt.id, person };
  switch (lesson) {
    case 'domain-without-tls':
      await markDomainWithoutTls(session, {
        domain,
        reason,
        attemptId: attempt.id,
        expiry: terms.noTlsExpiry,
      });
      return;
    case 'suppress-address':
      await suppress(session, { ...entry, reason, expiry: terms.suppressFor });
      return;
    case 'mailbox-full': {
      const batch = await findBatchById(session, dispatch.batchId);
      const night = batch?.businessDate ?? parseBusinessDate(attempt.startedAt.slice(0, 10));
      const since = addDays(night, -FULL_NIGHTS_WITHIN_DAYS);
      const nights = await noteFullMailbox(session, addressSha256, night, since);
      if (nights < FULL_NIGHTS) return;
      await suppress(session, {
        ...entry,
        reason: `the mailbox was full on ${nights} nights`,
        expiry: terms.suppressFullFor,
      });
    }
  }
}
