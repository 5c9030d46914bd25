import type { DeliveryOutcome } from '../domain/delivery.ts';
import { parseEmailAddress } from '../domain/email-address.ts';
import { OurOutageError } from '../domain/errors.ts';
import { insertAttemptEnvelope } from '../ledger/attempt-envelope-store.ts';
import { insertAttempt } from '../ledger/attempt-store.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { move } from '../ledger/transition.ts';
import type { EmailTools, ReadyMessage } from './email-tools.ts';
import type { InTurn } from './few-at-a-time.ts';
import { prepareEmail } from './prepare-email.ts';
import type { RunContext } from './run-context.ts';
import { tryEmail } from './try-email.ts';

/** Where one message stands among those that want to leave at the same time. */
export interface PlaceInQueue {
  readonly toPrepare: InTurn;
  /** Waits for a connection; false: none is to be had, and the dispatch is the queue's care again. */
  readonly connection: () => Promise<boolean>;
  /** How many tries ended otherwise than accepted: each may have taught something about an address or a domain (S3). */
  readonly lessons: () => number;
}

const NO_QUEUE: PlaceInQueue = {
  toPrepare: (work) => work(),
  connection: () => Promise.resolve(true),
  lessons: () => 0,
};

/** A message that waited longer (ms) for its connection is made anew: a consent may have been withdrawn meanwhile (S9). */
const FRESH = 1_000;

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
  queue: PlaceInQueue = NO_QUEUE,
): Promise<DeliveryOutcome | null> {
  const prepare = (): Promise<ReadyMessage | null> =>
    queue.toPrepare(() => prepareEmail(context, tools, claimed));
  const lessons = queue.lessons();
  let ready = await prepare();
  if (ready === null) return null;
  const readyAt = performance.now();
  if (!(await queue.connection())) return null;
  if (queue.lessons() !== lessons || performance.now() - readyAt > FRESH) ready = await prepare();
  if (ready === null) return null;
  const sending = await beginAttempt(context, claimed, ready);
  context.atPoint('email.attempt-written');
  const outcome = await tryEmail(context, tools, sending, ready);
  context.atPoint('email.settled');
  if (outcome.kind === 'our_outage') {
    throw new OurOutageError(
      `E-mail step stopped: ${outcome.reason}. Documents stay queued; mend the cause and rerun. Nothing was posted because of it.`,
    );
  }
  return outcome;
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
    const address = parseEmailAddress(ready.to);
    // What is no address is refused without asking anybody, and nothing comes back of it.
    if (address !== null) {
      const { domain } = address;
      await insertAttemptEnvelope(session, { attemptId: ready.attemptId, address: ready.to, domain });
    }
  });
  return { ...dispatch, state: 'sending', attempts: ready.attemptNumber };
}
