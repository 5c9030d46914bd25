import { businessDate, required } from './parameter.ts';
import { defineJob } from './job.ts';
import { statesLine } from './status-text.ts';
import { withApp } from './with-app.ts';

export const workJob = defineJob({
  name: 'work',
  summary: 'Join a running night as one more worker',
  description:
    'Beside the run that is at work, from this or another machine: decides ranges of documents, sends e-mails and renders print files, and ' +
    'leaves when all is rendered. It hands nothing over, and the run works without it too. All machines of a night share one `dataDir` ' +
    '(docs/scale-out.md).',
  options: { date: required(businessDate('the business date of the night')) },
  json: true,
  examples: [{ command: 'work --date 2026-11-23', explains: 'while `nightly` is at work elsewhere' }],
  run: ({ date }, context) =>
    withApp(context, async (app, { runWorker }) => {
      const { exitCode, runId, states, steps } = await runWorker(app, { date, stop: context.signal });
      context.answer({ businessDate: date, exitCode, runId, states, steps }, () =>
        [`Worker ${runId} is done. The night of ${date} stands at:`, statesLine(states)].join('\n'),
      );
      return exitCode;
    }),
});
