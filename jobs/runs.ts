import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { renderTable } from './output.ts';
import { businessDate, wholeNumber, withDefault } from './parameter.ts';
import { withApp } from './with-app.ts';

export const runsJob = defineJob({
  name: 'runs',
  summary: 'List the runs of the last nights, the newest first',
  description: 'Nightly runs, reruns and workers, with how they ended. Changes nothing.',
  options: {
    date: businessDate('only this night'),
    nights: withDefault(wholeNumber('N', 'how many nights', { min: 1, max: 400 }), 14),
  },
  json: true,
  examples: [
    { command: 'runs', explains: 'two weeks' },
    { command: 'runs --date 2026-11-23', explains: 'every try at one night' },
  ],
  run: ({ date, nights }, context) =>
    withApp(context, async (app, { listNightRuns, localTimestamp }) => {
      const runs = await listNightRuns(app.ledger, { date, nights });
      const at = (iso: string): string => localTimestamp(iso, app.config.timeZone);
      context.answer(runs, () =>
        runs.length === 0
          ? 'There is no run yet. Start one with `postausgang nightly`.'
          : renderTable(
              runs,
              [
                { header: 'Night', value: (run) => run.businessDate },
                { header: 'Run', value: (run) => run.id },
                { header: 'Kind', value: (run) => run.kind },
                { header: 'Status', value: (run) => run.status },
                { header: 'Exit', align: 'right', value: (run) => run.exitCode },
                { header: 'Started', value: (run) => at(run.startedAt) },
                { header: 'Ended', value: (run) => (run.finishedAt === null ? null : at(run.finishedAt)) },
                { header: 'Documents', align: 'right', value: (run) => run.collected },
                { header: 'By', shrinks: true, value: (run) => `${run.startedBy}@${run.host}` },
                { header: 'Failure', shrinks: true, value: (run) => run.failure },
              ],
              context.width,
            ),
      );
      return EXIT.completed;
    }),
});
