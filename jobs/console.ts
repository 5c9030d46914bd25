import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunOrder } from '../src/console/run-starter.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { readHiddenLine } from './hidden-line.ts';
import { defineJob, type JobContext } from './job.ts';
import { oneOf } from './parameter.ts';
import { withApp } from './with-app.ts';

const ENTRY = fileURLToPath(new URL('./postausgang.mjs', import.meta.url));

export const consoleJob = defineJob({
  name: 'console',
  summary: 'Serve the web page of operations, or make the hash of a password for it',
  description:
    'Shows nights, runs, what is held or in doubt, print files, and lets people rerun, settle, release, reprint and close the channel, each with ' +
    'name and reason in the audit. On this machine alone unless TLS or a proxy is configured (`console` in the configuration, docs/console.md). ' +
    'SIGTERM ends it; runs that it started go on. `hash-password` asks for a password, or reads it from stdin, and prints the line for the ' +
    'secret; it needs no configuration.',
  operands: { action: oneOf(['hash-password'], 'what to do instead of serving') },
  examples: [
    { command: 'console', explains: 'as a service, or beside your desk' },
    {
      command: 'console hash-password > amuster.hash',
      explains: 'for `passwordHash: { file: amuster.hash }`',
    },
  ],
  run: async ({ action }, context) => {
    if (action === 'hash-password') {
      const { hashPassword } = await import('../src/console/access/password.ts');
      const made = await hashPassword(await readHiddenLine('Password: '));
      context.answer({ hash: made }, () => made);
      return EXIT.completed;
    }
    const { runConsole } = await import('../src/console/run-console.ts');
    await withApp(context, (app) =>
      runConsole({
        app,
        startRun: (order) => runProcess(order, context),
        stop: context.signal,
        env: process.env,
        ready: (address) =>
          context.answer({ address }, () => `The console is at ${address} (end it with Ctrl-C).`),
      }),
    );
    return EXIT.completed;
  },
});

/**
 * A run in a process and a group of its own: it goes on when the console ends, and whatever becomes of it cannot take the
 * console along.
 */
function runProcess(
  { kind, date, by }: RunOrder,
  { configPath, logLevel }: JobContext,
): Promise<number | null> {
  const level = logLevel === null ? [] : ['--log-level', logLevel];
  const child = spawn(
    process.execPath,
    [...process.execArgv, ENTRY, kind, `--date=${date}`, `--by=${by}`, '--config', configPath, ...level],
    { stdio: ['ignore', 'ignore', 'inherit'], detached: process.platform !== 'win32' },
  );
  child.unref();
  return new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
}
