import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContentFindings } from '../domain/content.ts';
import type { Decision } from '../domain/decision.ts';
import type { Facts, PdfInspection } from '../domain/document.ts';
import { LeaseLostError } from '../domain/errors.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { listByState, type DispatchRange } from '../ledger/dispatch-store.ts';
import type { FactsLookup, PdfLookup } from '../ledger/document-source.ts';
import type { Session } from '../ledger/database.ts';
import { cut } from '../ledger/rows.ts';
import { move, moveAll } from '../ledger/transition.ts';
import { addressKeyOf } from '../print/address-key.ts';
import { decisionContext } from './decision-context.ts';
import { mapBounded } from './map-bounded.ts';
import { contentKey } from './read-content.ts';
import { routeByDecision, type Decided } from './route-document.ts';
import type { RunContext } from './run-context.ts';

export interface ClassifyOptions {
  /** The first look into a PDF (print/pdf), within its limits. */
  readonly inspectPdf: (pdf: Uint8Array) => PdfInspection;
  /** D6, S11: what the PDF's own text says; asked only where nothing else stands against e-mail. */
  readonly readContent: (facts: Facts, pdf: Uint8Array) => Promise<ContentFindings>;
  /** Documents that are looked into at the same time; as many PDFs are in memory. */
  readonly concurrency: number;
  /** Whether letters can be addressed with these facts; null country and postal code otherwise. */
  readonly isPostable: (facts: Facts) => boolean;
  /** S18: writes the letter that tells the customer about a block, once per block. */
  readonly noticeBlock: (facts: Facts) => Promise<void>;
  /** How long a document may wait for e-mail before it goes by post (ms). */
  readonly maxWait: number;
}

/** Documents decided in one transaction: large enough to share a flush, small enough to lose little at a crash. */
const CHUNK = 50;

interface Verdict {
  readonly dispatch: DispatchRecord;
  /** Null: the view does not say anything that a decision could be made of; `reason` says why. */
  readonly decided: Decided | null;
  readonly reason: string;
}

/**
 * Decides every pending document, or those of a range. PDFs are fetched, looked into and let go, a few at a time. Whoever
 * decides the same ones at the same time does not hurt: the first one's word stands.
 */
export async function classifyDocuments(
  context: RunContext,
  options: ClassifyOptions,
  range: DispatchRange | null = null,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const batchIds = range === null ? context.batchIds : [range.batchId];
  const end = range === null ? {} : { upTo: range.upTo };
  let afterId = range?.afterId ?? '0';
  for (;;) {
    context.signal.throwIfAborted();
    const page = { afterId, count: CHUNK, ...end };
    const chunk = await listByState(context.ledger, batchIds, 'pending', page);
    const last = chunk.at(-1);
    if (last === undefined) return counts;
    afterId = last.dispatchId;
    const verdicts = await judgeAll(context, options, chunk);
    context.atPoint('classify.decided');
    await applyAll(context, options, verdicts);
    context.atPoint('classify.chunk');
    for (const { decided, dispatch } of verdicts) {
      if (decided?.decision.decidingRule === 'D6.other-contract') {
        // The breach that everybody fears, caught: somebody must look tonight, for there may be more of them.
        context.logger.error('guard.other-contract', { dispatch: dispatch.dispatchId });
      }
      const result = decided?.decision.result ?? 'held';
      counts[result] = (counts[result] ?? 0) + 1;
    }
    context.logger.debug('classify.chunk', { documents: chunk.length });
  }
}

/**
 * Rerun: what was never attempted is classified again, because consent, address or contract may have changed since.
 * A cut-off that was set stays, so that a rerun does not let a document wait for ever. The token moves: a paused run
 * that had decided before finds `pending` again when it wakes up, but may not write what it decided on older facts.
 */
export async function reopenUnattempted(context: RunContext): Promise<number> {
  let reopened = 0;
  for (const state of ['queued_email', 'queued_print'] as const) {
    reopened += await context.ledger.transaction((session) =>
      moveAll(
        session,
        (query) =>
          void query
            .whereIn('batch_id', context.batchIds)
            .where({ attempts: 0 })
            .whereIn('purpose', ['document', 'resend']),
        state,
        'pending',
        { reason: 'rerun: never attempted, classified again', runId: context.runId },
        { token: session.knex.raw('token + 1') },
      ),
    );
  }
  return reopened;
}

async function judgeAll(
  context: RunContext,
  options: ClassifyOptions,
  chunk: readonly DispatchRecord[],
): Promise<readonly Verdict[]> {
  const lookups = await context.source.factsOf(chunk.map(({ documentId }) => documentId));
  const verdicts = await mapBounded(chunk, options.concurrency, async (dispatch) => {
    const lookup = lookups.get(dispatch.documentId) ?? { kind: 'absent' };
    const verdict = await judge(context, options, dispatch, lookup);
    // Looking into a PDF is synchronous: heartbeats and signals get their turn in between.
    await nextTurn();
    return verdict;
  });
  // One after the other: two documents of one block make one notice.
  for (const { decided } of verdicts) {
    if (decided !== null && decided.facts.abuseBlockId !== null) {
      await options.noticeBlock(decided.facts);
    }
  }
  return verdicts;
}

async function judge(
  context: RunContext,
  options: ClassifyOptions,
  dispatch: DispatchRecord,
  lookup: FactsLookup,
): Promise<Verdict> {
  if (lookup.kind !== 'found') return { dispatch, decided: null, reason: reasonWithoutFacts(lookup) };
  const { facts } = lookup;
  const fetched = await context.source.pdfOf(dispatch.documentId);
  const pdf = fetched.kind === 'found' ? options.inspectPdf(fetched.pdf) : unfit(fetched);
  const given = await decisionContext(context.ledger, facts, context.businessDate, { pdf, content: null });
  const decision = context.decide(facts, given);
  if (!pdf.fit || fetched.kind !== 'found' || !isBarredUnreadOnly(decision)) {
    return { dispatch, decided: { facts, given, decision }, reason: '' };
  }
  const read = { ...given, content: await options.readContent(facts, fetched.pdf) };
  return { dispatch, decided: { facts, given: read, decision: context.decide(facts, read) }, reason: '' };
}

/**
 * D6 fires unread only where nothing else stands against e-mail. It need not be the rule that decides: on the way to
 * post, an address that nobody can write to (D3) decides before it, and e-mail would not have needed one.
 */
function isBarredUnreadOnly({ result, rules }: Decision): boolean {
  return (
    result !== 'cancelled' && rules.some(({ rule, outcome }) => rule === 'D6.unread' && outcome === 'fires')
  );
}

/** Held, not cancelled: a fault in the view must not make documents vanish. */
export function reasonWithoutFacts(lookup: Exclude<FactsLookup, { kind: 'found' }>): string {
  return lookup.kind === 'absent'
    ? 'the document is no longer in the core view; the core system must list it again'
    : `the core view has ${lookup.rows} rows with this document id; expected one`;
}

function unfit({ bytes, finding }: Extract<PdfLookup, { kind: 'unfit' }>): PdfInspection {
  return { fit: false, bytes, sha256: null, finding };
}

async function applyAll(
  context: RunContext,
  options: ClassifyOptions,
  verdicts: readonly Verdict[],
): Promise<void> {
  try {
    await context.ledger.transaction(async (session) => {
      for (const verdict of verdicts) await apply(session, context, options, verdict);
    });
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    // Somebody else decided one of them (a rerun of an earlier night beside this run): theirs stands, ours go on.
    for (const verdict of verdicts) await applyUnlessLost(context, options, verdict);
  }
}

async function applyUnlessLost(
  context: RunContext,
  options: ClassifyOptions,
  verdict: Verdict,
): Promise<void> {
  try {
    await context.ledger.transaction((session) => apply(session, context, options, verdict));
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    context.logger.info('classify.decided-elsewhere', { dispatch: verdict.dispatch.dispatchId });
  }
}

async function apply(
  session: Session,
  context: RunContext,
  options: ClassifyOptions,
  verdict: Verdict,
): Promise<void> {
  const { dispatch, decided } = verdict;
  if (decided === null) {
    await move(session, dispatch, dispatch.state, 'held', { reason: verdict.reason, runId: context.runId });
    return;
  }
  const {
    facts,
    decision,
    given: { pdf, content },
  } = decided;
  const postable = options.isPostable(facts);
  await routeByDecision(session, context, dispatch, decided, {
    document_type: facts.documentType === null ? null : cut(facts.documentType, MAX_DOCUMENT_TYPE),
    recipient_id: personIdOf(facts),
    never_bundle: decision.neverBundle ? 1 : 0,
    country: postable ? facts.recipient.country : null,
    postal_code: postable ? cut(facts.recipient.postalCode ?? '', MAX_POSTAL_CODE) : null,
    address_key: addressKeyOf(facts.recipient),
    pages: pdf.fit ? pdf.pages : null,
    pdf_bytes: pdf.bytes,
    pdf_sha256: pdf.sha256,
    content: content === null ? null : JSON.stringify(content),
    content_key: content === null || pdf.sha256 === null ? null : contentKey(facts, pdf.sha256),
    paper_copy_basis: decision.paperCopy === null ? null : cut(decision.paperCopy.basis, MAX_BASIS),
    ...(decision.result === 'email'
      ? { retry_at: session.now(), cut_off_at: dispatch.cutOffAt ?? session.nowPlus(options.maxWait) }
      : {}),
  });
}

/** Lengths of our columns (001-ledger): SQL Server refuses what is longer, and with it the whole chunk, every night. */
const MAX_DOCUMENT_TYPE = 100;
const MAX_PERSON_ID = 100;
const MAX_POSTAL_CODE = 20;
const MAX_BASIS = 200;

/** L3: half of an id could be somebody else's. Without one the document shares no envelope, which costs a stamp. */
function personIdOf({ recipientId }: Facts): string | null {
  return recipientId === null || recipientId.length > MAX_PERSON_ID ? null : recipientId;
}
