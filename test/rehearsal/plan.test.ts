import { describe, expect, it } from 'vitest';
import { CRASH_POINTS } from '../../src/domain/crash-point.ts';
import { CYCLE, FAULT_KINDS, planTrial } from '../../src/rehearsal/plan.ts';
import { planText } from '../../src/rehearsal/plan-text.ts';
import { replayCommand } from '../../src/rehearsal/summary.ts';

const cycle = Array.from({ length: CYCLE }, (_, trial) => planTrial(1, trial));

describe('the plan of a trial', () => {
  it('is the same for the same seed and number, whatever was planned before', () => {
    expect(planTrial(1, 57)).toEqual(cycle[57]);
    expect(planTrial(2, 57)).not.toEqual({ ...cycle[57], seed: 2 });
  });

  it('kills at each named point first; one is only reached by calling back what was sealed', () => {
    const points = cycle.slice(0, CRASH_POINTS.length).map(({ faults: [fault], callsBack }) => {
      if (fault?.strikes !== 'point') return null;
      return callsBack && fault.point === 'print.sealed' ? 'print.cancelled' : fault.point;
    });
    expect(new Set(points)).toEqual(new Set(CRASH_POINTS));
  });

  it('has each kind of fault in a cycle', () => {
    expect(new Set(cycle.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
  });

  it('has the relay drop one message in twenty after the dot, whatever else is rehearsed', () => {
    const plans = Array.from({ length: 2_000 }, (_, trial) => planTrial(3, trial, ['disk']));
    const dropped = plans.reduce((sum, { relay }) => sum + relay.dropsStored.length, 0);
    expect(dropped / (plans.length * 8)).toBeCloseTo(0.05, 2);
  });

  it('has all errors of a disk, at writes, flushes and names', () => {
    const plans = Array.from({ length: 300 }, (_, trial) => planTrial(3, trial, ['disk']));
    const faults = plans.flatMap(({ faults: [fault] }) => (fault?.strikes === 'disk' ? [fault] : []));
    expect(new Set(faults.map(({ on }) => on))).toEqual(new Set(['write', 'flush', 'name']));
    expect(new Set(faults.map(({ error }) => error))).toEqual(new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS']));
  });

  it('begins before both changes of the clocks, with the date left to the program', () => {
    const plans = Array.from({ length: 100 }, (_, trial) => planTrial(3, trial, ['clock']));
    const nights = plans.filter(({ beginning }) => beginning !== 'evening');
    expect(new Set(nights.map(({ beginning }) => beginning)).size).toBe(2);
    expect(nights.every(({ ownDate }) => ownDate)).toBe(true);
  });

  it('takes the kinds that were asked for only', () => {
    const plans = Array.from({ length: 40 }, (_, trial) => planTrial(1, trial, ['pause', 'shop']));
    expect(new Set(plans.map(({ kind }) => kind))).toEqual(new Set(['pause', 'shop']));
  });

  it('is told in one line, with the command that performs it again', () => {
    for (const plan of cycle) expect(planText(plan)).toMatch(/^[^\n]{10,300}$/);
    expect(replayCommand(1, 42, ['disk', 'relay'])).toBe(
      'postausgang rehearse --seed 1 --trial 42 --only disk,relay',
    );
  });
});
