import { randomUUID } from 'node:crypto';
import type { ContentFindings } from '../domain/content.ts';
import type { Facts, PdfInspection } from '../domain/document.ts';
import { ConfigurationError, PostausgangError } from '../domain/errors.ts';
import { latestAttempt } from '../ledger/attempt-store.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { move } from '../ledger/transition.ts';
import { reasonWithoutFacts } from './classify-documents.ts';
import { decisionContext } from './decision-context.ts';
import type { EmailTools, MessageInput, ReadyMessage } from './email-tools.ts';
import { contentKey } from './read-content.ts';
import { routeByDecision } from './route-document.ts';
import type { RunContext } from './run-context.ts';
import { sha256Of } from './sha256.ts';

/** Reads everything again and either builds the message or moves the dispatch elsewhere. */
export async function prepareEmail(
  context: RunContext,
  tools: EmailTools,
  dispatch: DispatchRecord,
): Promise<ReadyMessage | null> {
  const lookup = (await context.source.factsOf([dispatch.documentId])).get(dispatch.documentId) ?? {
    kind: 'absent',
  };
  if (lookup.kind !== 'found') return hold(context, dispatch, reasonWithoutFacts(lookup));
  const { facts } = lookup;
  const given = await decisionContext(context.ledger, facts, context.businessDate, {
    pdf: inspectionOf(dispatch),
    content: contentOf(dispatch, facts),
  });
  const decision = context.decide(facts, given);
  if (decision.result !== 'email' || facts.emailAddress === null) {
    await context.ledger.transaction((session) =>
      routeByDecision(session, context, dispatch, { facts, given, decision }),
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
  const message = await composeUnlessUnfit(context, tools, dispatch, {
    facts,
    decision,
    pdf: pdf.pdf,
    to,
    messageId,
    date,
  });
  if (message === null) return null;
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

/**
 * A document of which no message can be made is held with the reason: it would else end the step at the same place in
 * every run, and all that comes behind it would wait. Templates and configuration are everybody's, so they do end it.
 */
async function composeUnlessUnfit(
  context: RunContext,
  tools: EmailTools,
  dispatch: DispatchRecord,
  input: MessageInput,
): Promise<Awaited<ReturnType<EmailTools['compose']>> | null> {
  try {
    return await tools.compose(input);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    context.logger.error('email.no-message', { dispatch: dispatch.dispatchId }, error);
    const why = error instanceof PostausgangError ? error.message : 'a defect of this program; see the log';
    return hold(context, dispatch, `no message could be made of it: ${why}`);
  }
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

/** The finding of classification, as long as PDF and facts are the ones that it was made of. */
function contentOf(dispatch: DispatchRecord, facts: Facts): ContentFindings | null {
  const { content, contentKey: key, pdfSha256 } = dispatch;
  return pdfSha256 !== null && key === contentKey(facts, pdfSha256) ? content : null;
}

function startOfSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
