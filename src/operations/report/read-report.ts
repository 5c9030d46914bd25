import type { AnomalyLimits } from '../../batch/anomalies.ts';
import { readAnomalies } from '../../batch/read-anomalies.ts';
import type { BusinessDate } from '../../domain/business-date.ts';
import { NotFoundError } from '../../domain/errors.ts';
import { findBatchById, listBatches } from '../../ledger/batch-store.ts';
import type { Session } from '../../ledger/database.ts';
import { lastAcknowledgements, stepTimes, tallyBatch, triedEmails } from '../../ledger/night-figures.ts';
import type { PrintFileRecord } from '../../ledger/print-file-store.ts';
import { productionDates } from '../../ledger/production-store.ts';
import { findRun, type StepRecord } from '../../ledger/run-store.ts';
import { envelopeClassOfStream } from '../../print/stream.ts';
import type { Tariff } from '../../print/tariff.ts';
import { maskAddresses } from '../mask-addresses.ts';
import { readStatus, type BatchStatus, type RunStatusLine } from '../status.ts';
import { channelCounts, postReasons, statesOf, typeFigures } from './channel-figures.ts';
import { EmailTally } from './email-figures.ts';
import { postageOfFile } from './postage.ts';
import type { ReportedCase, ReportedPrintFile, ReportedRun, RunReport, Verdict } from './run-report.ts';
import { stepFigures } from './step-figures.ts';

/** What a report needs to know besides the ledger. */
export interface ReportSettings {
  readonly timeZone: string;
  readonly insurer: string;
  /** In force on a day; null: none. */
  readonly tariffOn: (date: BusinessDate) => Tariff | null;
  /** Titles of document types, by the rule catalogue. */
  readonly documentTypes: ReadonlyMap<string, { readonly title: string }>;
  readonly anomalies: AnomalyLimits & { readonly nights: number };
  /** Whether the core system is told of results (`core.writeBack`). */
  readonly tells: boolean;
}

/** Which report: that of a run, or the last of a night, or of the newest night. */
export interface ReportChoice {
  readonly date: BusinessDate | null;
  readonly runId: string | null;
}

const LISTED_CASES = 200;

/**
 * Reads everything that the report of a run shows. Made again later it shows the night as it stands then.
 *
 * @throws NotFoundError when there is no such night or run
 */
export async function readReport(
  ledger: Session,
  choice: ReportChoice,
  settings: ReportSettings,
): Promise<RunReport> {
  const status = await readStatus(ledger, await dateOf(ledger, choice), settings.tells);
  const run = chosenRun(status, choice.runId);
  const { batch } = status;
  const ids = status.printFiles.map(({ id }) => id);
  const acknowledgements = await lastAcknowledgements(ledger, ids);
  const days = await productionDates(ledger, ids);
  const tariff = settings.tariffOn(batch.businessDate);
  const files = status.printFiles.map((file) => ({
    ...reportedFile(file, tariff),
    productionDate: days.get(file.id) ?? null,
    acknowledgement: acknowledgements.get(file.id) ?? null,
  }));
  const tallies = await tallyBatch(ledger, batch.id);
  const emails = new EmailTally();
  for await (const page of triedEmails(ledger, batch.id)) for (const tried of page) emails.add(tried);
  const nights = (await listBatches(ledger, settings.anomalies.nights + 31)).filter(
    ({ businessDate }) => businessDate <= batch.businessDate,
  );
  const compared = nights.slice(0, settings.anomalies.nights + 1).map(({ id }) => id);
  const { anomalies, earlier, tonight } = await readAnomalies(ledger, batch, settings.anomalies);
  return {
    format: 'postausgang-run-report/1',
    generatedAt: status.at,
    timeZone: settings.timeZone,
    insurer: settings.insurer,
    businessDate: batch.businessDate,
    verdict: verdictOf(status, run),
    run,
    runs: status.runs.map(reportedRun),
    books: { collected: batch.collected, ...statesOf(tallies), ...status.books },
    channels: channelCounts(tallies),
    types: typeFigures(tallies, settings.documentTypes),
    whyPost: postReasons(tallies, centsPerDocument(files)),
    email: emails.figures(),
    cases: casesOf(status),
    print: { files, postageCents: totalPostage(files), saving: savingOf(status.runs) },
    shop: status.shop,
    writeBack: status.writeBack,
    steps: stepFigures(await stepTimes(ledger, compared), batch.id),
    volumes: [...earlier, tonight],
    anomalies,
  };
}

async function dateOf(ledger: Session, { date, runId }: ReportChoice): Promise<BusinessDate | null> {
  if (runId === null) return date;
  const run = await findRun(ledger, runId);
  const batch = run === null ? null : await findBatchById(ledger, run.batchId);
  if (batch === null) throw new NotFoundError(`There is no run ${runId}. \`runs\` lists them.`);
  return batch.businessDate;
}

function chosenRun({ runs, batch }: BatchStatus, runId: string | null): ReportedRun {
  const chosen =
    runId === null ? runs.findLast(({ kind }) => kind !== 'worker') : runs.find(({ id }) => id === runId);
  if (chosen !== undefined) return reportedRun(chosen);
  throw new NotFoundError(`Business date ${batch.businessDate} has no run yet.`);
}

function reportedRun({
  steps: _steps,
  batchId: _batch,
  pid: _pid,
  heartbeatAt: _beat,
  ...run
}: RunStatusLine): ReportedRun {
  return { ...run, failure: run.failure === null ? null : maskAddresses(run.failure) };
}

/** Worse things first: a failed or unbalanced night is red whatever else waits. */
function verdictOf(status: BatchStatus, run: ReportedRun): Verdict {
  if (status.books.balance === false) return 'failed';
  if (run.status === 'running') return 'running';
  if (run.status !== 'completed') return 'failed';
  return status.next.length === 0 ? 'well' : 'attention';
}

function casesOf({ cases, states }: BatchStatus): RunReport['cases'] {
  const listed = cases
    .slice(0, LISTED_CASES)
    .map(({ dispatchId, documentId, state, ageMinutes, reason, messageId }): ReportedCase => ({
      dispatchId,
      documentId,
      state: state === 'in_doubt' ? 'in_doubt' : 'held',
      ageMinutes,
      reason: maskAddresses(reason ?? ''),
      command:
        state === 'in_doubt'
          ? `resolve ${dispatchId} --as accepted|not-accepted --evidence TEXT --by NAME${messageId === null ? '' : `   # ${messageId}`}`
          : `release-held ${dispatchId} --reason TEXT --by NAME`,
    }));
  return { held: states.held ?? 0, inDoubt: states.in_doubt ?? 0, listed };
}

function reportedFile(
  file: PrintFileRecord,
  tariff: Tariff | null,
): Omit<ReportedPrintFile, 'productionDate' | 'acknowledgement'> {
  const { id, stream, status, documents, mailpieces, sheets, pages, handedOverAt } = file;
  return {
    id,
    stream,
    envelopeClass: envelopeClassOfStream(stream),
    status,
    documents,
    mailpieces,
    sheets,
    pages,
    postageCents: postageOfFile(file, tariff),
    handedOverAt,
  };
}

function centsPerDocument(files: readonly ReportedPrintFile[]): ReadonlyMap<string, number> {
  return new Map(
    files.flatMap(({ id, postageCents, documents }) =>
      postageCents === null || documents === null || documents === 0
        ? []
        : [[id, postageCents / documents] as const],
    ),
  );
}

function totalPostage(files: readonly ReportedPrintFile[]): number | null {
  const counted = files.filter(({ status }) => status !== 'cancelled');
  if (counted.length === 0 || counted.some(({ postageCents }) => postageCents === null)) return null;
  return counted.reduce((sum, { postageCents }) => sum + (postageCents ?? 0), 0);
}

/** What shared envelopes saved, as the print steps of the night told. */
function savingOf(runs: readonly { readonly steps: readonly StepRecord[] }[]): RunReport['print']['saving'] {
  const counts = runs.flatMap(({ steps }) =>
    steps.filter(({ step }) => step === 'print').map((step) => step.counts),
  );
  const sum = (name: string): number => counts.reduce((total, each) => total + (each[name] ?? 0), 0);
  return { envelopes: sum('savedEnvelopes'), cents: sum('savedCents') };
}
