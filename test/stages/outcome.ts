import type { Stage } from './stages.ts';

/** How a stage ended. */
export interface StageOutcome {
  readonly stage: Stage;
  readonly exitCode: number;
  readonly milliseconds: number;
  /** Of a stage of test files; null: it has none, or died before it counted them. */
  readonly tests: TestCounts | null;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Files of which a test failed, from the root of the project. */
  readonly failedFiles: readonly string[];
}

/** More are not named: whoever has as many red files runs the whole stage. */
const NAMED_FILES = 4;

/** What somebody types to see the same on their machine; of a few red files, these alone. */
export function reproduction({ stage, tests }: StageOutcome): string {
  const files = tests?.failedFiles ?? [];
  const some = files.length > 0 && files.length <= NAMED_FILES ? ` -- ${files.join(' ')}` : '';
  return `npm run ${stage.script}${some}`;
}

/** Stage, duration, result, a line each; each red one with what reproduces it. */
export function outcomeTable(outcomes: readonly StageOutcome[]): string {
  const rows = outcomes.map((outcome) => [
    outcome.stage.name,
    `${(outcome.milliseconds / 1000).toFixed(1)} s`,
    resultOf(outcome),
  ]);
  const head = ['stage', 'duration', 'result'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd();
  const red = outcomes.filter(({ exitCode }) => exitCode !== 0);
  return [
    line(head),
    ...rows.map(line),
    ...red.map((outcome) => `${outcome.stage.name} is red; reproduce: ${reproduction(outcome)}`),
  ].join('\n');
}

function resultOf({ exitCode, tests }: StageOutcome): string {
  const counts =
    tests === null
      ? []
      : [
          `${tests.passed} passed`,
          ...(tests.failed > 0 ? [`${tests.failed} failed`] : []),
          ...(tests.skipped > 0 ? [`${tests.skipped} skipped`] : []),
        ];
  return [exitCode === 0 ? 'green' : `RED (exit ${exitCode})`, ...counts].join(', ');
}

/** The exit code of the whole: of the worst stage. */
export function worstExit(outcomes: readonly StageOutcome[]): number {
  return Math.max(0, ...outcomes.map(({ exitCode }) => exitCode));
}
