import type { DeliveryEvidence } from '../domain/delivery.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import {
  closedBreaker,
  judged,
  leaveFor,
  testDropped,
  type BreakerAlert,
  type BreakerState,
  type Leave,
} from '../email/governor/circuit-breaker.ts';
import { Governor, type GovernorLimits, type Permit } from '../email/governor/governor.ts';
import { paceEventOf } from '../email/governor/pace-event.ts';
import { deliveringBy, type DeliveryResult, type EmailRoute } from '../email/route.ts';
import type { Logger } from '../log/logger.ts';

/** How reasons begin of what the circuit breaker keeps back; the cut-off and the status know them by it. */
export const BREAKER_REASON = 'circuit breaker: ';

export interface ControlOptions {
  readonly limits: GovernorLimits;
  /** Milliseconds from one test of a failed domain to the next. */
  readonly testPauses: readonly number[];
  readonly logger: Logger;
  /** Told once of each domain whose own server proved TLS and took a message. */
  readonly noteProof: (domain: string, evidence: DeliveryEvidence) => Promise<void>;
  /** Milliseconds, only forward. */
  readonly now?: () => number;
}

/** Whether a document may begin now, else how long (ms) it waits, or that a person has to decide. */
export type Admission =
  | { readonly kind: 'go'; readonly permit: Permit }
  /** Every connection that it may have is taken: worth preparing for the first one that becomes free. */
  | { readonly kind: 'busy' }
  /** Worth staying claimed for: the pace allows it soon, or the test of its domain ends (Infinity). */
  | { readonly kind: 'soon'; readonly wait: number }
  /** The domain is not tried before. */
  | { readonly kind: 'later'; readonly wait: number }
  | { readonly kind: 'hold' };

/** Governor and circuit breaker of one e-mail step: asked before each message, told of each end. */
export class SendControl {
  readonly #options: ControlOptions;
  readonly #now: () => number;
  readonly #governor: Governor;
  readonly #destinations = new Map<string, string>();
  readonly #alerts: BreakerAlert[] = [];
  readonly #proven = new Set<string>();
  #breaker: BreakerState;

  constructor(census: ReadonlyMap<string, number>, options: ControlOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#governor = new Governor(options.limits, this.#now);
    this.#breaker = closedBreaker(census);
  }

  /** What the breaker said so far, in order. */
  get alerts(): readonly BreakerAlert[] {
    return this.#alerts;
  }

  /** @param destination the group of servers that takes the mail of `domain` */
  admit(domain: string, destination: string): Admission {
    this.#destinations.set(domain, destination);
    const wait = this.#governor.waitFor(destination);
    if (wait === Number.POSITIVE_INFINITY) return { kind: 'busy' };
    if (wait > 0) return { kind: 'soon', wait };
    const now = this.#now();
    const { leave, state } = leaveFor(this.#breaker, domain, now, this.#options.testPauses);
    this.#breaker = state;
    return this.#admissionOf(leave, destination, now);
  }

  /** A message has ended, whatever came of it, also when no try was made. */
  leave(domain: string, permit: Permit): void {
    this.#governor.end(permit);
    this.#breaker = testDropped(this.#breaker, domain, this.#now());
  }

  /** The same route, watched: outcomes that the breaker doubts become ones that are never posted. */
  watch(route: EmailRoute): EmailRoute {
    return deliveringBy(route, async (message, hooks) => {
      const begunAt = this.#now();
      const result = await route.deliver(message, hooks);
      const domain = parseEmailAddress(message.to)?.domain;
      if (domain === undefined) return result;
      await this.#noteProof(domain, result);
      return this.#judge(domain, begunAt, result);
    });
  }

  #admissionOf(leave: Leave, destination: string, now: number): Admission {
    switch (leave.kind) {
      case 'go':
        return { kind: 'go', permit: this.#governor.begin(destination) };
      case 'soon':
        return { kind: 'soon', wait: Number.POSITIVE_INFINITY };
      case 'wait':
        return { kind: 'later', wait: leave.until - now };
      case 'hold':
        return { kind: 'hold' };
    }
  }

  /** What a relay proves is about itself. The acceptance stands, whatever becomes of the note. */
  async #noteProof(domain: string, { outcome, evidence }: DeliveryResult): Promise<void> {
    if (outcome.kind !== 'accepted' || evidence.destination === undefined || this.#proven.has(domain)) return;
    this.#proven.add(domain);
    try {
      await this.#options.noteProof(domain, evidence);
    } catch (error) {
      this.#options.logger.warn('email.proof-not-noted', {}, error);
    }
  }

  #judge(domain: string, begunAt: number, result: DeliveryResult): DeliveryResult {
    const destination = this.#destinations.get(domain);
    if (destination !== undefined) this.#governor.note(destination, begunAt, paceEventOf(result));
    const { testPauses } = this.#options;
    const { state, isDoubted, alert } = judged(
      this.#breaker,
      domain,
      result.outcome,
      this.#now(),
      testPauses,
    );
    this.#breaker = state;
    if (alert !== null) this.#tell(alert);
    if (!isDoubted || !('reason' in result.outcome)) return result;
    // Tried again, then held: what an outage says of a customer's server is not believed.
    return {
      ...result,
      outcome: { kind: 'sender_refused', reason: `${BREAKER_REASON}${result.outcome.reason}` },
    };
  }

  #tell(alert: BreakerAlert): void {
    this.#alerts.push(alert);
    const { logger } = this.#options;
    switch (alert.kind) {
      case 'domain opened':
        logger.error('email.breaker-opened', { domain: alert.domain, documents: alert.documents });
        break;
      case 'domain closed':
        logger.warn('email.breaker-closed', { domain: alert.domain });
        break;
      case 'tls doubted':
        logger.error('email.tls-doubted', { failures: alert.failures, documents: alert.documents });
        break;
    }
  }
}
