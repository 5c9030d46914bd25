import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BusinessDate } from '../src/domain/business-date.ts';
import { EXIT, type ExitCode } from '../src/domain/exit-code.ts';
import { defineJob, type JobContext } from './job.ts';
import { toggle } from './parameter.ts';
import { withApp } from './with-app.ts';

const ENTRY = fileURLToPath(new URL('./postausgang.mjs', import.meta.url));

/** Ends that leave nothing to do tonight. */
const ENDED: ReadonlySet<number | null> = new Set<number | null>([
  EXIT.completed,
  EXIT.completedWithOpen,
  EXIT.alreadyCompleted,
]);

export const scheduleJob = defineJob({
  name: 'schedule',
  summary: 'Stay and run each night at its time; catch up what was missed',
  description:
    'Runs what is due at once, then each day at `schedule.at` in the insurer’s time zone; a night that failed is run again after ' +
    '`schedule.retryEvery`. Each night is a process of its own, so that a crash ends one night and not the schedule. Several machines may ' +
    'run it: the database lets one of them work (the others see exit 4). Alerts and metrics are looked at every five minutes. ' +
    'SIGTERM lets the night come to a clean end. Alternatives: docs/schedule.md.',
  options: {
    once: toggle('run what is due now and end, for a scheduler that you have: exit 1 when a night failed'),
  },
  examples: [
    { command: 'schedule', explains: 'as a service' },
    { command: 'schedule --once', explains: 'from a timer: tonight’s night and what was missed' },
  ],
  run: ({ once }, context) =>
    withApp(context, async (app, { readDueNights, runSchedule }) => {
      const runNight = (date: BusinessDate): Promise<number | null> => nightProcess(date, context);
      if (!once) {
        await runSchedule(app, runNight, context.signal);
        return EXIT.completed;
      }
      const due = await readDueNights(app);
      const codes: (number | null)[] = [];
      for (const date of due) {
        if (context.signal.aborted) return EXIT.failed;
        codes.push(await runNight(date));
      }
      context.answer({ due }, () =>
        due.length === 0 ? 'No night is due.' : `Nights run: ${due.join(', ')}.`,
      );
      return worstOf(codes);
    }),
});

/** A night that failed outweighs one that runs elsewhere, and that one what waits for a person. */
function worstOf(codes: readonly (number | null)[]): ExitCode {
  const others = codes.filter((code) => !ENDED.has(code));
  if (others.length > 0)
    return others.every((code) => code === EXIT.alreadyRunning) ? EXIT.alreadyRunning : EXIT.failed;
  if (codes.includes(EXIT.completedWithOpen)) return EXIT.completedWithOpen;
  return codes.includes(EXIT.completed) ? EXIT.completed : EXIT.alreadyCompleted;
}

/**
 * One night in a process of its own. In a group of its own too: Ctrl-C reaches only us, and is passed on once, as
 * SIGTERM; a second signal would end the night at once.
 *
 * @returns its exit code; null when it died of a signal
 */
function nightProcess(
  date: BusinessDate,
  { configPath, logLevel, signal }: JobContext,
): Promise<number | null> {
  const level = logLevel === null ? [] : ['--log-level', logLevel];
  const child = spawn(
    process.execPath,
    [...process.execArgv, ENTRY, 'nightly', '--date', date, '--config', configPath, ...level],
    { stdio: ['ignore', 'inherit', 'inherit'], detached: process.platform !== 'win32' },
  );
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  }).finally(() => signal.removeEventListener('abort', stop));
}
