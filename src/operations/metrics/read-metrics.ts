import { DISPATCH_STATES } from '../../domain/dispatch.ts';
import { listBatches } from '../../ledger/batch-store.ts';
import type { Session } from '../../ledger/database.ts';
import { countByState } from '../../ledger/dispatch-store.ts';
import { tallyBatch, triedEmails } from '../../ledger/night-figures.ts';
import { listPrintFiles } from '../../ledger/print-file-store.ts';
import { readBacklog, type WriteBackBacklog } from '../../ledger/write-back.ts';
import { listRuns, listSteps, type RunRecord } from '../../ledger/run-store.ts';
import type { Condition, Situation } from '../alerts/conditions.ts';
import type { MetricFamily, Sample } from './open-metrics.ts';

const NIGHTS = 400;

/**
 * What monitoring wants to know, read afresh: of the newest night, and of everything that waits for a person whatever
 * night it is from. The same figures serve the file and the console's endpoint.
 *
 * @param tells whether the core system is told of results (`core.writeBack`): without it nothing can be behind
 */
export async function readMetrics(
  ledger: Session,
  version: string,
  situation: Situation,
  conditions: readonly Condition[],
  tells: boolean,
): Promise<readonly MetricFamily[]> {
  const batches = await listBatches(ledger, NIGHTS);
  const open = batches.filter(({ completedAt }) => completedAt === null).map(({ id }) => id);
  const waiting = open.length === 0 ? {} : await countByState(ledger, open);
  const newest = batches[0];
  return [
    gauge('build_info', 'The release that wrote this.', [{ labels: { version }, value: 1 }]),
    gauge('read_timestamp_seconds', 'When the figures were read, by the database.', [
      { value: Math.floor(situation.now.getTime() / 1000) },
    ]),
    gauge('nights_unfinished', 'Nights that are not done.', [{ value: open.length }]),
    gauge('in_doubt', 'E-mails that may or may not have arrived, of all nights.', [
      { value: waiting.in_doubt ?? 0 },
    ]),
    gauge('held', 'Documents that wait for a person, of all nights.', [{ value: waiting.held ?? 0 }]),
    gauge('email_kept_back', 'E-mails that the circuit breaker keeps back.', [{ value: situation.keptBack }]),
    gauge('print_files_on_hold', 'Print files that wait for a release.', [
      { value: situation.onHold.length },
    ]),
    gauge('acknowledgements_overdue', 'Print files that the letter shop should have acknowledged.', [
      { value: situation.shop.filter(({ kind }) => kind === 'overdue').length },
    ]),
    gauge('anomalies', 'Figures of the newest night outside of their usual range.', [
      { value: situation.anomalies.length },
    ]),
    ...(tells ? ofWriteBack(await readBacklog(ledger)) : []),
    gauge('conditions', 'What is wrong right now, by severity.', [
      severityOf(conditions, 'critical'),
      severityOf(conditions, 'warning'),
    ]),
    ...(newest === undefined ? [] : await ofNight(ledger, newest.id, newest.collected, situation)),
  ];
}

function ofWriteBack({ results, since }: WriteBackBacklog): readonly MetricFamily[] {
  return [
    gauge('write_back_untold', 'Final results that the core system was not told yet, of all nights.', [
      { value: results },
    ]),
    gauge(
      'write_back_oldest_timestamp_seconds',
      'When the oldest result became final that the core system was not told; absent where it was told all.',
      since === null ? [] : [{ value: Date.parse(since) / 1000 }],
    ),
  ];
}

function severityOf(conditions: readonly Condition[], severity: Condition['severity']): Sample {
  return { labels: { severity }, value: conditions.filter((each) => each.severity === severity).length };
}

async function ofNight(
  ledger: Session,
  batchId: string,
  collected: number,
  { nights }: Situation,
): Promise<readonly MetricFamily[]> {
  const states = await countByState(ledger, [batchId]);
  const files = Map.groupBy(await listPrintFiles(ledger, [batchId]), ({ status }) => status);
  const outcomes = new Map<string, number>();
  for await (const page of triedEmails(ledger, batchId)) {
    for (const { outcome } of page)
      outcomes.set(outcome ?? 'unfinished', (outcomes.get(outcome ?? 'unfinished') ?? 0) + 1);
  }
  const run = (await listRuns(ledger, batchId)).findLast(({ kind }) => kind !== 'worker');
  const balance = nights.at(-1)?.balance ?? null;
  const posted = (await tallyBatch(ledger, batchId))
    .filter(({ purpose, result }) => purpose === 'document' && result === 'post')
    .reduce((sum, { count }) => sum + count, 0);
  return [
    gauge('documents_collected', 'Documents of the newest night.', [{ value: collected }]),
    gauge('documents_decided_post', 'Documents of the newest night that the rules sent by post.', [
      { value: posted },
    ]),
    gauge(
      'dispatches',
      'Dispatches of the newest night by state.',
      DISPATCH_STATES.map((state) => ({ labels: { state }, value: states[state] ?? 0 })),
    ),
    gauge(
      'email_attempts',
      'Tries by e-mail in the newest night by outcome.',
      [...outcomes].map(([outcome, value]) => ({ labels: { outcome }, value })),
    ),
    gauge(
      'print_files',
      'Print files of the newest night by status.',
      [...files].map(([status, own]) => ({ labels: { status }, value: own.length })),
    ),
    gauge(
      'books_balance',
      '1: the books of the newest night balance; 0: they do not.',
      balance === null ? [] : [{ value: Number(balance) }],
    ),
    ...(run === undefined ? [] : await ofRun(ledger, run)),
  ];
}

async function ofRun(ledger: Session, run: RunRecord): Promise<readonly MetricFamily[]> {
  const seconds = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / 1000;
  const steps = await listSteps(ledger, run.id);
  return [
    gauge('run_started_timestamp_seconds', 'When the last run began.', [
      { value: Date.parse(run.startedAt) / 1000 },
    ]),
    gauge(
      'run_finished_timestamp_seconds',
      'When the last run ended; absent while it is at work.',
      run.finishedAt === null ? [] : [{ value: Date.parse(run.finishedAt) / 1000 }],
    ),
    gauge('run_status', '1 for the status of the last run.', [{ labels: { status: run.status }, value: 1 }]),
    gauge(
      'run_exit_code',
      'Exit code of the last run.',
      run.exitCode === null ? [] : [{ value: run.exitCode }],
    ),
    gauge(
      'step_duration_seconds',
      'How long the steps of the last run took.',
      steps.flatMap(({ step, startedAt, finishedAt }) =>
        finishedAt === null ? [] : [{ labels: { step }, value: seconds(startedAt, finishedAt) }],
      ),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, help, samples };
}
