import type { DeliveryOutcome } from '../domain/delivery.ts';
import { OUTAGE_DOCUMENTS, sidesOfAnOutage, type TriedDocument } from './sender-refusals.ts';

/**
 * Tells a relay that refuses everybody for now (its disk is full, it drops each line) from recipients that do. A single
 * reply cannot: 451 is also what the relay hands on from somebody's greylisting. Two errors are possible: a night posted
 * because of our relay, or a handful of letters that wait until their cut-off. The first cannot be undone; so before a
 * document is posted because nobody took it, the relay must have taken *something* since its first refusal, or too
 * few others were refused to tell.
 */
export class DeafRelay {
  readonly #sidesNeeded: number;
  /** Refused since the last acceptance, by document. */
  readonly #refused: Map<string, string>;
  /** How many acceptances there had been when a document was first refused in this run. */
  readonly #acceptancesBefore = new Map<string, number>();
  #acceptances = 0;

  /**
   * @param domains to which documents go in this run
   * @param refusedBefore domain by document, of what earlier runs could not get rid of: else each rerun would post some of it before it knows
   */
  constructor(domains: number, refusedBefore: ReadonlyMap<string, string> = new Map()) {
    this.#sidesNeeded = sidesOfAnOutage(domains);
    this.#refused = new Map(refusedBefore);
  }

  /**
   * The outcome as it is to be settled.
   *
   * @param isLast whether the document would be posted because of it
   */
  judge(
    { dispatchId, domain }: Pick<TriedDocument, 'dispatchId' | 'domain'>,
    outcome: DeliveryOutcome,
    isLast: boolean,
  ): DeliveryOutcome {
    if (outcome.kind === 'accepted') {
      this.#acceptances += 1;
      this.#refused.clear();
    }
    if (outcome.kind !== 'retry') return outcome;
    const before = this.#acceptancesBefore.get(dispatchId) ?? this.#acceptances;
    this.#acceptancesBefore.set(dispatchId, before);
    this.#refused.set(dispatchId, domain);
    if (!isLast || before < this.#acceptances || !this.#refusesEverybody) return outcome;
    const { size } = this.#refused;
    return {
      kind: 'our_outage',
      reason: `the relay took none of ${size} documents, to ${this.#sides} domains, until the last try: ${outcome.reason}`,
    };
  }

  get #refusesEverybody(): boolean {
    return this.#refused.size >= OUTAGE_DOCUMENTS && this.#sides >= this.#sidesNeeded;
  }

  get #sides(): number {
    return new Set(this.#refused.values()).size;
  }
}
