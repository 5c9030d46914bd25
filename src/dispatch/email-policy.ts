import type { DeliveryOutcome } from '../domain/delivery.ts';

/** What becomes of a dispatch after one try. */
export type AfterTry =
  | { readonly to: 'emailed' | 'in_doubt' | 'queued_print' | 'held'; readonly reason: string }
  | {
      readonly to: 'queued_email';
      readonly reason: string;
      /** Milliseconds until the next try. */
      readonly delay: number;
    };

export interface TrySituation {
  /** Tries that came as far as the recipient's side, this one included. */
  readonly tries: number;
  /** Waiting times (ms) after the first, second, … try. */
  readonly retryDelays: readonly number[];
  /** Milliseconds left until the cut-off; negative when it is past. */
  readonly untilCutOff: number;
}

/**
 * Pure. Two errors are possible: a second copy by post of what arrived by e-mail, and a document that nobody ever
 * gets. Post therefore follows only where non-delivery is proven; what may have arrived waits for a person.
 */
export function afterTry(outcome: DeliveryOutcome, situation: TrySituation): AfterTry {
  switch (outcome.kind) {
    case 'accepted':
      return { to: 'emailed', reason: 'accepted by the final reply' };
    case 'in_doubt':
      return { to: 'in_doubt', reason: outcome.reason };
    case 'refused':
    case 'tls_refused':
      return { to: 'queued_print', reason: outcome.reason };
    case 'our_outage':
      // Not the recipient's fault: no try is counted, the next run goes on where this one stopped.
      return { to: 'queued_email', reason: outcome.reason, delay: 0 };
    case 'retry':
      return again(outcome.reason, situation, 'queued_print');
    case 'sender_refused':
      return again(outcome.reason, situation, 'held');
  }
}

/** Another try as long as the table and the cut-off allow one, then `otherwise`. */
function again(reason: string, situation: TrySituation, otherwise: 'queued_print' | 'held'): AfterTry {
  const delay = situation.retryDelays[situation.tries - 1];
  if (delay === undefined)
    return { to: otherwise, reason: `given up after ${situation.tries} tries: ${reason}` };
  return delay > situation.untilCutOff
    ? { to: otherwise, reason: `cut-off reached before the next try: ${reason}` }
    : { to: 'queued_email', reason, delay };
}

/** Whether a try counts against the retry table. */
export function countsAsTry(outcome: DeliveryOutcome): boolean {
  return outcome.kind !== 'our_outage';
}
