import type { DeliveryOutcome } from '../domain/delivery.ts';
import { OurOutageError } from '../domain/errors.ts';
import type { EmailRoute } from '../email/route.ts';
import { BREAKER_REASON } from './send-control.ts';

/** So many documents and so many sides refuse us, with no acceptance in between: that is no single customer's server. */
export const OUTAGE_DOCUMENTS = 5;
const OUTAGE_SIDES = 5;

/** Domains that the relay must refuse before it is the relay; where a run has fewer, all. */
export function sidesOfAnOutage(domainsOfTheRun: number): number {
  return Math.min(OUTAGE_SIDES, domainsOfTheRun);
}

/** A document, and where it was to go. */
export interface TriedDocument {
  readonly dispatchId: string;
  readonly domain: string;
  readonly destination: string;
}

/**
 * Tells our outage from one side that refuses us. Two errors are possible: a night that stops, at each rerun again, because
 * one provider lists us; or a night of documents held one by one because nobody takes them. Therefore sides are counted,
 * not documents: by route mx providers, for each of them is a stranger; by the relay domains, and where a run has fewer of them, all.
 */
export class SenderRefusals {
  readonly #route: EmailRoute['kind'];
  readonly #sidesNeeded: number;
  readonly #documents = new Set<string>();
  readonly #sides = new Set<string>();

  /** @param domains to which documents go in this run */
  constructor(route: EmailRoute['kind'], domains: number) {
    this.#route = route;
    this.#sidesNeeded = route === 'mx' ? OUTAGE_SIDES : sidesOfAnOutage(domains);
  }

  /** @throws OurOutageError */
  note(tried: TriedDocument, outcome: DeliveryOutcome | null): void {
    if (outcome?.kind === 'accepted') {
      this.#documents.clear();
      this.#sides.clear();
    }
    // What the circuit breaker doubts speaks of the other side.
    if (outcome?.kind !== 'sender_refused' || outcome.reason.startsWith(BREAKER_REASON)) return;
    this.#documents.add(tried.dispatchId);
    this.#sides.add(this.#route === 'mx' ? tried.destination : tried.domain);
    if (this.#documents.size < OUTAGE_DOCUMENTS || this.#sides.size < this.#sidesNeeded) return;
    const by = this.#route === 'mx' ? `${this.#sides.size} providers` : 'the relay';
    throw new OurOutageError(
      `E-mail step stopped: ${this.#documents.size} documents in a row were refused by ${by} for a reason that speaks of us (policy, reputation, or no way out to any server). ` +
        'Documents stay queued; look at the replies with `explain`, mend the cause and rerun.',
    );
  }
}
