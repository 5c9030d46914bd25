import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFECTS } from './defects.ts';
import { runEmailSchedule, type EmailScenario } from './email-model.ts';
import { openEmailPlace, type EmailPlace } from './email-place.ts';
import { EMAIL_SCENARIOS } from './email-scenarios.ts';
import { explore, type Exploration } from './explore.ts';

let place: EmailPlace;
beforeAll(async () => {
  place = await openEmailPlace();
});
afterAll(() => place.close());

const MINUTES = 60_000;

function walk(scenario: EmailScenario, preemptions: number): Promise<Exploration> {
  return explore(preemptions, (choose) => runEmailSchedule(place, scenario, choose));
}

/** Two preemptions where both workers may send; `npm run model` goes deeper, everywhere. */
const BUDGETS: readonly (readonly [keyof typeof EMAIL_SCENARIOS, number])[] = [
  ['accepted, run declared dead', 2],
  ['accepted, lease ran out', 1],
  ['refused for now, run declared dead', 1],
  ['refused, lease ran out', 1],
  ['taken, connection lost, run declared dead', 1],
  ['not taken, connection lost, lease ran out', 1],
];

describe('two workers and one document, in every order with few preemptions', () => {
  it.each(BUDGETS)(
    '%s, %i preemptions: never two copies, and the ledger says of each try what the server knows',
    async (name, preemptions) => {
      const { schedules, ends, violation } = await walk(EMAIL_SCENARIOS[name], preemptions);
      process.stdout.write(
        `model: ${name}, ${preemptions} preemptions: ${schedules} schedules, ${ends.size} ends\n`,
      );
      expect(violation).toBeNull();
      // Fewer would mean that the walk no longer reaches what it is for.
      expect(schedules).toBeGreaterThan(100);
      expect(ends.size).toBeGreaterThan(2);
    },
    10 * MINUTES,
  );
});

describe('the walk finds the second copy when', () => {
  it.each(Object.entries(DEFECTS))(
    '%s',
    async (_what, defect) => {
      const { schedules, violation } = await walk(
        { ...EMAIL_SCENARIOS['accepted, run declared dead'], defect },
        2,
      );
      const steps = violation?.steps ?? [];
      process.stdout.write(`model: found in schedule ${schedules}:\n  ${steps.join('\n  ')}\n`);
      expect(violation?.violation).toBe('2 copies left the house');
      expect(steps.filter((step) => step.includes('the body goes out'))).toHaveLength(2);
    },
    10 * MINUTES,
  );
});
