import type { BatchStatus } from '../src/app.ts';
import { DISPATCH_STATES } from '../src/domain/dispatch.ts';
import { ageText } from './age-text.ts';
import { renderFields, renderTable } from './output.ts';

/** What each state means to somebody who was woken by it. */
const IN_WORDS: Readonly<Record<string, string>> = {
  pending: 'to be decided',
  queued_email: 'waiting for e-mail',
  claimed: 'taken by a worker',
  sending: 'being sent',
  in_doubt: 'may have arrived or not: a person settles it',
  emailed: 'accepted by e-mail',
  queued_print: 'waiting for a print file',
  bundled: 'in a print file, not handed over',
  handed_over: 'handed over to the letter shop',
  held: 'cannot leave: a person mends the cause',
  cancelled: 'withdrawn in the core system',
};

/** Cases shown to people; `--json` has all that were read. */
const SHOWN_CASES = 20;

/** A time of the ledger (UTC) as the insurer's people read it. */
type LocalTime = (iso: string) => string;

/** A night as a page of tables. */
export function statusText(status: BatchStatus, width: number, at: LocalTime): string {
  const { batch } = status;
  return [
    renderFields([
      ['Business date', batch.businessDate],
      ['Collected', batch.collectedAt === null ? 'not closed yet' : `${batch.collected} documents`],
      ['Completed', batch.completedAt === null ? 'no' : at(batch.completedAt)],
      ...writeBackField(status, at),
    ]),
    '',
    runsText(status, width, at),
    '',
    statesText(status),
    ...casesText(status, width),
    ...filesText(status, width, at),
    ...nextText(status),
  ].join('\n');
}

/** How far the write-back is behind, of all nights; nothing where the core system is told nothing. */
function writeBackField({ writeBack }: BatchStatus, at: LocalTime): readonly (readonly [string, string])[] {
  if (writeBack === null) return [];
  const { results, since } = writeBack;
  const behind = `${results} results not told yet${since === null ? '' : `, the oldest of ${at(since)}`}`;
  return [['Core system', results === 0 ? 'was told of every result' : behind]];
}

/** Dispatches by state with their number, and whether the books balance. */
export function statesText({ states, books }: Pick<BatchStatus, 'states' | 'books'>): string {
  const rows = DISPATCH_STATES.flatMap((state) => {
    const count = states[state] ?? 0;
    return count === 0 ? [] : [{ state, count, words: IN_WORDS[state] ?? '' }];
  });
  if (rows.length === 0) return ['No documents.', '', booksLine(books)].join('\n');
  const table = renderTable(rows, [
    { header: 'State', value: (row) => row.state },
    { header: 'Dispatches', align: 'right', value: (row) => row.count },
    { header: 'Meaning', value: (row) => row.words },
  ]);
  return [table, '', booksLine(books)].join('\n');
}

/** The same on one line. */
export function statesLine(states: BatchStatus['states']): string {
  const counts = DISPATCH_STATES.flatMap((state) => {
    const count = states[state] ?? 0;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return counts.length === 0 ? 'no documents' : counts.join(' · ');
}

function booksLine({ balance, differences, preliminary }: BatchStatus['books']): string {
  if (balance === null) return 'Books: not closed yet, nothing to compare.';
  const note = preliminary ? ' A run is at work, so this may change.' : '';
  return balance
    ? `Books: they balance.${note}`
    : `Books: they do NOT balance: ${differences.join('; ')}.${note}`;
}

/** What to do next; an empty line and a heading before it. */
export function nextText({ next }: Pick<BatchStatus, 'next'>): readonly string[] {
  return next.length === 0
    ? ['', 'Nothing to do.']
    : ['', 'What to do:', ...next.map((line) => `  · ${line}`)];
}

function runsText({ runs }: BatchStatus, width: number, at: LocalTime): string {
  const rows = runs.flatMap((run) => [
    {
      run: run.id.slice(0, 8),
      kind: run.kind,
      status: run.status,
      started: at(run.startedAt),
      ended: run.finishedAt === null ? `alive at ${at(run.heartbeatAt)}` : at(run.finishedAt),
      by: `${run.startedBy}@${run.host}`,
      exit: run.exitCode,
      note: run.failure ?? run.steps.map(stepText).join(' · '),
    },
  ]);
  return renderTable(
    rows,
    [
      { header: 'Run', value: (row) => row.run },
      { header: 'Kind', value: (row) => row.kind },
      { header: 'Status', value: (row) => row.status },
      { header: 'Started', value: (row) => row.started },
      { header: 'Ended', value: (row) => row.ended },
      { header: 'By', shrinks: true, value: (row) => row.by },
      { header: 'Exit', align: 'right', value: (row) => row.exit },
      { header: 'Failure, or steps with counts', shrinks: true, value: (row) => row.note },
    ],
    width,
  );
}

function stepText({ step, counts, finishedAt }: BatchStatus['runs'][number]['steps'][number]): string {
  const told = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return [step, ...told, ...(finishedAt === null ? ['not finished'] : [])].join(' ');
}

function casesText({ cases, states }: BatchStatus, width: number): readonly string[] {
  const total = (states.held ?? 0) + (states.in_doubt ?? 0);
  if (total === 0) return [];
  const shown = cases.slice(0, SHOWN_CASES);
  const table = renderTable(
    shown,
    [
      { header: 'Dispatch', align: 'right', value: (row) => row.dispatchId },
      { header: 'Document', value: (row) => row.documentId },
      { header: 'State', value: (row) => row.state },
      { header: 'Age', align: 'right', value: (row) => ageText(row.ageMinutes) },
      { header: 'Reason', shrinks: true, value: (row) => row.reason },
      { header: 'What to do', shrinks: true, value: (row) => row.action },
    ],
    width,
  );
  const rest = total - shown.length;
  return ['', table, ...(rest > 0 ? [`… and ${rest} more; \`status --json\` lists up to 500.`] : [])];
}

function filesText({ printFiles }: BatchStatus, width: number, at: LocalTime): readonly string[] {
  if (printFiles.length === 0) return [];
  const table = renderTable(
    printFiles,
    [
      { header: 'Print file', value: (file) => file.id },
      { header: 'Status', value: (file) => file.status },
      { header: 'Stream', value: (file) => file.stream },
      { header: 'Documents', align: 'right', value: (file) => file.documents },
      { header: 'Mailpieces', align: 'right', value: (file) => file.mailpieces },
      { header: 'Sheets', align: 'right', value: (file) => file.sheets },
      {
        header: 'Handed over',
        value: (file) => (file.handedOverAt === null ? null : at(file.handedOverAt)),
      },
      { header: 'File', shrinks: true, value: (file) => file.fileName },
    ],
    width,
  );
  return ['', table];
}
