import type { Measurement } from './measure.ts';

/** One figure of the soak: its mean in each third of the nights. */
export interface Course {
  readonly what: string;
  readonly unit: 'rows' | 'bytes' | 'ms' | 'files';
  readonly thirds: readonly [number, number, number];
}

/** The middle third against the last: what has come to rest stays within this share, beside the noise of single rows. */
const FLAT_WITHIN = 1.1;
const NOISE = 5;

/** Rows of each table, files of each folder, the ledger's file, and the time of a night. */
export function coursesOf(measurements: readonly Measurement[]): readonly Course[] {
  const course = (
    what: string,
    unit: Course['unit'],
    figureOf: (measurement: Measurement) => number,
  ): Course => ({ what, unit, thirds: thirdsOf(measurements.map(figureOf)) });
  const last = measurements.at(-1);
  const tables = Object.keys(last?.rows ?? {});
  const folders = [...new Set(measurements.flatMap((each) => Object.keys(each.folders)))].sort();
  return [
    ...tables.map((table) => course(table, 'rows', ({ rows }) => rows[table] ?? 0)),
    ...folders.map((name) => course(name, 'files', (each) => each.folders[name]?.files ?? 0)),
    ...folders.map((name) => course(name, 'bytes', (each) => each.folders[name]?.bytes ?? 0)),
    course('the ledger’s file', 'bytes', ({ file }) => file),
    course('a nightly run', 'ms', ({ duration }) => duration),
  ];
}

/** Whether it has come to rest. */
export function isFlat({ thirds: [, middle, last] }: Course): boolean {
  return last <= middle * FLAT_WITHIN + NOISE;
}

/** The median of each third: one slow night tells nothing. */
function thirdsOf(figures: readonly number[]): readonly [number, number, number] {
  const length = Math.floor(figures.length / 3);
  const third = (index: number): number => median(figures.slice(index * length, (index + 1) * length));
  return [third(0), third(1), third(2)];
}

function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? 0;
}
