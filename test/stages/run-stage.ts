import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { StageOutcome, TestCounts } from './outcome.ts';
import type { Stage } from './stages.ts';

/** What a stage without an exit code of its own (a signal, a missing npm) counts as. */
const DIED = 1;

/**
 * Runs the npm script of a stage as somebody who reproduces it would.
 *
 * @param options.root the folder of package.json
 * @param options.countsTests whether it is vitest, which is asked to count
 * @param options.buffered keep its output together, for one of several at a time
 */
export async function runStage(
  stage: Stage,
  options: { readonly root: string; readonly countsTests: boolean; readonly buffered: boolean },
): Promise<StageOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'postausgang-stage-'));
  const report = join(folder, 'report.json');
  const counting = ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const startedAt = performance.now();
  try {
    const exitCode = await runScript(stage, options.countsTests ? counting : [], options);
    const milliseconds = performance.now() - startedAt;
    return {
      stage,
      exitCode,
      milliseconds,
      tests: options.countsTests ? readCounts(report, options.root) : null,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runScript(
  { name, script }: Stage,
  args: readonly string[],
  { root, buffered }: { readonly root: string; readonly buffered: boolean },
): Promise<number> {
  const child = spawn('npm', ['run', '--silent', script, ...args], {
    cwd: root,
    stdio: ['ignore', buffered ? 'pipe' : 'inherit', buffered ? 'pipe' : 'inherit'],
    // npm is a script on Windows, which nothing but a shell starts.
    shell: process.platform === 'win32',
  });
  const said: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  if (!buffered) console.log(`\n▶ ${name}: npm run ${script}`);
  const code = await once(child, 'close').then(
    ([exitCode]: unknown[]) => (typeof exitCode === 'number' ? exitCode : DIED),
    (error: unknown) => {
      said.push(Buffer.from(`npm could not be started: ${String(error)}\n`));
      return DIED;
    },
  );
  if (buffered) console.log(`\n▶ ${name}: npm run ${script}\n${Buffer.concat(said).toString().trimEnd()}`);
  return code;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

function readCounts(file: string, root: string): TestCounts | null {
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numTotalTests - report.numPassedTests - report.numFailedTests,
    failedFiles: report.testResults
      .filter(({ status }) => status === 'failed')
      .map(({ name }) => relative(root, name)),
  };
}
