/** A part of `npm test`: one npm script, run by itself when it is red. */
export interface Stage {
  readonly name: string;
  /** The npm script that is this stage, here and on anybody's machine. */
  readonly script: string;
}

/** A stage of test files: a project of vitest. */
export interface TestStage extends Stage {
  /** Globs from the root of the project; of `unit`, what all others leave. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** What is looked at without being run. They read the same files at the same time: none of them needs both processors. */
export const STATIC_STAGES: readonly Stage[] = [
  { name: 'format', script: 'format:check' },
  { name: 'lint', script: 'lint' },
  { name: 'types', script: 'types' },
];

/** Known vulnerabilities: asks the registry, and says so where that does not answer. */
export const AUDIT_STAGE: Stage = { name: 'audit', script: 'audit' };

const E2E = [
  'test/demo/run-demo.test.ts',
  'test/end-to-end/**/*.test.ts',
  'test/jobs/**/*.test.ts',
  'test/upgrade/**/*.test.ts',
];

/** Inputs that nobody wrote by hand: mutated, generated, collected elsewhere. */
const FUZZ = [
  'test/fuzz/**/*.test.ts',
  'test/**/*.property.test.ts',
  'test/email/bounce/hostile.test.ts',
  'test/print/pdf/corpus.test.ts',
];

/** Whole nights under fire: killed processes, failing surroundings, all orders of two workers, a month of nights. */
const REHEARSAL = ['test/model/**/*.test.ts', 'test/rehearsal/**/*.test.ts', 'test/soak/**/*.test.ts'];

/** Killed nights on a server, in the stage `sql-server` alone: on SQLite the rehearsal kills them, and more. */
export const ON_A_SERVER_ONLY: readonly string[] = ['test/crash/**/*.test.ts'];

const BROWSER = ['test/**/*.browser.test.ts'];

/** In this order; each file of the tests belongs to exactly one. */
export const TEST_STAGES: readonly TestStage[] = [
  {
    name: 'unit',
    script: 'test:unit',
    include: ['test/**/*.test.ts'],
    exclude: [...E2E, ...FUZZ, ...REHEARSAL, ...BROWSER, ...ON_A_SERVER_ONLY],
  },
  { name: 'e2e', script: 'test:e2e', include: E2E, exclude: [] },
  { name: 'fuzz', script: 'test:fuzz', include: FUZZ, exclude: [] },
  { name: 'rehearsal', script: 'test:rehearsal', include: REHEARSAL, exclude: [] },
  { name: 'browser', script: 'test:browser', include: BROWSER, exclude: [] },
];

/**
 * What opens a database once more, on the server that POSTAUSGANG_TEST_MSSQL names (docs/sql-server.md); without one
 * there is no such stage.
 */
const SERVER_STAGES: readonly Stage[] =
  (process.env['POSTAUSGANG_TEST_MSSQL'] ?? '') === ''
    ? []
    : [{ name: 'sql-server', script: 'test:sql-server' }];

/** Stages that vitest runs, one after the other: each wants all processors. */
export const VITEST_STAGES: readonly Stage[] = [...TEST_STAGES, ...SERVER_STAGES];

/** All of `npm test`, in the order of its table. */
export const STAGES: readonly Stage[] = [...STATIC_STAGES, ...VITEST_STAGES, AUDIT_STAGE];
