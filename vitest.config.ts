import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Drops what the tests made on a server under test (POSTAUSGANG_TEST_MSSQL).
    globalSetup: 'test/support/sql-server/drop-databases.ts',
    // Child processes, real TLS and real PDFs: a slow machine must not turn a green test red.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Vitest leaves one of two processors to itself, which doubles the time where there are no more.
    maxWorkers: 2,
  },
});
