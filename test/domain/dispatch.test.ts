import { describe, expect, it } from 'vitest';
import {
  assertTransition,
  DISPATCH_STATES,
  isFinal,
  isOwnLetter,
  TRANSITIONS,
  type DispatchState,
} from '../../src/domain/dispatch.ts';
import { IllegalTransitionError } from '../../src/domain/errors.ts';

/** As the design draws it: what may follow each state. */
const DRAWN: Readonly<Record<DispatchState, readonly DispatchState[]>> = {
  pending: ['queued_email', 'queued_print', 'held', 'cancelled'],
  queued_email: ['pending', 'claimed', 'queued_print', 'held', 'cancelled'],
  claimed: ['queued_email', 'sending', 'queued_print', 'held', 'cancelled'],
  sending: ['queued_email', 'in_doubt', 'emailed', 'queued_print', 'held'],
  in_doubt: ['queued_email', 'emailed', 'queued_print', 'held'],
  emailed: ['queued_print', 'held'],
  queued_print: ['pending', 'bundled', 'held', 'cancelled'],
  bundled: ['queued_print', 'handed_over', 'held'],
  handed_over: [],
  held: ['pending', 'cancelled'],
  cancelled: [],
};

const everyPair = DISPATCH_STATES.flatMap((from) => DISPATCH_STATES.map((to) => [from, to] as const));

describe('the transition table', () => {
  it.each(everyPair)('from `%s` to `%s`: as the design draws it', (from, to) => {
    const move = (): void => {
      assertTransition('d-1', from, to);
    };
    if (DRAWN[from].includes(to)) expect(move).not.toThrow();
    else expect(move).toThrow(new IllegalTransitionError('d-1', from, to));
  });

  it('says of every transition why it may happen', () => {
    const reasons = Object.values(TRANSITIONS).flatMap((next) => Object.values(next));
    expect(reasons).toHaveLength(Object.values(DRAWN).flat().length);
    for (const reason of reasons) expect(reason).toMatch(/^\S.{10,}\S$/);
  });
});

describe('a final state', () => {
  it('is one in which a document has left the house, or was withdrawn, and no other', () => {
    expect(DISPATCH_STATES.filter(isFinal)).toEqual(['emailed', 'handed_over', 'cancelled']);
  });
});

describe('a letter of our own', () => {
  it.each([
    ['block_notice', true],
    ['fallback_notice', true],
    ['document', false],
    ['paper_copy', false],
    ['resend', false],
    ['', false],
  ])('S18, S3: has a purpose of its own: %s, %s', (purpose, expected) => {
    expect(isOwnLetter(purpose)).toBe(expected);
  });
});
