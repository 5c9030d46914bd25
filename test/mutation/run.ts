import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { PART_VARIABLE, PARTS } from './parts.ts';

/**
 * Mutation testing: docs/mutation.md. Everything, or what is named: `npm run mutation -- plan`,
 * `npm run mutation -- --mutate src/domain/**`. Exit 1 where a part scores below the threshold.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mutate: { type: 'string', multiple: true }, force: { type: 'boolean' } },
});
// A shell that expands `src/domain/**` leaves all files but the first one as positionals.
const wished = [...(values.mutate ?? []), ...positionals];

let files = 0;
for (const [name, part] of Object.entries(PARTS)) {
  const own = globSync([...part.mutate]).filter(
    (file) => wished.length === 0 || wished.some((wish) => wish === name || matchesGlob(file, wish)),
  );
  if (own.length === 0) continue;
  files += own.length;
  process.env[PART_VARIABLE] = name;
  await new Stryker({
    configFile: 'test/mutation/stryker.config.json',
    mutate: own,
    force: values.force ?? false,
    incrementalFile: `mutation/${name}.json`,
    jsonReporter: { fileName: `mutation/${name}-report.json` },
    htmlReporter: { fileName: `mutation/${name}.html` },
  }).runMutationTest();
}
if (files === 0) {
  console.error(
    `Expected one of ${Object.keys(PARTS).join(', ')} or files of theirs, got ${wished.join(' ')}.`,
  );
  process.exitCode = 64;
}
