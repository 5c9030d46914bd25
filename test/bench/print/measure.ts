import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';

export interface Measurement {
  /** Of the whole process, its start included. */
  readonly seconds: number;
  /** Of all its threads; hardly depends on what else the machine does. Null where GNU time is not installed. */
  readonly cpuSeconds: number | null;
  /** It was stopped before its end: what it took is what it takes at least. */
  readonly wasCutOff: boolean;
  /** Peak resident memory; null where GNU time is not installed. */
  readonly megabytes: number | null;
  /** Null when it was stopped. */
  readonly outputBytes: number | null;
  readonly stdout: string;
}

const GNU_TIME = '/usr/bin/time';
/** Of coreutils; it ends the program itself, where a time limit of ours would only end the one that measures it. */
const TIMEOUT = '/usr/bin/timeout';
/** Exit codes of `timeout` when a program ended at its request, and when it had to be killed. */
const STOPPED: ReadonlySet<number | null> = new Set([124, 137]);

/**
 * Runs a process to its end, or for as many seconds.
 * @throws Error with what it said when it fails.
 */
export function measure(
  command: string,
  args: readonly string[],
  output: string,
  mostSeconds = Infinity,
): Measurement {
  rmSync(output, { force: true });
  const report = `${output}.time`;
  const limited = Number.isFinite(mostSeconds) && existsSync(TIMEOUT);
  const words = [
    ...(existsSync(GNU_TIME) ? [GNU_TIME, '-f', '%M %U %S', '-o', report] : []),
    ...(limited ? [TIMEOUT, '--kill-after=5', mostSeconds.toFixed(1)] : []),
    command,
    ...args,
  ];
  const [program = command, ...rest] = words;
  const start = performance.now();
  const { status, error, stdout, stderr } = spawnSync(program, rest, {
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  const seconds = (performance.now() - start) / 1000;
  const wasCutOff = limited && STOPPED.has(status);
  // qpdf says by 3 that it mended something.
  if (error !== undefined || (status !== 0 && status !== 3 && !wasCutOff)) {
    throw new Error(`${command} failed: ${error?.message ?? stderr.slice(0, 500)}`);
  }
  const outputBytes = wasCutOff ? null : statSync(output).size;
  return { seconds, wasCutOff, ...usageIn(report), outputBytes, stdout };
}

/** What GNU time wrote, in its last line. */
function usageIn(report: string): Pick<Measurement, 'megabytes' | 'cpuSeconds'> {
  if (!existsSync(report)) return { megabytes: null, cpuSeconds: null };
  const line = readFileSync(report, 'utf8').trim().split('\n').at(-1) ?? '';
  rmSync(report);
  const [kilobytes = Number.NaN, user = Number.NaN, system = Number.NaN] = line.split(' ').map(Number);
  return { megabytes: kilobytes / 1024, cpuSeconds: user + system };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
