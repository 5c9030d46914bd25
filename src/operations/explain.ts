import { explainDecidingRule, explainDecision, type ExplainedRule } from '../classify/explain-decision.ts';
import { readRuleTexts, type RuleTexts } from '../classify/rule-texts.ts';
import type { DispatchPurpose, DispatchState } from '../domain/dispatch.ts';
import { NotFoundError } from '../domain/errors.ts';
import { listAttempts, type AttemptRecord } from '../ledger/attempt-store.ts';
import { findBatchById } from '../ledger/batch-store.ts';
import type { Session } from '../ledger/database.ts';
import { findCatalogue, listDecisions, type DecisionRecord } from '../ledger/decision-store.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { findByDocument } from '../ledger/dispatch-store.ts';
import { listEvents, listPrintPlaces, type EventRecord, type PrintPlace } from '../ledger/history.ts';
import { findRun, type RunRecord } from '../ledger/run-store.ts';
import { answerInGerman } from './explain-answer.ts';
import { maskAddresses, maskAddressesWithin } from './mask-addresses.ts';

/** Why one document left as it did, or has not left: everything that the ledger knows, without personal data. */
export interface Explanation {
  readonly documentId: string;
  /** One German sentence or two a dispatch, the original first: what to say on the phone. */
  readonly answer: readonly string[];
  readonly dispatches: readonly ExplainedDispatch[];
}

export interface ExplainedDispatch {
  readonly dispatchId: string;
  readonly purpose: DispatchPurpose;
  /** The dispatch that a paper copy or resend belongs to. */
  readonly originalId: string | null;
  readonly businessDate: string | null;
  readonly state: DispatchState;
  readonly reason: string | null;
  readonly retryAt: string | null;
  readonly cutOffAt: string | null;
  /** The oldest first; the last one counts. */
  readonly decisions: readonly ExplainedDecision[];
  readonly attempts: readonly AttemptRecord[];
  readonly events: readonly EventRecord[];
  readonly printPlaces: readonly PrintPlace[];
  /** The runs that appear above, by id. */
  readonly runs: Readonly<Record<string, Pick<RunRecord, 'kind' | 'host' | 'startedBy' | 'startedAt'>>>;
}

export interface ExplainedDecision extends Omit<DecisionRecord, 'rules'> {
  /** `stored`: worded by the catalogue that decided; `today`: that one is not there or not readable any more. */
  readonly wording: 'stored' | 'today';
  readonly catalogueVersion: string;
  readonly deciding: ExplainedRule;
  readonly rules: readonly ExplainedRule[];
}

/** What an explanation reads from. */
export interface ExplainSources {
  readonly ledger: Session;
  /** The catalogue in force: it words what happened after the decision, and decisions whose own one is gone. */
  readonly today: RuleTexts;
  readonly timeZone: string;
}

/**
 * Explains every dispatch of a document, years later too: each decision in the words of the catalogue that it names.
 *
 * @throws NotFoundError when the document was never collected
 */
export async function explainDocument(sources: ExplainSources, documentId: string): Promise<Explanation> {
  const found = await findByDocument(sources.ledger, documentId);
  if (found.length === 0) {
    throw new NotFoundError(
      `No document ${documentId} was ever collected. Compare the id with the core system; a document of today leaves tonight.`,
    );
  }
  const dispatches: ExplainedDispatch[] = [];
  for (const dispatch of found) dispatches.push(await explainDispatch(sources, dispatch));
  return {
    documentId,
    answer: dispatches.map((dispatch) => {
      const original = dispatches.find(({ dispatchId }) => dispatchId === dispatch.originalId) ?? null;
      return answerInGerman(dispatch, original, sources.today, sources.timeZone);
    }),
    dispatches,
  };
}

async function explainDispatch(
  sources: ExplainSources,
  dispatch: DispatchRecord,
): Promise<ExplainedDispatch> {
  const { ledger } = sources;
  const { dispatchId } = dispatch;
  const decisions: ExplainedDecision[] = [];
  for (const decision of await listDecisions(ledger, dispatchId)) {
    decisions.push(await explained(sources, decision));
  }
  const attempts = (await listAttempts(ledger, dispatchId)).map(withoutAddresses);
  const events = (await listEvents(ledger, dispatchId)).map(eventWithoutAddresses);
  const runIds = [...decisions, ...attempts, ...events].flatMap(({ runId }) =>
    runId === null ? [] : [runId],
  );
  return {
    dispatchId,
    purpose: dispatch.purpose,
    originalId: dispatch.originalId,
    businessDate: (await findBatchById(ledger, dispatch.batchId))?.businessDate ?? null,
    state: dispatch.state,
    reason: dispatch.reason === null ? null : maskAddresses(dispatch.reason),
    retryAt: dispatch.state === 'queued_email' ? dispatch.retryAt : null,
    cutOffAt: dispatch.cutOffAt,
    decisions,
    attempts,
    events,
    printPlaces: await listPrintPlaces(ledger, dispatchId),
    runs: await runsOf(ledger, new Set(runIds)),
  };
}

async function explained(sources: ExplainSources, decision: DecisionRecord): Promise<ExplainedDecision> {
  const content = await findCatalogue(sources.ledger, decision.catalogueHash);
  const stored = content === null ? null : readRuleTexts(content);
  const texts = stored ?? sources.today;
  return {
    ...decision,
    wording: stored === null ? 'today' : 'stored',
    catalogueVersion: texts.version,
    deciding: explainDecidingRule(decision, texts),
    rules: explainDecision(decision, texts),
  };
}

/** The Message-ID stays as it is: it is searched for in the relay's log, and names nobody. */
function withoutAddresses(attempt: AttemptRecord): AttemptRecord {
  const { evidence, reason } = attempt;
  const reply = evidence?.reply ?? null;
  return {
    ...attempt,
    reason: reason === null ? null : maskAddresses(reason),
    evidence:
      evidence === null || reply === null
        ? evidence
        : { ...evidence, reply: { ...reply, text: maskAddresses(reply.text) } },
  };
}

function eventWithoutAddresses(event: EventRecord): EventRecord {
  const { reason, evidence } = event;
  return { ...event, reason: maskAddresses(reason), evidence: maskAddressesWithin(evidence) };
}

async function runsOf(ledger: Session, ids: ReadonlySet<string>): Promise<ExplainedDispatch['runs']> {
  const runs: Record<string, ExplainedDispatch['runs'][string]> = {};
  for (const id of ids) {
    const run = await findRun(ledger, id);
    if (run === null) continue;
    runs[id] = { kind: run.kind, host: run.host, startedBy: run.startedBy, startedAt: run.startedAt };
  }
  return runs;
}
