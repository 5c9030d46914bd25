import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { writeFormatted } from './write-formatted.ts';
import type { Goal, Table } from './section.ts';

/** On what a section was measured: sections may come from different days and machines. */
export interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Of the program, as git describes it; null outside of a repository. */
  readonly commit: string | null;
}

export interface MeasuredSection {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** ISO 8601, when it ended. */
  readonly at: string;
  readonly minutes: number;
  /** Processes that wanted a processor, over a minute, at its beginning and end: its own are among them. */
  readonly load: readonly [number, number];
  readonly machine: Machine;
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly figures: unknown;
}

/** All sections that were ever measured, each as it was measured last. */
export interface BenchmarkRecord {
  readonly format: 'postausgang-benchmarks/1';
  readonly sections: Readonly<Record<string, MeasuredSection>>;
}

export function readRecord(file: string): BenchmarkRecord {
  if (!existsSync(file)) return { format: 'postausgang-benchmarks/1', sections: {} };
  return JSON.parse(readFileSync(file, 'utf8')) as BenchmarkRecord;
}

/** Written after each section: a machine whose sessions are short loses the one under way at most. */
export async function addToRecord(file: string, section: MeasuredSection): Promise<void> {
  const { format, sections } = readRecord(file);
  const record: BenchmarkRecord = { format, sections: { ...sections, [section.name]: section } };
  await writeFormatted(file, JSON.stringify(record));
}

export function currentLoad(): number {
  return Number((loadavg()[0] ?? 0).toFixed(1));
}

export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release().split('-')[0] ?? ''}`,
    node: process.version,
    commit: commit(),
  };
}

function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return null;
  }
}
