import { describe, expect, it } from 'vitest';
import {
  AlreadyCompletedError,
  AlreadyRunningError,
  ConfigurationError,
  IllegalTransitionError,
  InterruptedError,
  LeaseLostError,
  NotFoundError,
  OurOutageError,
  ReconciliationError,
  RefusedError,
  UsageError,
  type PostausgangError,
} from '../../src/domain/errors.ts';
import { exitCodeOf } from '../../src/domain/exit-code.ts';

const RUN = { id: 'r-1', host: 'batch1', heartbeatAt: '2026-11-23T21:00:00Z' };

/** Name, code, whether a later try can succeed by itself, and the exit code that a scheduler sees. */
const FAMILY: readonly (readonly [PostausgangError, string, string, boolean, number])[] = [
  [new UsageError('x'), 'UsageError', 'USAGE', false, 64],
  [new ConfigurationError('x'), 'ConfigurationError', 'CONFIGURATION', false, 78],
  [new IllegalTransitionError('d', 'a', 'b'), 'IllegalTransitionError', 'ILLEGAL_TRANSITION', false, 1],
  [new LeaseLostError('d', 'emailed'), 'LeaseLostError', 'LEASE_LOST', false, 1],
  [new AlreadyRunningError('2026-11-23', RUN), 'AlreadyRunningError', 'ALREADY_RUNNING', false, 4],
  [new AlreadyCompletedError('2026-11-23'), 'AlreadyCompletedError', 'ALREADY_COMPLETED', false, 3],
  [new NotFoundError('x'), 'NotFoundError', 'NOT_FOUND', false, 1],
  [new RefusedError('x'), 'RefusedError', 'REFUSED', false, 1],
  [new OurOutageError('x'), 'OurOutageError', 'OUR_OUTAGE', true, 1],
  [new ReconciliationError('x'), 'ReconciliationError', 'RECONCILIATION', false, 1],
  [new InterruptedError('x'), 'InterruptedError', 'INTERRUPTED', true, 1],
];

describe('the errors that are thrown on purpose', () => {
  it.each(FAMILY)('%s is %s with code %s, retryable %s, exit %i', (error, name, code, retryable, exit) => {
    expect(error).toMatchObject({ name, code, retryable });
    expect(exitCodeOf(error)).toBe(exit);
  });

  it('keep what caused them', () => {
    const cause = new Error('socket');
    expect(new OurOutageError('The relay is down.', { cause }).cause).toBe(cause);
  });

  it.each([
    [
      new IllegalTransitionError('d-1', 'emailed', 'claimed'),
      'Dispatch d-1: no transition leads from `emailed` to `claimed`. Nothing was written. Please report this.',
    ],
    [
      new LeaseLostError('d-1', 'emailed'),
      'Dispatch d-1: the lease was lost before `emailed` could be written; its new owner decides.',
    ],
    [
      new AlreadyRunningError('2026-11-23', RUN),
      'Batch 2026-11-23 is being worked on by run r-1 on host batch1 (last heartbeat 2026-11-23T21:00:00Z). ' +
        'Wait until it ends; a run that died is recognised by its heartbeat and taken over.',
    ],
    [
      new AlreadyCompletedError('2026-11-23'),
      'Batch 2026-11-23 is complete: every document is final. For a deliberate second copy use `resend`.',
    ],
  ])('say what, where and what to do: %s', (error, message) => {
    expect(error.message).toBe(message);
  });

  it.each([
    ['an error of somebody else', new TypeError('x')],
    ['its code, when it is no text', Object.assign(new Error('x'), { code: 64 })],
    ['no error at all, whatever it says', { code: 'USAGE' }],
    ['nothing', undefined],
  ])('exit 1 stands for anything unexpected: %s', (_what, thrown) => {
    expect(exitCodeOf(thrown)).toBe(1);
  });
});
