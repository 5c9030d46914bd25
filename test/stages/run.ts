import { join } from 'node:path';
import { outcomeTable, worstExit, type StageOutcome } from './outcome.ts';
import { runStage } from './run-stage.ts';
import { AUDIT_STAGE, STAGES, STATIC_STAGES, VITEST_STAGES } from './stages.ts';

/**
 * `npm test`: all stages, also behind a red one, so that one run tells everything. `npm test -- unit e2e` runs these
 * alone. Exit code: of the worst stage; 64 for a stage that there is not.
 */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STAGES.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no stage ${unknown.join(', ')}. Stages: ${STAGES.map(({ name }) => name).join(', ')}.`,
  );
  process.exitCode = 64;
} else {
  const outcomes = await runStages();
  console.log(`\n${outcomeTable(outcomes)}`);
  process.exitCode = worstExit(outcomes);
}

async function runStages(): Promise<readonly StageOutcome[]> {
  const root = join(import.meta.dirname, '../..');
  const isWanted = ({ name }: { readonly name: string }): boolean =>
    wanted.length === 0 || wanted.includes(name);
  // These look at files, or wait for the registry: together they take as long as the longest of them.
  const outcomes = await Promise.all(
    [...STATIC_STAGES, AUDIT_STAGE]
      .filter(isWanted)
      .map((stage) => runStage(stage, { root, countsTests: false, buffered: true })),
  );
  for (const stage of VITEST_STAGES.filter(isWanted)) {
    outcomes.push(await runStage(stage, { root, countsTests: true, buffered: false }));
  }
  return STAGES.flatMap(({ name }) => outcomes.filter(({ stage }) => stage.name === name));
}
