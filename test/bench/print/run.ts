import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';
import { EVERYTHING, PLAIN, contenders } from './contenders.ts';
import type { Contender } from './contenders.ts';
import { verdictLine, verdicts } from './goals.ts';
import { LETTER_SETS, REAL_LETTERS, letterSet } from './letter-set.ts';
import type { LetterSetName } from './letter-set.ts';
import { measure, median } from './measure.ts';
import type { Measurement } from './measure.ts';
import { resultOf, tableOf } from './result.ts';
import type { Result } from './result.ts';

const HELP = `npm run bench:print -- [options]
  --quick             200 letters only
  --sizes 200,2000    numbers of letters (default 200,2000,10000)
  --runs N            runs of each program; the median counts (default 3)
  --set real|generated  variants of letters by five real producers, or letters that this repository makes alone
  --peers a,b         only peers whose name contains one of these; none: only us
  --cut-off N         a peer is stopped when it has taken N times as long as we did, and does not run again (default 30)
  --json FILE         the figures go there too
  --most-letters N    above this number only what the figures name: mutool, and ours plain and with everything on (default 2000)
`;

const CACHE = 'bench-data/print';
/** Shorter than that no peer is stopped. */
const LEAST_SECONDS = 10;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '200,2000,10000' },
    runs: { type: 'string', default: '3' },
    set: { type: 'string' },
    peers: { type: 'string' },
    'cut-off': { type: 'string', default: '30' },
    'most-letters': { type: 'string', default: '2000' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const set = chosenSet();
  const sizes = values.quick ? [200] : values.sizes.split(',').map(Number);
  process.env['NODE_COMPILE_CACHE'] = join(process.cwd(), CACHE, 'compiled');
  process.stdout.write(
    `${new Date().toISOString()}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'processor'}, Node ${process.version}\n`,
  );
  const all: Result[] = [];
  for (const size of sizes) {
    const letters = await letterSet(set, size, CACHE);
    const input = letters.reduce((sum, path) => sum + statSync(path).size, 0);
    const isLarge = size > Number(values['most-letters']);
    const turns = contenders(wantedPeers(isLarge), isLarge ? [PLAIN, EVERYTHING] : null);
    const results = compare(letters, turns);
    const load = loadavg()[0]?.toFixed(1) ?? '?';
    process.stdout.write(
      `\n${size} letters (${set}), ${(input / 1e6).toFixed(0)} MB, medians of ${values.runs}, load at the end ${load}\n`,
    );
    process.stdout.write(tableOf(results, input));
    all.push(...results);
  }
  const judged = verdicts(all);
  process.stdout.write(`\n${judged.map(verdictLine).join('')}`);
  if (values.json !== undefined)
    writeFileSync(values.json, JSON.stringify({ set, results: all, verdicts: judged }));
}

function chosenSet(): LetterSetName {
  const name = values.set ?? (existsSync(REAL_LETTERS) ? 'real' : 'generated');
  const set = LETTER_SETS.find((known) => known === name);
  if (set === undefined)
    throw new Error(`Expected --set to be one of ${LETTER_SETS.join(', ')}, got \`${name}\`.`);
  return set;
}

function wantedPeers(isLarge: boolean): readonly string[] | null {
  const wanted = values.peers?.split(',') ?? null;
  if (!isLarge) return wanted;
  return wanted === null || wanted.some((part) => 'mutool merge'.includes(part)) ? ['mutool'] : [];
}

/** In turns, so that what else the machine does strikes all of them alike. */
function compare(letters: readonly string[], all: readonly Contender[]): readonly Result[] {
  mkdirSync(CACHE, { recursive: true });
  const list = join(CACHE, 'letters.txt');
  const output = join(CACHE, 'output.pdf');
  writeFileSync(list, letters.map((path) => `${path}\t${pagesOf(path)}`).join('\n'));
  const measured = new Map<Contender, Measurement[]>(all.map((contender) => [contender, []]));
  for (let run = 0; run < Number(values.runs); run += 1) {
    for (const [contender, runs] of measured) {
      if (runs.some(({ wasCutOff }) => wasCutOff)) continue;
      const most = contender.isPeer ? patience(measured) : Infinity;
      runs.push(measure(contender.command, contender.args(letters, list, output), output, most));
    }
  }
  return [...measured].map(([contender, runs]) => resultOf(contender, letters.length, runs));
}

/** Seconds that a peer may take. */
function patience(measured: ReadonlyMap<Contender, readonly Measurement[]>): number {
  const ours = [...measured].find(([{ name }]) => name === PLAIN)?.[1] ?? [];
  return Math.max(LEAST_SECONDS, Number(values['cut-off']) * median(ours.map(({ seconds }) => seconds)));
}

/** As the ledger knows them by the time of printing. */
function pagesOf(path: string): number {
  const inspection = inspectPdf(readFileSync(path), DEFAULT_PDF_LIMITS);
  if (!inspection.fit) throw new Error(`${path}: ${inspection.finding.message}`);
  return inspection.pages;
}
