import type { PersonAnswer, PersonRequest, RetentionReport } from '../src/app.ts';
import { UsageError } from '../src/domain/errors.ts';
import { EXIT, type ExitCode } from '../src/domain/exit-code.ts';
import { defineJob, type JobContext } from './job.ts';
import { renderTable } from './output.ts';
import { id, line, oneOf, required, toggle } from './parameter.ts';
import { withApp } from './with-app.ts';

export const retentionJob = defineJob({
  name: 'retention',
  summary: 'Remove what is no longer to be kept, or tell what is kept about a person and why',
  description:
    'run: records of documents after the years of their class (L7), print files, journals and what came back after the days of the configuration. Nothing that ' +
    'is held, in doubt, unreported or unsettled with the letter shop. person: every record about one recipient with the law that keeps it, reports of mail systems and entries of the suppression list; with ' +
    '--remove those that no law keeps are removed at once. What was removed is noted in the audit chain.',
  operands: {
    what: required(oneOf(['run', 'person'], 'what to do')),
    recipientId: id('recipientId', 'person: the recipient’s id in the core system'),
  },
  options: {
    dryRun: toggle('run: tell what would be removed, and remove nothing'),
    remove: toggle('person: remove what no law keeps any more'),
    by: line('NAME', 'person, with --remove: who answers for it'),
    reason: line('TEXT', 'person, with --remove: such as the letter that asked for it'),
  },
  json: true,
  examples: [
    { command: 'retention run --dry-run', explains: 'before the first time, and after a new catalogue' },
    { command: 'retention run', explains: 'once a month, by the scheduler' },
    { command: 'retention person P-10042', explains: 'what to answer to a request under Art. 15 or 17 GDPR' },
    {
      command: 'retention person P-10042 --remove --by "A. Muster" --reason "letter of 3 May"',
      explains: 'and remove what is free',
    },
  ],
  run: async ({ what, recipientId, dryRun, remove, by, reason }, context) => {
    if (what === 'run') {
      if (recipientId !== null || remove || by !== null || reason !== null) {
        throw new UsageError('`retention run` takes --dry-run and nothing else.');
      }
      return run(context, dryRun);
    }
    if (recipientId === null) throw new UsageError('`retention person` needs the recipient’s id.');
    if (dryRun) throw new UsageError('`retention person` only tells, unless --remove is given.');
    if (!remove && (by !== null || reason !== null))
      throw new UsageError('--by and --reason belong to --remove.');
    if (!remove) return person(context, { recipientId, removal: null });
    if (by === null || reason === null) throw new UsageError('--remove needs --by NAME and --reason TEXT.');
    return person(context, { recipientId, removal: { person: by, reason } });
  },
});

function run(context: JobContext, dryRun: boolean): Promise<ExitCode> {
  return withApp(context, async (app, { retain }) => {
    const report = await retain(app, dryRun);
    context.answer(report, () => runText(report, context.width));
    return EXIT.completed;
  });
}

function person(context: JobContext, request: PersonRequest): Promise<ExitCode> {
  return withApp(context, async (app, { answerPersonRequest }) => {
    const answer = await answerPersonRequest(app, request);
    context.answer(answer, () => personText(answer, context.width));
    return EXIT.completed;
  });
}

function runText(
  {
    dryRun,
    records,
    printFiles,
    manifests,
    journals,
    shopReports,
    bounceReports,
    bounceMails,
  }: RetentionReport,
  width: number,
): string {
  const removed = dryRun ? 'Would be removed' : 'Removed';
  return [
    `${removed}: ${printFiles.length} print files, ${manifests.length} manifests, ${journals.length} journals, ${shopReports.length} files of the letter shop, ${bounceReports} reports of mail systems about no known document, ${bounceMails} mails that were read, and records of documents:`,
    records.length === 0
      ? 'none, no time is over.'
      : renderTable(
          records,
          [
            { header: 'Class', value: ({ title }) => title },
            { header: 'Years', align: 'right', value: ({ years }) => String(years) },
            { header: 'Records', align: 'right', value: ({ count }) => String(count) },
            { header: 'Law', shrinks: true, value: ({ citation }) => citation },
          ],
          width,
        ),
  ].join('\n');
}

function personText({ records, reports, suppressions, removed }: PersonAnswer, width: number): string {
  if (records.length === 0) return 'No record leads to this person.';
  const table = renderTable(
    records,
    [
      { header: 'Document', value: ({ documentId }) => documentId },
      { header: 'State', value: ({ state }) => state },
      { header: 'Since', value: ({ since }) => since.slice(0, 10) },
      { header: 'Class', value: ({ obligation }) => obligation.title },
      {
        header: 'Kept because',
        shrinks: true,
        value: ({ obstacle }) => obstacle ?? 'nothing: it may be removed',
      },
    ],
    width,
  );
  return [
    table,
    ...reports.map(
      ({ documentId, seenAt, kind, status, reason }) =>
        `Report of a mail system about ${documentId}, ${seenAt.slice(0, 10)}: ${kind} ${status ?? 'without status'}, ${reason}.`,
    ),
    ...suppressions.map(
      ({ since, until, reason, person: by }) =>
        `An address that they were sent to is on the suppression list since ${since.slice(0, 10)}, ${until === null ? 'until somebody removes it' : `until ${until.slice(0, 10)}`}: ${reason}${by === null ? '' : ` (${by})`}.`,
    ),
    ...(removed === 0 ? [] : [`${removed} records were removed now, with the reports about them.`]),
  ].join('\n\n');
}
