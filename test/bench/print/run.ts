import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';
import { LETTER_SETS, REAL_LETTERS, letterSet } from './letter-set.ts';
import type { LetterSetName } from './letter-set.ts';
import { measure, median } from './measure.ts';
import type { Measurement } from './measure.ts';
import { installedPeers } from './peers.ts';

const HELP = `npm run bench:print -- [options]
  --quick             200 letters only
  --sizes 200,2000    numbers of letters (default 200,2000,10000)
  --runs N            runs of each program; the median counts (default 3)
  --set real|generated  variants of letters by five real producers, or letters that this repository makes alone
  --peers a,b         only peers whose name contains one of these; none: only us
  --most-letters N    peers run up to this number of letters (default 2000; 10,000 take some of them minutes)
`;

/** Ours in its shapes: the same work as the peers', and with what a night adds. */
const OURS = [
  { name: 'postausgang', args: [] },
  { name: 'postausgang, preflight', args: ['--preflight'] },
  { name: 'postausgang, preflight, marks', args: ['--preflight', '--marks'] },
  { name: 'postausgang, preflight, marks, verification', args: ['--preflight', '--marks', '--verify'] },
] as const;
const EVERYTHING = OURS[3].name;
/** As the job starts: scripts are compiled once, and the young generation is kept small (jobs/postausgang.mjs). */
const NODE_ARGS = ['--max-semi-space-size=4'] as const;
const CACHE = 'bench-data/print';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '200,2000,10000' },
    runs: { type: 'string', default: '3' },
    set: { type: 'string' },
    peers: { type: 'string' },
    'most-letters': { type: 'string', default: '2000' },
    help: { type: 'boolean', default: false },
  },
});

interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: (letters: readonly string[], list: string, output: string) => readonly string[];
  readonly isPeer: boolean;
}

if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const set = chosenSet();
  const sizes = values.quick ? [200] : values.sizes.split(',').map(Number);
  process.env['NODE_COMPILE_CACHE'] = join(process.cwd(), CACHE, 'compiled');
  for (const size of sizes) {
    const letters = await letterSet(set, size, CACHE);
    const input = letters.reduce((sum, path) => sum + statSync(path).size, 0);
    process.stdout.write(`\n${size} letters (${set}), ${megabytes(input)} MB, medians of ${values.runs}\n`);
    report(compare(letters, contenders(size)), input);
  }
}

function chosenSet(): LetterSetName {
  const name = values.set ?? (existsSync(REAL_LETTERS) ? 'real' : 'generated');
  const set = LETTER_SETS.find((known) => known === name);
  if (set === undefined)
    throw new Error(`Expected --set to be one of ${LETTER_SETS.join(', ')}, got \`${name}\`.`);
  return set;
}

function contenders(size: number): readonly Contender[] {
  const writer = join(import.meta.dirname, 'write-letters.ts');
  const ours = OURS.map(({ name, args }) => ({
    name,
    command: process.execPath,
    args: (_letters: readonly string[], list: string, output: string) => [
      ...NODE_ARGS,
      writer,
      '--list',
      list,
      '--output',
      output,
      ...args,
    ],
    isPeer: false,
  }));
  if (size > Number(values['most-letters'])) return ours;
  const wanted = values.peers?.split(',') ?? [''];
  const peers = installedPeers().filter(({ name }) => wanted.some((part) => name.includes(part)));
  return [...ours, ...peers.map((peer) => ({ ...peer, isPeer: true }))];
}

/** In turns, so that what else the machine does strikes all of them alike. */
function compare(
  letters: readonly string[],
  all: readonly Contender[],
): ReadonlyMap<Contender, readonly Measurement[]> {
  mkdirSync(CACHE, { recursive: true });
  const list = join(CACHE, 'letters.txt');
  const output = join(CACHE, 'output.pdf');
  writeFileSync(list, letters.map((path) => `${path}\t${pagesOf(path)}`).join('\n'));
  const measured = new Map<Contender, Measurement[]>(all.map((contender) => [contender, []]));
  for (let run = 0; run < Number(values.runs); run += 1) {
    for (const contender of all) {
      const measurement = measure(contender.command, contender.args(letters, list, output), output);
      measured.get(contender)?.push(measurement);
    }
  }
  return measured;
}

/** As the ledger knows them by the time of printing. */
function pagesOf(path: string): number {
  const inspection = inspectPdf(readFileSync(path), DEFAULT_PDF_LIMITS);
  if (!inspection.fit) throw new Error(`${path}: ${inspection.finding.message}`);
  return inspection.pages;
}

function report(measured: ReadonlyMap<Contender, readonly Measurement[]>, input: number): void {
  const rows = [...measured].map(([contender, runs]) => ({
    contender,
    seconds: median(runs.map(({ seconds }) => seconds)),
    rss: median(runs.map((run) => run.megabytes ?? Number.NaN)),
    bytes: median(runs.map(({ outputBytes }) => outputBytes)),
    working: contender.isPeer ? null : median(runs.map(({ stdout }) => secondsOf(stdout))),
  }));
  const [plain] = rows;
  const full = rows.find(({ contender }) => contender.name === EVERYTHING);
  if (plain === undefined || full === undefined) return;
  const width = Math.max(...rows.map(({ contender }) => contender.name.length));
  for (const { contender, seconds, rss, bytes, working } of rows) {
    const cells = [
      contender.name.padEnd(width),
      `${seconds.toFixed(2)} s`.padStart(9),
      working === null ? ''.padStart(23) : `${working.toFixed(2)} s without start`.padStart(23),
      `${rss.toFixed(0)} MB RSS`.padStart(12),
      `${megabytes(bytes)} MB out (${((100 * bytes) / input).toFixed(0)} %)`.padStart(18),
    ];
    const ratios = contender.isPeer
      ? [
          `we: ${(seconds / plain.seconds).toFixed(1)}× as fast, ${(seconds / full.seconds).toFixed(1)}× with everything on,`,
          `${(plain.bytes / bytes).toFixed(2)}× the size`,
        ]
      : [];
    process.stdout.write(`${[...cells, ...ratios].join('  ').trimEnd()}\n`);
  }
}

/** What the process itself measured, from its first line on. */
function secondsOf(stdout: string): number {
  const parsed: unknown = JSON.parse(stdout);
  return typeof parsed === 'object' && parsed !== null && 'seconds' in parsed
    ? Number(parsed.seconds)
    : Number.NaN;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
