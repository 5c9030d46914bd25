import { join } from 'node:path';
import { clausesWithoutTest, clauseTests } from './clause-tests.ts';

/** Each clause with the tests that name it: `npm run clauses [-- folder]`. Exit 1 when one has none. */
const tests = clauseTests(process.argv[2] ?? join(import.meta.dirname, '..'));
for (const [clause, named] of tests) {
  console.log(`${clause}  ${named.length === 0 ? 'NO TEST' : `${named.length} tests`}`);
  for (const { file, title } of named) console.log(`    ${file}: ${title}`);
}
const missing = clausesWithoutTest(tests);
console.log(
  missing.length === 0
    ? `\nEach of the ${tests.size} clauses has a test.`
    : `\nWithout a test: ${missing.join(', ')}.`,
);
process.exitCode = missing.length === 0 ? 0 : 1;
