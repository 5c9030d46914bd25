import { defineConfig } from 'vitest/config';
import { TEST_STAGES } from './test/stages/stages.ts';

/** A connection string of a SQL Server on which the tests are to run as well (docs/sql-server.md). */
const server = process.env['POSTAUSGANG_TEST_MSSQL'] ?? '';

/** What opens a database. Written once, it runs on SQLite always, and besides on the server where there is one. */
const ON_A_DATABASE = [
  'test/{batch,crash,dispatch,end-to-end,ledger,operations,upgrade}/**/*.test.ts',
  'test/jobs/{operations,schedule}-process.test.ts',
  'test/{bounce-desk,email-route}.test.ts',
];

const onServer = {
  // Drops what the tests made there.
  globalSetup: 'test/support/sql-server/drop-databases.ts',
  include: ON_A_DATABASE,
  exclude: [
    'node_modules/**',
    // The demo's insurer is a file.
    'test/end-to-end/demo-night.test.ts',
    // Views of SQLite; what the doctor finds on a server is asked by test/jobs/operations-process.test.ts.
    'test/operations/doctor.test.ts',
  ],
  // Babelfish takes up to a second for each new connection, and a process opens several.
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

/** One project a stage of `npm test`; a stage without a single file fails. */
const stages = TEST_STAGES.map(({ name, include, exclude }) => ({
  extends: true as const,
  test: {
    name,
    include: [...include],
    exclude: ['node_modules/**', ...exclude],
    env: { POSTAUSGANG_TEST_MSSQL: '' },
  },
}));

export default defineConfig({
  test: {
    // Child processes, real TLS and real PDFs: a slow machine must not turn a green test red.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Vitest leaves one of two processors to itself, which doubles the time where there are no more.
    maxWorkers: 2,
    projects:
      server === ''
        ? stages
        : [...stages, { extends: true as const, test: { name: 'sql-server', ...onServer } }],
  },
});
