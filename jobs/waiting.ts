import type { ListedCase } from '../src/app.ts';
import type { BusinessDate } from '../src/domain/business-date.ts';
import { EXIT, type ExitCode } from '../src/domain/exit-code.ts';
import { ageText } from './age-text.ts';
import { defineJob, type JobContext } from './job.ts';
import { renderTable } from './output.ts';
import { businessDate } from './parameter.ts';
import { withApp } from './with-app.ts';

const DATE = businessDate('only this night (default: all nights that are not done)');

export const heldJob = defineJob({
  name: 'held',
  summary: 'List what is held, with age, reason and the command that lets it go',
  description: 'Of every night that is not done, the oldest first. Exit 2 when there is something.',
  options: { date: DATE },
  json: true,
  examples: [
    { command: 'held', explains: 'everything that waits for a person' },
    { command: 'held --json | jq -r ".[].dispatchId"', explains: 'the ids, for `release-held`' },
  ],
  run: ({ date }, context) => list('held', date, context),
});

export const inDoubtJob = defineJob({
  name: 'in-doubt',
  summary: 'List e-mails that may or may not have arrived, with their Message-ID',
  description:
    'Of every night that is not done, the oldest first. Search the relay’s log for each Message-ID, then `resolve` it. Exit 2 when ' +
    'there is something.',
  options: { date: DATE },
  json: true,
  examples: [
    { command: 'in-doubt', explains: 'everything in doubt' },
    { command: 'in-doubt --date 2026-11-23', explains: 'of one night' },
  ],
  run: ({ date }, context) => list('in_doubt', date, context),
});

function list(state: 'held' | 'in_doubt', date: BusinessDate | null, context: JobContext): Promise<ExitCode> {
  return withApp(context, async (app, { listWaiting }) => {
    const cases = await listWaiting(app.ledger, state, date);
    context.answer(cases, () => (cases.length === 0 ? nothing(state) : tableOf(cases, state, context.width)));
    return cases.length === 0 ? EXIT.completed : EXIT.completedWithOpen;
  });
}

function nothing(state: 'held' | 'in_doubt'): string {
  return state === 'held' ? 'Nothing is held.' : 'Nothing is in doubt.';
}

function tableOf(cases: readonly ListedCase[], state: 'held' | 'in_doubt', width: number): string {
  return renderTable(
    cases,
    [
      { header: 'Dispatch', align: 'right', value: (row) => row.dispatchId },
      { header: 'Document', value: (row) => row.documentId },
      { header: 'Night', value: (row) => row.businessDate },
      { header: 'Age', align: 'right', value: (row) => ageText(row.ageMinutes) },
      ...(state === 'in_doubt' ? [{ header: 'Message-ID', value: (row: ListedCase) => row.messageId }] : []),
      { header: 'Reason', shrinks: true, value: (row) => row.reason },
      { header: 'What to do', shrinks: true, value: (row) => row.action },
    ],
    width,
  );
}
