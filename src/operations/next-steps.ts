import { isFinal, type DispatchState } from '../domain/dispatch.ts';
import type { BatchStatus } from './status.ts';

/**
 * What a person can do next about a batch, the most pressing first: pure, over what was read. Each line is an
 * instruction with the command to give.
 */
export function nextSteps(status: Omit<BatchStatus, 'next'>): readonly string[] {
  const running = status.runs.find((run) => run.status === 'running' && run.kind !== 'worker');
  if (running !== undefined) {
    return [
      `Run ${running.id} is at work on ${running.host} (last heartbeat ${running.heartbeatAt}): wait until it ends. ` +
        'If its heartbeat stands still, its process died: a rerun takes over.',
    ];
  }
  return [
    ...ofBooks(status),
    ...ofFiles(status),
    ...status.shop.map(({ text, action }) => `${text} ${action}`),
    ...ofReports(status),
    ...ofCases(status),
    ...ofQueues(status),
    ...ofWriteBack(status),
    ...ofOthers(status),
  ];
}

function ofBooks({ books }: Omit<BatchStatus, 'next'>): readonly string[] {
  return books.balance === false
    ? [
        'The books do not balance. Do not rerun; keep database, journal and log as they are and call the developers.',
      ]
    : [];
}

function ofFiles({ printFiles }: Omit<BatchStatus, 'next'>): readonly string[] {
  return printFiles
    .filter(({ status }) => status === 'on_hold')
    .map(
      ({ id }) =>
        `Print file ${id} is on hold: look into it, then a second person gives \`release ${id} --by NAME\`; a wrong one is called back by \`cancel-print ${id}\`.`,
    );
}

function ofReports({ openReports }: Omit<BatchStatus, 'next'>): readonly string[] {
  return openReports === 0
    ? []
    : [
        `${openReports} mails in the bounce mailbox wait for a person: \`bounces\` lists them, \`settle-bounce\` settles one.`,
      ];
}

function ofCases({ states, cases }: Omit<BatchStatus, 'next'>): readonly string[] {
  const lines: string[] = [];
  const inDoubt = states.in_doubt ?? 0;
  const held = states.held ?? 0;
  if (inDoubt > 0) {
    lines.push(`${inDoubt} in doubt: search the relay's log for each Message-ID, then \`resolve\` it.`);
  }
  const foreign = cases.filter(({ reason }) => reason?.startsWith('D6.other-contract') === true).length;
  if (foreign > 0) {
    lines.push(
      `${foreign} held because the PDF names somebody else’s contract: look at these first, a wrong attachment seldom comes alone (\`explain\`).`,
    );
  }
  const keptBack = cases.filter(({ reason }) => reason?.includes('circuit breaker: ') === true).length;
  if (keptBack > 0) {
    lines.push(
      `${keptBack} of the held ones because a large provider, or TLS in general, failed as a whole: nothing of it was posted. Ask \`probe DOMAIN\`; when it works again, \`release-held --kept-back\` and \`rerun\`.`,
    );
  }
  if (held > 0) lines.push(`${held} held: mend the cause of each, then \`release-held\` it.`);
  return lines;
}

function ofQueues(status: Omit<BatchStatus, 'next'>): readonly string[] {
  const { batch, states, runs } = status;
  const date = batch.businessDate;
  if (batch.collectedAt === null) {
    return [`The night ended while it collected: mend what the run says, then \`rerun --date ${date}\`.`];
  }
  const waiting = Object.entries(states).filter(([state]) => isForRun(state, status));
  const count = waiting.reduce((sum, [, n]) => sum + n, 0);
  if (count > 0) {
    return [`${count} wait for a run: \`rerun --date ${date}\` now, or the next night takes them along.`];
  }
  const last = runs.findLast(({ kind }) => kind !== 'worker');
  const isOpen = (states.held ?? 0) > 0 || (states.in_doubt ?? 0) > 0 || (states.bundled ?? 0) > 0;
  if (last !== undefined && last.status !== 'completed' && !isOpen && batch.completedAt === null) {
    return [`The last run did not end well: mend what it says, then \`rerun --date ${date}\`.`];
  }
  return [];
}

function ofWriteBack({ writeBack, batch }: Omit<BatchStatus, 'next'>): readonly string[] {
  if (writeBack === null || writeBack.results === 0) return [];
  // A rerun tells of every night, and is refused where this one is done.
  const now = batch.completedAt === null ? `, \`rerun --date ${batch.businessDate}\` now` : '';
  return [
    `The core system was not told of ${writeBack.results} final results yet, the oldest of ${writeBack.since ?? 'an unknown time'}: the next night tells them${now}. ` +
      'What it refuses stands in the log as `report.refused`: mend that first.',
  ];
}

/** States that a run moves by itself. What stands in a print file on hold waits for a release, not for a run. */
function isForRun(state: string, { printFiles }: Omit<BatchStatus, 'next'>): boolean {
  if (state === 'bundled')
    return printFiles.some(
      ({ status }) => status === 'assigned' || status === 'sealed' || status === 'handing_over',
    );
  return state !== 'held' && state !== 'in_doubt' && !isFinal(state as DispatchState);
}

function ofOthers({ others }: Omit<BatchStatus, 'next'>): readonly string[] {
  return others.map(({ businessDate, states }) => {
    const open = Object.entries(states)
      .filter(([state]) => !isFinal(state as DispatchState))
      .map(([state, count]) => `${count} ${state}`);
    const what = open.length === 0 ? 'closes with the next night' : open.join(', ');
    return `Business date ${businessDate} is not done either: ${what}. See \`status --date ${businessDate}\`.`;
  });
}
