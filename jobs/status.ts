import { setTimeout as delay } from 'node:timers/promises';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { businessDate, toggle } from './parameter.ts';
import { statusText } from './status-text.ts';
import { withApp } from './with-app.ts';

export const statusJob = defineJob({
  name: 'status',
  summary: 'Show how a night stands: runs, states, held and in doubt, print files, books',
  description: 'Changes nothing, and can be asked while a run is at work.',
  options: {
    date: businessDate('the business date (default: the newest night)'),
    watch: toggle('stay, and show it again every five seconds until Ctrl-C'),
  },
  json: true,
  examples: [
    { command: 'status', explains: 'how last night went' },
    { command: 'status --date 2026-11-23', explains: 'another night' },
    { command: 'status --watch', explains: 'while a run is at work' },
    { command: 'status --json | jq .next', explains: 'what to do, for programs' },
  ],
  run: ({ date, watch }, context) =>
    withApp(context, async (app, { readStatus, localTimestamp }) => {
      const at = (iso: string): string => localTimestamp(iso, app.config.timeZone);
      for (;;) {
        const status = await readStatus(app.ledger, date, app.config.core.writeBack !== null);
        const text = (): string => statusText(status, context.width, at);
        context.answer(status, () => (watch ? `${CLEAR}${at(status.at)}\n\n${text()}` : text()));
        if (!watch) return EXIT.completed;
        await delay(WATCH_EVERY, undefined, { signal: context.signal }).catch(() => undefined);
        if (context.signal.aborted) return EXIT.completed;
      }
    }),
});

/** Milliseconds. */
const WATCH_EVERY = 5_000;
/** Cursor to the upper left, then nothing below it: less flicker than clearing first. */
const CLEAR = '\u001b[H\u001b[J';
