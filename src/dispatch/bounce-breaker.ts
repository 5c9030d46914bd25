import { closedBreaker, judged, type BreakerState } from '../email/governor/circuit-breaker.ts';
import { findAttemptEnvelope } from '../ledger/attempt-envelope-store.ts';
import type { AttemptRecord } from '../ledger/attempt-store.ts';
import { countTriesByDomain } from '../ledger/batch-domains.ts';
import type { Session } from '../ledger/database.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import type { BounceDecision } from './bounce-policy.ts';
import { BREAKER_REASON } from './send-control.ts';

/**
 * The circuit breaker for what comes back later. A relay accepts first and learns of the recipient's TLS afterwards: with it a
 * large provider that fails as a whole fails in reports. The same pure core judges them, by the tries of the batch.
 */
export class BounceBreaker {
  /** By batch. */
  readonly #states = new Map<string, BreakerState>();

  /** The decision, or, where TLS failures are doubted, one that holds the document, and marks no domain. */
  async doubt(
    session: Session,
    decision: BounceDecision,
    subject: { readonly dispatch: DispatchRecord; readonly attempt: AttemptRecord } | null,
  ): Promise<BounceDecision> {
    if (subject === null || decision.effect !== 'posted' || decision.learn !== 'domain-without-tls')
      return decision;
    const { batchId } = subject.dispatch;
    const envelope = await findAttemptEnvelope(session, subject.attempt.id);
    if (envelope === null) return decision;
    const state = this.#states.get(batchId) ?? closedBreaker(await countTriesByDomain(session, batchId));
    const outcome = { kind: 'tls_refused', reason: decision.reason } as const;
    const verdict = judged(state, envelope.domain, outcome, 0, []);
    this.#states.set(batchId, verdict.state);
    return verdict.isDoubted
      ? { effect: 'held', reason: `${BREAKER_REASON}${decision.reason}`, learn: 'nothing' }
      : decision;
  }
}
