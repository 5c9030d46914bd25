import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { toggle } from './parameter.ts';
import { withApp } from './with-app.ts';

export const alertsJob = defineJob({
  name: 'alerts',
  summary: 'Look at what is wrong, and tell operations what is new of it',
  description:
    'A failed, missing, late or unbalanced night, doubts, print files on hold, what the letter shop owes, unusual figures. Told once by ' +
    'each way that is configured under `alerts`, and again when it changes or comes back. `schedule` does it every five minutes; without it, ' +
    'let a timer do it. Exit 2 when something is wrong, 1 when a way of telling failed.',
  options: { dryRun: toggle('only show what is wrong; tell nobody') },
  json: true,
  examples: [
    { command: 'alerts', explains: 'from a timer, every few minutes' },
    { command: 'alerts --dry-run', explains: 'what is wrong right now' },
  ],
  run: ({ dryRun }, context) =>
    withApp(context, async (app, { alertOperations, readConditions }) => {
      const outcome = dryRun
        ? { standing: await readConditions(app), told: {}, failed: [] }
        : await alertOperations(app);
      context.answer(outcome, () =>
        outcome.standing.length === 0
          ? 'Nothing is wrong.'
          : outcome.standing
              .map(
                ({ severity, title, action }) =>
                  `${severity === 'critical' ? '✗' : '!'} ${title}\n  → ${action}`,
              )
              .join('\n'),
      );
      if (outcome.failed.length > 0) return EXIT.failed;
      return outcome.standing.length === 0 ? EXIT.completed : EXIT.completedWithOpen;
    }),
});
