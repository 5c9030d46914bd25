import { LeaseLostError, OurOutageError } from '../domain/errors.ts';
import { noteTlsProof } from '../ledger/mail-domain-store.ts';
import { DeafRelay } from './deaf-relay.ts';
import { EmailCensus } from './email-census.ts';
import { EmailPlace } from './email-place.ts';
import { EmailQueue, preparedAhead, type Claimed } from './email-queue.ts';
import type { EmailTools } from './email-tools.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { outageInPlainWords } from './outage-words.ts';
import { provenBy } from './probe-domains.ts';
import type { RunContext } from './run-context.ts';
import { SendControl } from './send-control.ts';
import { sendEmail } from './send-email.ts';
import { SenderRefusals } from './sender-refusals.ts';
import { nextAfter } from './settle-attempt.ts';

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
  const census = await EmailCensus.take(context);
  const refusals = new SenderRefusals(tools.route.kind, census.sizes.size);
  const deafRelay =
    tools.route.kind === 'relay' ? new DeafRelay(census.sizes.size, census.triedBefore) : null;
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
  const toPrepare = fewAtATime(context.ledger.connections);
  let lastAcceptedAt: Date | null = null;
  let lessons = 0;
  const send = async (place: EmailPlace, { dispatch, domain, destination }: Claimed): Promise<void> => {
    const { dispatchId } = dispatch;
    try {
      const freeing: EmailTools = {
        ...watched,
        route: place.leftWhenAccepted(watched.route),
        // By route mx the last try is not even asked for.
        judge: (outcome) =>
          deafRelay?.judge(
            { dispatchId, domain },
            outcome,
            nextAfter(dispatch, outcome, retryDelays).to === 'queued_print',
          ) ?? outcome,
      };
      const outcome = await sendEmail(context, freeing, dispatch, {
        toPrepare,
        connection: () => place.connection(),
        lessons: () => lessons,
      });
      if (place.isKeptBack) return;
      const kind = outcome?.kind ?? 'rerouted';
      if (kind === 'accepted') lastAcceptedAt = new Date();
      else lessons += 1;
      refusals.note({ dispatchId, domain, destination }, outcome);
      counts[kind] = (counts[kind] ?? 0) + 1;
      context.logger.debug('email.tried', { dispatch: dispatchId, outcome: kind });
    } catch (error) {
      if (!(error instanceof LeaseLostError)) {
        // Before the connection is given on: what is in flight ends, and nothing begins any more.
        stop.abort();
        throw error;
      }
      context.logger.warn('email.lease-lost', { dispatch: dispatchId });
    } finally {
      place.end();
    }
  };
  const worker = async (): Promise<void> => {
    try {
      for (let next = await queue.next(); next !== null; next = await queue.next())
        await send(new EmailPlace(queue, next), next.claimed);
    } catch (error) {
      // Also where the queue itself fails: the other workers would ask it for ever.
      stop.abort();
      throw error;
    }
  };
  // Those beyond the connections prepare, or write down how a try ended, while all connections are busy.
  const workers = connections + preparedAhead(connections);
  const results = await Promise.allSettled(Array.from({ length: workers }, worker));
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
