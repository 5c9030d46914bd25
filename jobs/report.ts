import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { businessDate, id } from './parameter.ts';
import { withApp } from './with-app.ts';

export const reportJob = defineJob({
  name: 'report',
  summary: 'Make the report of a run again, as a page and as JSON',
  description:
    'Every run leaves one by itself. Made again it shows the night as it stands now: acknowledgements, what was settled since. In German, ' +
    'one file without anything from elsewhere; no names and addresses in it.',
  options: {
    date: businessDate('the business date (default: the newest night); the report is that of its last run'),
    run: id('ID', 'the run, whatever its night'),
  },
  json: true,
  examples: [
    { command: 'report', explains: 'of last night' },
    {
      command: 'report --date 2026-11-23',
      explains: 'of another night, with what the shop acknowledged since',
    },
  ],
  run: ({ date, run }, context) =>
    withApp(context, async (app, { makeReport }) => {
      const written = await makeReport(app, { date, runId: run });
      context.answer(written, () => [written.html, written.json].join('\n'));
      return EXIT.completed;
    }),
});
