import { createHash, randomUUID } from 'node:crypto';
import type { DeliveryOutcome, SmtpReply } from '../domain/delivery.ts';
import type { Decision } from '../domain/decision.ts';
import type { Facts, PdfInspection } from '../domain/document.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import { LeaseLostError, OurOutageError } from '../domain/errors.ts';
import type { EmailRoute } from '../email/route.ts';
import { holdsLease } from '../ledger/claim.ts';
import { insertAttempt, latestAttempt } from '../ledger/attempt-store.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { findDispatch } from '../ledger/dispatch-store.ts';
import { markDomainWithoutTls, suppressAddress } from '../ledger/recipient-store.ts';
import { move } from '../ledger/transition.ts';
import type { Journal } from '../log/journal.ts';
import { reasonWithoutFacts } from './classify-documents.ts';
import { decisionContext } from './decision-context.ts';
import { routeByDecision } from './route-document.ts';
import type { RunContext } from './run-context.ts';
import { settleAttempt } from './settle-attempt.ts';

export interface EmailSettings {
  readonly retryDelays: readonly number[];
  /** Milliseconds that a "no TLS" mark of a domain lasts (S3). */
  readonly noTlsExpiry: number;
  /** Bytes of the whole message, base64 included. */
  readonly maxMessageBytes: number;
  /** Envelope sender. */
  readonly returnPath: string;
  /** Right-hand side of our Message-IDs. */
  readonly messageIdDomain: string;
  readonly connections: number;
  /** Milliseconds. */
  readonly lease: number;
}

/** What the message is made of; the same input gives the same bytes. */
export interface MessageInput {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly pdf: Uint8Array;
  readonly to: string;
  readonly messageId: string;
  readonly date: Date;
}

export interface EmailTools {
  readonly route: EmailRoute;
  readonly journal: Journal;
  readonly settings: EmailSettings;
  readonly compose: (input: MessageInput) => Promise<{ readonly bytes: Buffer; readonly sha256: string }>;
}

/**
 * Takes one claimed dispatch as far as it goes: facts read again right before sending (S9: a revocation wins), the
 * attempt written before the try, the try, its end. Crash before the attempt: the lease expires. Crash after it: the
 * journal tells whether the body had begun.
 *
 * @returns the outcome, or null when no try was made
 * @throws OurOutageError, JournalError: the e-mail step must stop
 */
export async function sendEmail(
  context: RunContext,
  tools: EmailTools,
  claimed: DispatchRecord,
): Promise<DeliveryOutcome | null> {
  const ready = await prepare(context, tools, claimed);
  if (ready === null) return null;
  const sending = await beginAttempt(context, claimed, ready);
  context.atPoint('email.attempt-written');
  const outcome = await tryOnce(context, tools, sending, ready);
  context.atPoint('email.settled');
  if (outcome.kind === 'our_outage') {
    throw new OurOutageError(
      `E-mail step stopped: ${outcome.reason}. Documents stay queued; mend the relay and rerun. Nothing was posted because of it.`,
    );
  }
  return outcome;
}

interface ReadyMessage {
  readonly attemptId: string;
  readonly attemptNumber: number;
  readonly facts: Facts;
  readonly to: string;
  readonly messageId: string;
  readonly date: Date;
  readonly bytes: Buffer;
  readonly sha256: string;
}

/** Reads everything again and either builds the message or moves the dispatch elsewhere. */
async function prepare(
  context: RunContext,
  tools: EmailTools,
  dispatch: DispatchRecord,
): Promise<ReadyMessage | null> {
  const lookup = (await context.source.factsOf([dispatch.documentId])).get(dispatch.documentId) ?? {
    kind: 'absent',
  };
  if (lookup.kind !== 'found') return hold(context, dispatch, reasonWithoutFacts(lookup));
  const { facts } = lookup;
  const decision = context.decide(
    facts,
    await decisionContext(context.ledger, facts, context.businessDate, inspectionOf(dispatch)),
  );
  if (decision.result !== 'email' || facts.emailAddress === null) {
    await context.ledger.transaction((session) =>
      routeByDecision(session, context, dispatch, facts, decision),
    );
    return null;
  }
  const pdf = await context.source.pdfOf(dispatch.documentId);
  if (pdf.kind !== 'found') return hold(context, dispatch, `PDF ${pdf.finding.code}: ${pdf.finding.message}`);
  if (sha256Of(pdf.pdf) !== dispatch.pdfSha256) {
    return hold(context, dispatch, 'PDF changed: it is no longer the one that was classified');
  }
  const first = await latestAttempt(context.ledger, dispatch.dispatchId);
  const messageId =
    first?.messageId ?? `<${dispatch.dispatchId}.${randomUUID()}@${tools.settings.messageIdDomain}>`;
  const date = first === null ? startOfSecond(new Date()) : new Date(first.messageDate);
  const to = facts.emailAddress;
  const message = await tools.compose({ facts, decision, pdf: pdf.pdf, to, messageId, date });
  if (message.bytes.byteLength > tools.settings.maxMessageBytes) {
    await context.ledger.transaction((session) =>
      move(session, dispatch, 'claimed', 'queued_print', {
        reason: `message of ${message.bytes.byteLength} bytes, email.maxMessageBytes allows ${tools.settings.maxMessageBytes}`,
        runId: context.runId,
      }),
    );
    return null;
  }
  const attemptNumber = (first?.number ?? 0) + 1;
  return { attemptId: randomUUID(), attemptNumber, facts, to, messageId, date, ...message };
}

async function hold(context: RunContext, dispatch: DispatchRecord, reason: string): Promise<null> {
  await context.ledger.transaction((session) =>
    move(session, dispatch, 'claimed', 'held', { reason, runId: context.runId }),
  );
  return null;
}

/** What classification found in the PDF; its hash is compared before anything is sent. */
function inspectionOf(dispatch: DispatchRecord): PdfInspection {
  const { pages, pdfBytes, pdfSha256 } = dispatch;
  return pages === null || pdfBytes === null || pdfSha256 === null
    ? { fit: false, bytes: 0, sha256: null, finding: { code: 'missing', message: 'never looked into' } }
    : { fit: true, bytes: pdfBytes, pages, sha256: pdfSha256 };
}

/** Write-ahead: the attempt row is committed together with `sending`, before a single byte of the try. */
async function beginAttempt(
  context: RunContext,
  dispatch: DispatchRecord,
  ready: ReadyMessage,
): Promise<DispatchRecord> {
  await context.ledger.transaction(async (session) => {
    await move(
      session,
      dispatch,
      'claimed',
      'sending',
      { reason: `try ${ready.attemptNumber}`, runId: context.runId, evidence: { attempt: ready.attemptId } },
      { attempts: ready.attemptNumber },
    );
    await insertAttempt(session, {
      id: ready.attemptId,
      dispatchId: dispatch.dispatchId,
      number: ready.attemptNumber,
      runId: context.runId,
      token: dispatch.token,
      messageId: ready.messageId,
      messageDate: ready.date.toISOString(),
      messageSha256: ready.sha256,
    });
  });
  return { ...dispatch, state: 'sending', attempts: ready.attemptNumber };
}

async function tryOnce(
  context: RunContext,
  tools: EmailTools,
  dispatch: DispatchRecord,
  ready: ReadyMessage,
): Promise<DeliveryOutcome> {
  const { journal, settings } = tools;
  let bodyAllowed = false;
  const hooks = {
    bodyBegun: async (): Promise<void> => {
      // The order is the proof: whoever seizes this dispatch moves the token first and reads the journal after. If
      // the fence below still holds, that reader will find the line.
      await journal.bodyBegun(ready.attemptId);
      if (!(await holdsLease(context.ledger, dispatch)))
        throw new LeaseLostError(dispatch.dispatchId, 'body');
      context.atPoint('email.body-begun');
      bodyAllowed = true;
    },
    finalReply: async (reply: SmtpReply): Promise<void> => {
      await journal.reply(ready.attemptId, reply);
      context.atPoint('email.reply-journalled');
    },
  };
  const message = {
    attemptId: ready.attemptId,
    from: settings.returnPath,
    to: ready.to,
    bytes: ready.bytes,
    messageId: ready.messageId,
  };
  let delivered;
  try {
    delivered = await tools.route.deliver(message, hooks);
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    // A fault of ours in the middle: before the body nothing went out, after it nobody may guess.
    const outcome: DeliveryOutcome = bodyAllowed
      ? { kind: 'in_doubt', reason: 'our own fault while the body was on its way' }
      : { kind: 'our_outage', reason: 'our own fault before the body' };
    await settle(context, settings, dispatch, { id: ready.attemptId, outcome, evidence: null });
    throw error;
  }
  await settle(context, settings, dispatch, { id: ready.attemptId, ...delivered });
  await learn(context, settings, ready, delivered.outcome);
  return delivered.outcome;
}

type EndedAttempt = Parameters<typeof settleAttempt>[3];

async function settle(
  context: RunContext,
  settings: EmailSettings,
  dispatch: DispatchRecord,
  attempt: EndedAttempt,
): Promise<void> {
  const options = { runId: context.runId, retryDelays: settings.retryDelays };
  try {
    await context.ledger.transaction((session) =>
      settleAttempt(session, dispatch, 'sending', attempt, options),
    );
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    await settleLate(context, dispatch, attempt, options);
  }
}

/**
 * The lease was lost while the answer was on its way. If the dispatch stands in doubt because of this very attempt,
 * the late answer is the proof that it waits for. Otherwise the journal keeps the answer, and the next recovery reads it.
 */
async function settleLate(
  context: RunContext,
  dispatch: DispatchRecord,
  attempt: EndedAttempt,
  options: Parameters<typeof settleAttempt>[4],
): Promise<void> {
  await context.ledger.transaction(async (session) => {
    const now = await findDispatch(session, dispatch.dispatchId);
    const latest = await latestAttempt(session, dispatch.dispatchId);
    if (now?.state !== 'in_doubt' || latest?.id !== attempt.id) return;
    await settleAttempt(session, now, 'in_doubt', attempt, options);
  });
  context.logger.warn('email.settled-late', { dispatch: dispatch.dispatchId, outcome: attempt.outcome.kind });
}

/** S3: what the recipient's side proved about itself is remembered before the next document for it. */
async function learn(
  context: RunContext,
  settings: EmailSettings,
  ready: ReadyMessage,
  outcome: DeliveryOutcome,
): Promise<void> {
  const address = parseEmailAddress(ready.to);
  if (outcome.kind === 'tls_refused' && address !== null) {
    await markDomainWithoutTls(context.ledger, {
      domain: address.domain,
      reason: outcome.reason,
      attemptId: ready.attemptId,
      expiry: settings.noTlsExpiry,
    });
  }
  if (outcome.kind === 'refused' && outcome.suppressAddress) {
    await suppressAddress(context.ledger, {
      address: ready.to,
      reason: outcome.reason,
      attemptId: ready.attemptId,
    });
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function startOfSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
