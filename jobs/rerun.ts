import { businessDate, line, required } from './parameter.ts';
import { defineJob } from './job.ts';
import { runNightJob } from './night.ts';

export const rerunJob = defineJob({
  name: 'rerun',
  summary: 'Run a night again that did not come to its end',
  description:
    'Takes the documents of that night and no others, and of those only what has not left the house. What was never tried is decided ' +
    'anew; what is in doubt is left to people. A run that died is recognised and taken over.',
  options: {
    date: required(businessDate('the business date of the night')),
    by: line('NAME', 'who answers for the run, for four eyes (default: the account it runs under)'),
  },
  json: true,
  examples: [{ command: 'rerun --date 2026-11-23', explains: 'after the cause of a failure is mended' }],
  run: ({ date, by }, context) => runNightJob({ kind: 'rerun', date, by }, context),
});
