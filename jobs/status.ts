import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { businessDate } from './parameter.ts';
import { statusText } from './status-text.ts';
import { withApp } from './with-app.ts';

export const statusJob = defineJob({
  name: 'status',
  summary: 'Show how a night stands: runs, states, held and in doubt, print files, books',
  description: 'Changes nothing, and can be asked while a run is at work.',
  options: { date: businessDate('the business date (default: the newest night)') },
  json: true,
  examples: [
    { command: 'status', explains: 'how last night went' },
    { command: 'status --date 2026-11-23', explains: 'another night' },
    { command: 'status --json | jq .next', explains: 'what to do, for programs' },
  ],
  run: ({ date }, context) =>
    withApp(context, async (app, { readStatus, localTimestamp }) => {
      const status = await readStatus(app.ledger, date);
      const at = (iso: string): string => localTimestamp(iso, app.config.timeZone);
      context.answer(status, () => statusText(status, context.width, at));
      return EXIT.completed;
    }),
});
