import { businessDate, line } from './parameter.ts';
import { defineJob } from './job.ts';
import { runNightJob } from './night.ts';

export const nightlyJob = defineJob({
  name: 'nightly',
  summary: 'Run a night: collect, classify, e-mail, print, report',
  description:
    'Takes every pending document of the core system and what earlier nights left in a queue. Repeated for the same date it goes on ' +
    'where the last run stopped. Before noon the business date is the evening before.',
  options: {
    date: businessDate('the business date (default: the one of now, in the insurer’s time zone)'),
    by: line('NAME', 'who answers for the run, for four eyes (default: the account it runs under)'),
  },
  json: true,
  examples: [
    { command: 'nightly', explains: 'what the scheduler starts every evening' },
    { command: 'nightly --date 2026-11-23', explains: 'a night that was missed' },
  ],
  run: ({ date, by }, context) => runNightJob({ kind: 'nightly', date, by }, context),
});
