import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explore, type Exploration } from './explore.ts';
import { PRINT_DEFECTS } from './print-defects.ts';
import { runPrintSchedule, type PrintScenario } from './print-model.ts';
import { openPrintPlace, type PrintPlace } from './print-place.ts';
import { PRINT_SCENARIOS } from './print-scenarios.ts';

let place: PrintPlace;
beforeAll(async () => {
  place = await openPrintPlace();
});
afterAll(() => place.close());

const MINUTES = 60_000;

function walk(scenario: PrintScenario, preemptions: number): Promise<Exploration> {
  return explore(preemptions, (choose) => runPrintSchedule(place, scenario, choose));
}

/** With no preemption each actor runs through, crashes or sleeps at its first gate; one shows what a single pause does. */
const BUDGETS: readonly (readonly [keyof typeof PRINT_SCENARIOS, number])[] = [
  ['one reprints what the shop reports as posted', 1],
  ...(Object.keys(PRINT_SCENARIOS) as (keyof typeof PRINT_SCENARIOS)[]).map((name) => [name, 0] as const),
];

describe('two actors and a print file, in every order with few preemptions', () => {
  it.each(BUDGETS)(
    '%s, %i preemptions: each mailpiece leaves once a generation, none is lost, none leaves that was called back',
    async (name, preemptions) => {
      const { schedules, violation } = await walk(PRINT_SCENARIOS[name], preemptions);
      process.stdout.write(`model: ${name}, ${preemptions} preemptions: ${schedules} schedules\n`);
      expect(violation).toBeNull();
      expect(schedules).toBeGreaterThan(preemptions === 0 ? 5 : 20);
    },
    10 * MINUTES,
  );
});

describe('the walk finds it when', () => {
  it.each(Object.entries(PRINT_DEFECTS))(
    '%s',
    async (_what, scenario) => {
      const { schedules, violation } = await walk(scenario, 1);
      process.stdout.write(`model: found in schedule ${schedules}: ${violation?.violation ?? ''}\n`);
      expect(violation?.violation).toMatch(scenario.finds);
    },
    10 * MINUTES,
  );
});
