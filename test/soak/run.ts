import { parseArgs } from 'node:util';
import { nightsOf } from './calendar.ts';
import { growthOf } from './growth.ts';
import { growsWithDocuments } from './query-plans.ts';
import { runSoak } from './soak.ts';
import { coursesOf, isFlat, type Course } from './thirds.ts';

/**
 * `npm run soak -- --nights 30 --documents 60`: as many nights, spread over six simulated years, with a retention of one
 * year. Exit 1 when something was lost or left twice, or when a statement of a night reads a large table from end to end.
 */
const { values } = parseArgs({
  options: { nights: { type: 'string', default: '30' }, documents: { type: 'string', default: '60' } },
});
const YEARS = 6;
/** With more, ten would go to one domain that fails, and the circuit breaker would hold them each night anew. */
const MOST_DOCUMENTS = 180;
if (Number(values.documents) > MOST_DOCUMENTS) {
  throw new RangeError(`--documents: expected at most ${MOST_DOCUMENTS}, got ${values.documents}.`);
}
const perYear = Math.max(1, Math.round(Number(values.nights) / YEARS));
const { measurements, faults, reads } = await runSoak({
  nights: nightsOf(2027, YEARS, perYear),
  documents: Number(values.documents),
  onNight: ({ night, duration, rows, file }) =>
    console.log(
      `${night}  ${Math.round(duration)} ms  ${rows['dispatch']} dispatches, ${rows['removed_dispatch']} of them emptied  ledger ${(file / 1e6).toFixed(2)} MB`,
    ),
});

const courses = coursesOf(measurements);
console.log('\nMedians of the first, the middle and the last third of the nights:');
for (const course of courses.filter(({ thirds }) => thirds.some((third) => third > 0))) {
  console.log(`  ${lineOf(course)}`);
}
console.log('\nBytes that a document leaves for good, by table with its indexes:');
const growth = growthOf(measurements, perYear);
for (const { table, bytesPerDocument } of growth) console.log(`  ${table}: ${bytesPerDocument.toFixed(0)}`);
console.log(`  together: ${growth.reduce((sum, each) => sum + each.bytesPerDocument, 0).toFixed(0)}`);
const slow = reads.filter(growsWithDocuments);
console.log(
  `\nStatements that read a table of the aged ledger from end to end which grows with the documents: ${slow.length}`,
);
for (const { step, sql } of slow) console.log(`  ${step}: ${sql}`);
console.log(`\nBy the records of relay and shop: ${faults.length === 0 ? 'each document left once.' : ''}`);
for (const fault of faults) console.log(`  ${fault}`);
process.exitCode = faults.length + slow.length > 0 ? 1 : 0;

function lineOf(course: Course): string {
  const { what, unit, thirds } = course;
  const [, middle, last] = thirds;
  const ratio = middle === 0 ? '' : `, last to middle ${(last / middle).toFixed(2)}`;
  return `${what}: ${thirds.map((third) => Math.round(third)).join(' → ')} ${unit}${ratio}${unit === 'ms' || isFlat(course) ? '' : '  GROWS'}`;
}
