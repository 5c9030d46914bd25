import { UsageError } from '../src/domain/errors.ts';
import { businessDate, line, oneOf, required } from './parameter.ts';
import { defineJob } from './job.ts';
import { runNightJob, type NightOrder } from './night.ts';

export const rerunJob = defineJob({
  name: 'rerun',
  summary: 'Run a night again that did not come to its end',
  description:
    'Takes the documents of that night and no others, and of those only what has not left the house. What was never tried is decided ' +
    'anew; what is in doubt is left to people. A run that died is recognised and taken over. With --only email nothing is printed, with ' +
    '--only print nothing is e-mailed; with --only held everything held is decided anew first (--by and --reason), then goes its way.',
  options: {
    date: required(businessDate('the business date of the night')),
    only: oneOf(['held', 'email', 'print'], 'work on this alone'),
    reason: line('TEXT', 'what was mended; with --only held'),
    by: line('NAME', 'who answers for the run, for four eyes (default: the account it runs under)'),
  },
  json: true,
  examples: [
    { command: 'rerun --date 2026-11-23', explains: 'after the cause of a failure is mended' },
    {
      command: 'rerun --date 2026-11-23 --only print',
      explains: 'the shop waits, and the relay is still down',
    },
    {
      command: 'rerun --date 2026-11-23 --only held --reason "file store mounted" --by "A. Muster"',
      explains: 'one cause held them all',
    },
  ],
  run: ({ date, only, reason, by }, context) => {
    const order: NightOrder = { kind: 'rerun', date, by, only: only === 'held' ? null : only };
    if (only !== 'held') {
      if (reason !== null) throw new UsageError('--reason belongs to --only held.');
      return runNightJob(order, context);
    }
    if (reason === null || by === null) {
      throw new UsageError(
        '--only held releases what is held: say what was mended (--reason) and who answers for it (--by).',
      );
    }
    return runNightJob(
      {
        ...order,
        before: async (app) => {
          const { releaseNight } = await import('../src/app.ts');
          await releaseNight(app.ledger, date, { reason, person: by });
        },
      },
      context,
    );
  },
});
