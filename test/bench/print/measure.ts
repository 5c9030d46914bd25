import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';

export interface Measurement {
  /** Of the whole process, its start included. */
  readonly seconds: number;
  /** Peak resident memory; null where GNU time is not installed. */
  readonly megabytes: number | null;
  readonly outputBytes: number;
  readonly stdout: string;
}

const GNU_TIME = '/usr/bin/time';

/** Runs a process to its end. @throws Error with what it said when it fails. */
export function measure(command: string, args: readonly string[], output: string): Measurement {
  rmSync(output, { force: true });
  const report = `${output}.time`;
  const timed = existsSync(GNU_TIME) ? [GNU_TIME, '-f', '%M', '-o', report, command] : [command];
  const [program = command, ...before] = timed;
  const start = performance.now();
  const { status, error, stdout, stderr } = spawnSync(program, [...before, ...args], {
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  const seconds = (performance.now() - start) / 1000;
  // qpdf says by 3 that it mended something.
  if (error !== undefined || (status !== 0 && status !== 3)) {
    throw new Error(`${command} failed: ${error?.message ?? stderr.slice(0, 500)}`);
  }
  const megabytes = existsSync(report)
    ? Number(readFileSync(report, 'utf8').trim().split('\n').at(-1)) / 1024
    : null;
  rmSync(report, { force: true });
  return { seconds, megabytes, outputBytes: statSync(output).size, stdout };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
