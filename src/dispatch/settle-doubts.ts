import { LeaseLostError } from '../domain/errors.ts';
import { recipientReport } from '../email/bounce/recipient-report.ts';
import type { MailReport } from '../email/bounce/report.ts';
import { searchRelayLog, type RelayLogFinding } from '../email/relay-log/search-relay-log.ts';
import { listAttempts, type AttemptRecord } from '../ledger/attempt-store.ts';
import type { Session } from '../ledger/database.ts';
import { listDoubts, type Doubt } from '../ledger/doubt-store.ts';
import { findDispatch } from '../ledger/dispatch-store.ts';
import { applyBounce, bounceSituation, type BounceTerms } from './apply-bounce.ts';
import { BounceBreaker } from './bounce-breaker.ts';
import { decideBounce, type BounceDecision } from './bounce-policy.ts';
import type { RunContext } from './run-context.ts';

/**
 * Settles by the relay's own log what is in doubt, of whatever night: taken counts as e-mailed, given up goes the way of
 * a report that says the same. What the log does not know stays in doubt.
 *
 * @returns how many were settled, and how
 */
export async function settleDoubtsByLog(
  context: Pick<RunContext, 'ledger' | 'logger' | 'runId'>,
  logs: readonly string[],
  terms: BounceTerms,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  if (logs.length === 0) return counts;
  const doubts = await listDoubts(context.ledger);
  const breaker = new BounceBreaker();
  const found = await searchRelayLog(logs, new Set(doubts.map(({ attempt }) => attempt.messageId)));
  for (const doubt of doubts) {
    const finding = found.get(doubt.attempt.messageId);
    if (finding === undefined) continue;
    const effect = await settle(context, doubt, finding, terms, breaker);
    if (effect !== null) counts[effect] = (counts[effect] ?? 0) + 1;
  }
  return counts;
}

async function settle(
  context: Pick<RunContext, 'ledger' | 'logger' | 'runId'>,
  { dispatchId, attempt }: Doubt,
  finding: RelayLogFinding,
  terms: BounceTerms,
  breaker: BounceBreaker,
): Promise<string | null> {
  const evidence = { attempt: attempt.id, relayLog: finding };
  try {
    return await context.ledger.transaction(async (session) => {
      const dispatch = await findDispatch(session, dispatchId);
      if (dispatch?.state !== 'in_doubt' || (await wasTakenBefore(session, attempt))) return null;
      // Our own relay's log is as good as a proof.
      const match = { by: 'relay_log', authentic: true };
      const situation = await bounceSituation(session, dispatch, attempt, match, terms);
      const said: BounceDecision =
        finding.kind === 'accepted'
          ? { effect: 'accepted', reason: `the relay's log has it as ${finding.last} (${finding.queueId})` }
          : decideBounce(asReport(finding), situation);
      const decision = await breaker.doubt(session, said, { dispatch, attempt });
      if (decision.effect === 'person' || decision.effect === 'later') return null;
      await applyBounce(session, decision, { dispatch, attempt }, terms, { runId: context.runId, evidence });
      context.logger.info('doubt.settled', {
        dispatch: dispatchId,
        attempt: attempt.id,
        effect: decision.effect,
      });
      return decision.effect;
    });
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    return null;
  }
}

/**
 * Whether a relay may have taken an earlier try of the same message, that came back and was sent once more. All tries have one
 * Message-ID, so what the log says may be about that one: it would lose this one, or post what is on its way.
 */
async function wasTakenBefore(session: Session, { id, dispatchId }: AttemptRecord): Promise<boolean> {
  const attempts = await listAttempts(session, dispatchId);
  return attempts.some(
    (each) =>
      each.id !== id && (each.outcome === null || each.outcome === 'accepted' || each.outcome === 'in_doubt'),
  );
}

function asReport(finding: Extract<RelayLogFinding, { kind: 'bounced' }>): MailReport {
  const recipient = recipientReport({
    verdict: 'failed',
    finalRecipient: null,
    originalRecipient: null,
    status: finding.dsn,
    diagnostic: finding.text,
  });
  return {
    kind: recipient.kind,
    recipients: [recipient],
    source: 'delivery-status',
    messageId: null,
    sentTo: [],
    envelopeId: null,
    originalMessageId: null,
    originalTo: null,
  };
}
