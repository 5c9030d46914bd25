import { businessDate, wholeNumber, withDefault } from './parameter.ts';
import { defineJob } from './job.ts';
import { statesLine } from './status-text.ts';
import { withApp } from './with-app.ts';

const MINUTE = 60_000;

export const workJob = defineJob({
  name: 'work',
  summary: 'Join a running night as one more worker',
  description:
    'Beside the run that is at work, from this or another machine: decides ranges of documents, sends e-mails and renders print files, and ' +
    'leaves when all is rendered. It hands nothing over, and the run works without it too. All machines of a night share one `dataDir` ' +
    '(docs/scale-out.md).',
  options: {
    date: businessDate(
      'the business date of the night (default: the one of now, in the insurer’s time zone)',
    ),
    wait: withDefault(
      wholeNumber(
        'MINUTES',
        'how long to wait for the run: until it begins, and for the next one when it dies',
        { min: 0, max: 1440 },
      ),
      0,
    ),
  },
  json: true,
  examples: [
    { command: 'work --date 2026-11-23', explains: 'while `nightly` is at work elsewhere' },
    {
      command: 'work --wait 30',
      explains: 'from a scheduler that starts the workers together with `nightly`',
    },
  ],
  run: ({ date, wait }, context) =>
    withApp(context, async (app, { runWorker }) => {
      const night = date ?? app.today();
      const { exitCode, runId, states, steps } = await runWorker(app, {
        date: night,
        patience: wait * MINUTE,
        stop: context.signal,
      });
      context.answer({ businessDate: night, exitCode, runId, states, steps }, () =>
        [`Worker ${runId} is done. The night of ${night} stands at:`, statesLine(states)].join('\n'),
      );
      return exitCode;
    }),
});
