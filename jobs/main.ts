import { readFileSync } from 'node:fs';
import { InterruptedError } from '../src/domain/errors.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { runCli } from './cli.ts';
import type { Job } from './job.ts';
import { JOBS } from './registry.ts';
import { tellError } from './tell-error.ts';

/** Runs the command line of this process. The exit code is set, the process ends when its work is done. */
export async function main(jobs: readonly Job[] = JOBS): Promise<void> {
  const outputFailed = watchOutput();
  tellUncaught();
  const code = await runCli(process.argv.slice(2), jobs, {
    env: process.env,
    cwd: process.cwd(),
    version: versionOfPackage(),
    width: process.stdout.isTTY ? process.stdout.columns : Infinity,
    signal: abortedBySignals(),
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  });
  process.exitCode = outputFailed() && code === EXIT.completed ? EXIT.failed : code;
}

/**
 * A reader that went away (`| head`) must not end a job that is in the middle of sending. An answer that could not be
 * written (disk full) is a failure, but the job still ends its work first.
 *
 * @returns whether a part of the answer was lost by now
 */
function watchOutput(): () => boolean {
  let failed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    failed = true;
    if (process.exitCode === EXIT.completed) process.exitCode = EXIT.failed;
    process.stderr.write(`postausgang: the answer could not be written (${error.code ?? 'unknown'}).\n`);
  });
  process.stderr.on('error', () => undefined);
  return () => failed;
}

/** Node's own words would quote the message, which may quote a person (L8). */
function tellUncaught(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(tellError(error, process.env));
    process.exit(EXIT.failed);
  });
}

/** The first signal asks the job to end cleanly; the second ends the process at once, as any signal would. */
function abortedBySignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stderr.write(
        `postausgang: ${signal}: finishing what is in flight. A second ${signal} ends it at once.\n`,
      );
      controller.abort(
        new InterruptedError(
          `Stopped by ${signal}: what was in flight is finished, the rest waits for the next run.`,
        ),
      );
    });
  }
  return controller.signal;
}

function versionOfPackage(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  return String(version);
}
