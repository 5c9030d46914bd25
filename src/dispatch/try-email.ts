import type { DeliveryOutcome, SmtpReply } from '../domain/delivery.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import { LeaseLostError } from '../domain/errors.ts';
import { releaseMessage } from '../email/message-memory.ts';
import { MessageFormatError } from '../email/prepared-body.ts';
import { latestAttempt } from '../ledger/attempt-store.ts';
import { holdsLease } from '../ledger/claim.ts';
import type { Database } from '../ledger/database.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { findDispatch } from '../ledger/dispatch-store.ts';
import { markDomainWithoutTls } from '../ledger/recipient-store.ts';
import { suppress, suppressionKey, type NewSuppression } from '../ledger/suppression-store.ts';
import type { EmailSettings, EmailTools, ReadyMessage } from './email-tools.ts';
import type { RunContext } from './run-context.ts';
import { settleAttempt } from './settle-attempt.ts';

/**
 * One try and its end: the hooks put on disk what must be there before the conversation goes on, the outcome goes into
 * the ledger, and what it taught about the recipient's side is remembered.
 *
 * @throws LeaseLostError when the dispatch is somebody else's by now; nothing of it was sent by this try
 */
export async function tryEmail(
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
      const { documentId, purpose, paperCopyBasis } = dispatch;
      const { messageId } = ready;
      await journal.bodyBegun(ready.attemptId, { documentId, purpose, messageId, paperCopyBasis });
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
    from: settings.returnPaths?.addressFor(ready.attemptId) ?? settings.returnPath,
    to: ready.to,
    bytes: ready.bytes,
    messageId: ready.messageId,
    // A relay that rewrites return paths leaves this one alone.
    ...(settings.returnPaths ? { envelopeId: settings.returnPaths.tokenFor(ready.attemptId) } : {}),
  };
  let delivered;
  try {
    delivered = await tools.route.deliver(message, hooks);
  } catch (error) {
    const outcome = outcomeOfFault(error, bodyAllowed);
    await settle(context, settings, dispatch, { id: ready.attemptId, outcome, evidence: null });
    if (outcome.kind === 'refused') return outcome;
    throw error;
  }
  const { evidence } = delivered;
  const outcome = tools.judge?.(delivered.outcome) ?? delivered.outcome;
  await settle(context, settings, dispatch, { id: ready.attemptId, outcome, evidence });
  await learn(context, settings, ready, outcome);
  // The other side has all of it: nothing here can still be on its way to the socket.
  if (outcome.kind === 'accepted') releaseMessage(ready.bytes);
  return outcome;
}

/**
 * A fault of ours in the middle: before the body nothing went out, after it nobody may guess. A lost lease is such a
 * fault too: where nobody took the dispatch over, it would else stay with a run that lives and has let go of it.
 */
function outcomeOfFault(error: unknown, bodyAllowed: boolean): DeliveryOutcome {
  if (bodyAllowed) return { kind: 'in_doubt', reason: 'our own fault while the body was on its way' };
  if (error instanceof MessageFormatError) {
    // The next try would end the same way, and so would the step.
    return { kind: 'refused', reason: 'our message is not in the form of SMTP', suppressAddress: false };
  }
  return { kind: 'our_outage', reason: 'our own fault before the body' };
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
  const settled = await context.ledger.transaction(async (session) => {
    const now = await findDispatch(session, dispatch.dispatchId);
    const latest = await latestAttempt(session, dispatch.dispatchId);
    if (now?.state !== 'in_doubt' || latest?.id !== attempt.id) return false;
    await settleAttempt(session, now, 'in_doubt', attempt, options);
    return true;
  });
  context.logger.warn('email.late', {
    dispatch: dispatch.dispatchId,
    outcome: attempt.outcome.kind,
    settled,
  });
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
    await suppressUnlessRaced(context.ledger, {
      addressSha256: suppressionKey(ready.to),
      reason: outcome.reason,
      attemptId: ready.attemptId,
      person: null,
      expiry: settings.suppressFor ?? null,
    });
  }
}

/** Two workers may learn the same at the same moment: the second is content with what the first wrote. */
async function suppressUnlessRaced(ledger: Database, entry: NewSuppression): Promise<void> {
  try {
    await ledger.transaction((session) => suppress(session, entry));
  } catch (error) {
    if (!ledger.dialect.isUniqueViolation(error)) throw error;
  }
}
