import { IllegalTransitionError } from './errors.ts';

export const DISPATCH_STATES = [
  'pending',
  'queued_email',
  'claimed',
  'sending',
  'in_doubt',
  'emailed',
  'queued_print',
  'bundled',
  'handed_over',
  'held',
  'cancelled',
] as const;

export type DispatchState = (typeof DISPATCH_STATES)[number];

/**
 * Every legal transition and why it may happen. Each write of a state goes through `assertTransition`; what is not
 * in this table cannot be written. `docs/architecture.md` draws the same table for people.
 */
export const TRANSITIONS: Readonly<Record<DispatchState, Readonly<Partial<Record<DispatchState, string>>>>> =
  {
    pending: {
      queued_email: 'classified: nothing stands against e-mail',
      queued_print: 'classified: goes by post',
      held: 'classified: cannot be dispatched at all',
      cancelled: 'withdrawn in the core system before any attempt',
    },
    queued_email: {
      claimed: 'a worker took it under a lease',
      queued_print: 'cut-off reached, consent gone or channel closed',
      pending: 'rerun: never attempted, so it is classified again',
      held: 'the PDF is no longer fit, or no longer the one that was classified; kept back by the circuit breaker until the cut-off',
      cancelled: 'withdrawn in the core system before any attempt',
    },
    claimed: {
      sending: 'the attempt row is committed, the try begins',
      queued_email: 'the lease expired or the worker stopped before an attempt',
      queued_print: 'read again right before sending: no longer eligible for e-mail',
      held: 'the PDF is no longer fit, or no longer the one that was classified',
      cancelled: 'withdrawn in the core system before any attempt',
    },
    sending: {
      emailed: 'accepted by the final reply',
      queued_email: 'proven not accepted, worth another try (4xx, or failure before the body)',
      queued_print: 'refused by the recipient, or TLS refused at the recipient',
      held: 'refused again and again for a reason of ours: no letter mends that, a person must look',
      in_doubt: 'the message may or may not have been accepted',
    },
    in_doubt: {
      emailed: 'proven accepted: late reply, relay log or a person with evidence',
      queued_email: 'proven not accepted',
      queued_print: 'a person with evidence: not accepted',
      held: 'proven not accepted, for a reason of ours',
    },
    emailed: {
      queued_print: 'a bounce proves non-delivery inside the bounce window',
      held: 'the same, for a reason of ours: no letter mends that, a person must look',
    },
    queued_print: {
      bundled: 'assigned to a print file, committed before rendering',
      pending: 'rerun: never attempted, so it is classified again',
      held: 'PDF unfit for print',
      cancelled: 'withdrawn in the core system before any attempt',
    },
    bundled: {
      handed_over: 'the print file was handed over whole',
      queued_print: 'a person cancelled the print file before hand-over',
      held: 'the PDF was missing, unfit or changed when the print file was rendered',
    },
    held: {
      pending: 'a person mended the cause',
      cancelled: 'withdrawn in the core system before any attempt',
    },
    handed_over: {},
    cancelled: {},
  };

/** @throws IllegalTransitionError */
export function assertTransition(dispatchId: string, from: DispatchState, to: DispatchState): void {
  if (!(to in TRANSITIONS[from])) throw new IllegalTransitionError(dispatchId, from, to);
}

/** Whether nothing is left to do: it has left the house, or was withdrawn. */
export function isFinal(state: DispatchState): boolean {
  return state === 'emailed' || state === 'handed_over' || state === 'cancelled';
}

/**
 * Why this dispatch exists. `document` is the one way of a collected document. The others are the only second ways
 * there can be, each with its basis: a paper copy that law or contract demands (S19, L5), a resend that a person
 * ordered, and our own letters: about an abuse block (S18), and about e-mail that could not be delivered (S3).
 */
export type DispatchPurpose = 'document' | 'paper_copy' | 'resend' | OwnLetterPurpose;

export type OwnLetterPurpose = 'block_notice' | 'fallback_notice';

/** Whether we wrote it ourselves: its PDF lies in the ledger, and the core system knows nothing of it. */
export function isOwnLetter(purpose: string): purpose is OwnLetterPurpose {
  return purpose === 'block_notice' || purpose === 'fallback_notice';
}

/** A dispatch in somebody's hands: every write names the token, so that a late writer hits nothing. */
export interface Lease {
  readonly dispatchId: string;
  readonly token: number;
}
