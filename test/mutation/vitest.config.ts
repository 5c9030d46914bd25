import { defineConfig } from 'vitest/config';
import { PART_VARIABLE, PARTS } from './parts.ts';

// oxlint-disable-next-line import/no-default-export -- so vitest reads it
export default defineConfig({
  test: {
    include: [...(PARTS[process.env[PART_VARIABLE] ?? '']?.tests ?? [])],
    // Thousands of random facts for each mutant would take days; what only they notice lacks an example that says so.
    exclude: ['**/*.property.test.ts'],
    isolate: false,
    testTimeout: 60_000,
  },
});
