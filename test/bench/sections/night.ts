import { count, megabytes, milliseconds, percent, seconds, times } from '../page/numbers.ts';
import type { Goal, Section, Table } from '../page/section.ts';
import { measureNight, REPLY_LATENCY, type NightFigures } from '../night/measure-night.ts';

/** Nights by their number of documents, each as it was measured last. */
type Nights = Readonly<Record<string, NightFigures>>;

const SIZES = [10_000, 100_000] as const;
const QUICK = 500;
const MOST_TIMES_THE_FLOOR = 3;
const MOST_BYTES = 400e6;
/** What still counts as flat and as linear: ten times the documents, so much more memory and time a document. */
const FLAT = 1.2;
const LINEAR = 1.15;

export const nightSection: Section = {
  name: 'night',
  title: 'The whole night',
  about: `The real command line, \`nightly\`, on an insurer whose core database holds each PDF as a blob: 70 % print with a Data Matrix, 30 % e-mail over TLS to a server in another process that replies ${REPLY_LATENCY} ms after the dot, ledger on SQLite, results written back. The letters are by several producers; those for print are 10,000 different ones in turns (no two alike in one print file), those for e-mail 200. The floor beside it: the same letters for print copied and flushed, then the same number of messages with the same PDFs written by a plain SMTP client over the same number of connections. The night counts only if each document left exactly once, by the server’s and the letter shop’s own records.`,
  measure: async ({ quick, documents, connections, before }) => {
    const sizes = documents !== null ? [documents] : quick ? [QUICK] : SIZES;
    const nights: Record<string, NightFigures> = { ...(quick ? {} : (before as Nights | undefined)) };
    for (const size of sizes) nights[size] = await measureNight({ documents: size, connections });
    const all = Object.values(nights).sort((a, b) => a.documents - b.documents);
    return {
      tables: [besideFloor(all), perDocument(all), shares(all)],
      goals: goalsOf(all),
      figures: nights,
    };
  },
};

function floorOf({ floor }: NightFigures): number {
  return floor.copySeconds + floor.smtpSeconds;
}

function besideFloor(nights: readonly NightFigures[]): Table {
  return {
    title: 'Nights beside their floor, whole processes',
    columns: [
      'documents',
      'connections',
      'night',
      'floor: copy',
      'floor: SMTP',
      'night / floor',
      'load',
      'day',
    ],
    rows: nights.map((night) => [
      count(night.documents),
      String(night.connections),
      seconds(night.seconds),
      seconds(night.floor.copySeconds),
      seconds(night.floor.smtpSeconds),
      times(night.seconds / floorOf(night)),
      `${night.load[0]} to ${night.load[1]}`,
      night.at.slice(0, 10),
    ]),
  };
}

function perDocument(nights: readonly NightFigures[]): Table {
  return {
    title: 'What a document takes',
    columns: ['documents', 'time', 'CPU', 'CPU of the floor', 'peak RSS', 'ledger', 'print files / PDFs'],
    rows: nights.map((night) => [
      count(night.documents),
      milliseconds((1000 * night.seconds) / night.documents),
      milliseconds((1000 * night.cpuSeconds) / night.documents),
      milliseconds((1000 * night.floor.cpuSeconds) / night.documents),
      megabytes(night.peakBytes),
      `${(night.ledgerBytes / night.documents / 1000).toFixed(1)} KB`,
      percent(night.printFileBytes / night.floor.copiedBytes),
    ]),
  };
}

function shares(nights: readonly NightFigures[]): Table {
  const steps = [...new Set(nights.flatMap((night) => Object.keys(night.steps)))];
  return {
    title:
      'Shares of the steps, by the run’s own record; the rest is the start, the books, the audit chain and the report',
    columns: ['documents', ...steps, 'the rest'],
    rows: nights.map((night) => {
      const taken = steps.map((step) => night.steps[step] ?? 0);
      const rest = night.seconds - taken.reduce((sum, each) => sum + each, 0);
      return [
        count(night.documents),
        ...[...taken, rest].map(
          (each) => `${seconds(each)} (${((100 * each) / night.seconds).toFixed(0)} %)`,
        ),
      ];
    }),
  };
}

function goalsOf(nights: readonly NightFigures[]): readonly Goal[] {
  const [few, many] = SIZES.map((size) => nights.find(({ documents }) => documents === size));
  const last = nights.at(-1);
  const peak = Math.max(...nights.map(({ peakBytes }) => peakBytes));
  const goals: Goal[] = [
    {
      goal: `${count(last?.documents ?? 0)} documents within ${MOST_TIMES_THE_FLOOR}× of the floor`,
      got: last === undefined ? '' : times(last.seconds / floorOf(last)),
      reached: last === undefined ? null : last.seconds / floorOf(last) <= MOST_TIMES_THE_FLOOR,
    },
    { goal: 'peak RSS below 400 MB', got: megabytes(peak), reached: peak < MOST_BYTES },
  ];
  if (few === undefined || many === undefined) return goals;
  const memory = many.peakBytes / few.peakBytes;
  const cpu = many.cpuSeconds / many.documents / (few.cpuSeconds / few.documents);
  return [
    ...goals,
    { goal: 'peak RSS flat from 10,000 to 100,000 documents', got: times(memory), reached: memory <= FLAT },
    {
      goal: 'CPU a document linear from 10,000 to 100,000 documents',
      got: times(cpu),
      reached: cpu <= LINEAR,
    },
  ];
}
