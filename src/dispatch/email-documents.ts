import type { DeliveryOutcome } from '../domain/delivery.ts';
import { LeaseLostError, OurOutageError } from '../domain/errors.ts';
import { noteTlsProof } from '../ledger/mail-domain-store.ts';
import { EmailCensus } from './email-census.ts';
import { EmailQueue, type Admitted } from './email-queue.ts';
import type { EmailTools } from './email-tools.ts';
import { outageInPlainWords } from './outage-words.ts';
import { provenBy } from './probe-domains.ts';
import type { RunContext } from './run-context.ts';
import { BREAKER_REASON, SendControl } from './send-control.ts';
import { sendEmail } from './send-email.ts';

/**
 * Sends what is queued for e-mail until nothing is left to try: at the pace that each destination takes, waits for
 * retries, lets go of what has reached its cut-off, takes over what dead workers left. Stops at once, with everything queued,
 * when the outage is ours; keeps back, for a person, what an outage of others would post.
 *
 * @param recover takes over what dead workers hold; called whenever others are in the way
 * @throws OurOutageError, JournalError
 */
export async function emailDocuments(
  context: RunContext,
  tools: EmailTools,
  recover: () => Promise<void>,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const stop = new AbortController();
  const refusals = new SenderRefusals();
  const census = await EmailCensus.take(context);
  const { connections, connectionsPerDestination, messagesPerSecond, retryDelays } = tools.settings;
  const control = new SendControl(census.sizes, {
    limits: { connections, perDestination: connectionsPerDestination, messagesPerSecond },
    testPauses: retryDelays,
    logger: context.logger,
    noteProof: (domain, evidence) =>
      context.ledger.transaction((session) => noteTlsProof(session, { domain, proven: provenBy(evidence) })),
  });
  const watched = { ...tools, route: control.watch(tools.route) };
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const queue = new EmailQueue(context, watched, { census, control }, signal, recover);
  let lastAcceptedAt: Date | null = null;
  const send = async (admitted: Admitted): Promise<void> => {
    const { dispatchId } = admitted.dispatch;
    try {
      const outcome = await sendEmail(context, watched, admitted.dispatch);
      const kind = outcome?.kind ?? 'rerouted';
      if (kind === 'accepted') lastAcceptedAt = new Date();
      refusals.note(dispatchId, outcome);
      counts[kind] = (counts[kind] ?? 0) + 1;
      context.logger.debug('email.tried', { dispatch: dispatchId, outcome: kind });
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
      context.logger.warn('email.lease-lost', { dispatch: dispatchId });
    } finally {
      queue.done(admitted);
    }
  };
  const worker = async (): Promise<void> => {
    try {
      for (let next = await queue.next(); next !== null; next = await queue.next()) await send(next);
    } catch (error) {
      // One worker saw the outage: the others finish what is in flight and begin nothing.
      stop.abort();
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: connections }, worker));
  await queue.giveBack();
  const failed = results.find((result) => result.status === 'rejected');
  if (failed?.reason instanceof OurOutageError) throw outageInPlainWords(failed.reason, lastAcceptedAt);
  if (failed !== undefined) throw failed.reason;
  return { ...counts, ...openedBy(control) };
}

/** How many domains the circuit breaker opened for, where it did: the alert in the figures of the step. */
function openedBy({ alerts }: SendControl): Readonly<Record<string, number>> {
  const opened = alerts.filter(({ kind }) => kind !== 'domain closed').length;
  return opened === 0 ? {} : { breaker_opened: opened };
}

/** So many documents refused for a reason of ours, with no acceptance in between, are no single customer's server. */
const REFUSALS_THAT_ARE_AN_OUTAGE = 5;

class SenderRefusals {
  readonly #inARow = new Set<string>();

  /** @throws OurOutageError */
  note(dispatchId: string, outcome: DeliveryOutcome | null): void {
    if (outcome?.kind === 'accepted') this.#inARow.clear();
    // What the circuit breaker doubts speaks of the other side.
    if (outcome?.kind !== 'sender_refused' || outcome.reason.startsWith(BREAKER_REASON)) return;
    this.#inARow.add(dispatchId);
    if (this.#inARow.size < REFUSALS_THAT_ARE_AN_OUTAGE) return;
    throw new OurOutageError(
      `E-mail step stopped: ${this.#inARow.size} documents in a row were refused for a reason that speaks of us (policy, reputation, or no way out to any server). ` +
        'Documents stay queued; look at the replies with `explain`, mend the cause and rerun.',
    );
  }
}
