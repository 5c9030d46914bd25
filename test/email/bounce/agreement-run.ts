import { agreementOf, compareCorpus, CORPUS } from './agreement.ts';

// `npm run bounces:agreement [folder]`: a folder with `expected.csv` and the mails that it names.
const comparisons = compareCorpus(process.argv[2] ?? CORPUS);
for (const { file, expectedKind, kind, expectedStatus, status, agrees } of comparisons) {
  if (agrees.kind && agrees.status) continue;
  process.stdout.write(
    `${file}: expected ${expectedKind} ${expectedStatus ?? '-'}, got ${kind} ${status ?? '-'}\n`,
  );
}
const { lines, kind, kindAndStatus, falseFailures } = agreementOf(comparisons);
const share = (part: number): string => `${part} of ${lines} (${((100 * part) / lines).toFixed(1)} %)`;
process.stdout.write(
  `kind ${share(kind)} · kind and status ${share(kindAndStatus)} · taken for a failure that is none: ${falseFailures}\n`,
);
process.exitCode = kindAndStatus / lines >= 0.98 && falseFailures === 0 ? 0 : 1;
