import type { DeliveryOutcome, SmtpReply } from '../domain/delivery.ts';
import { LeaseLostError } from '../domain/errors.ts';
import { latestAttempt, type AttemptRecord } from '../ledger/attempt-store.ts';
import { seizeOrphans } from '../ledger/claim.ts';
import type { DispatchRecord } from '../ledger/dispatch-record.ts';
import { listByState } from '../ledger/dispatch-store.ts';
import { move } from '../ledger/transition.ts';
import { readJournal, type JournalReading } from '../log/read-journal.ts';
import type { RunContext } from './run-context.ts';
import { settleAttempt } from './settle-attempt.ts';

export interface RecoverOptions {
  readonly journalDirectory: string;
  readonly retryDelays: readonly number[];
  /** Milliseconds. */
  readonly lease: number;
  /** What a final reply means; the same pure function that judged it live. */
  readonly outcomeOfReply: (reply: SmtpReply) => DeliveryOutcome;
}

/**
 * Takes over what dead workers left: rows 1–5 of the crash table. First the tokens move, then the journals are read
 * (see `seizeOrphans`), then each dispatch goes where its journal says. What stands in doubt is looked at again too:
 * an answer that arrived late may be in the journal by now.
 */
export async function recoverDispatches(
  context: RunContext,
  options: RecoverOptions,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const seized = await context.ledger.transaction((session) =>
    seizeOrphans(session, { batchIds: context.batchIds, runId: context.runId, lease: options.lease }),
  );
  const cases: Case[] = [];
  for (const dispatch of [...seized, ...(await inDoubt(context))]) {
    const attempt =
      dispatch.state === 'claimed' ? null : await latestAttempt(context.ledger, dispatch.dispatchId);
    cases.push({ dispatch, attempt });
  }
  const wanted = new Set(cases.flatMap(({ attempt }) => (attempt === null ? [] : [attempt.id])));
  const journals = new JournalShelf(options.journalDirectory, wanted);
  for (const each of cases) {
    const result = await recoverOne(context, options, journals, each);
    if (result !== null) counts[result] = (counts[result] ?? 0) + 1;
  }
  return counts;
}

interface Case {
  readonly dispatch: DispatchRecord;
  /** Null for a claim without a try. */
  readonly attempt: AttemptRecord | null;
}

/** A few at most: what is in doubt waits for people. */
async function inDoubt(context: RunContext): Promise<readonly DispatchRecord[]> {
  return listByState(context.ledger, context.batchIds, 'in_doubt', { afterId: '0', count: 10_000 });
}

async function recoverOne(
  context: RunContext,
  options: RecoverOptions,
  journals: JournalShelf,
  { dispatch, attempt }: Case,
): Promise<string | null> {
  if (dispatch.state === 'claimed') return requeue(context, dispatch);
  if (attempt === null) return null;
  const journal = await journals.of(attempt.runId);
  // Only a reply settles a doubt by itself; everything else that the journal says led to the doubt.
  if (dispatch.state === 'in_doubt' && !journal?.attempts.get(attempt.id)?.reply) return null;
  const outcome = judge(journal, attempt, options);
  if (dispatch.state === 'in_doubt' && outcome.kind === 'in_doubt') return null;
  const from = dispatch.state === 'in_doubt' ? 'in_doubt' : 'sending';
  try {
    const next = await context.ledger.transaction((session) =>
      settleAttempt(
        session,
        dispatch,
        from,
        { id: attempt.id, outcome, evidence: null },
        { runId: context.runId, retryDelays: options.retryDelays },
      ),
    );
    context.logger.warn('recover.settled', {
      dispatch: dispatch.dispatchId,
      attempt: attempt.id,
      to: next.to,
    });
    return next.to;
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    return null;
  }
}

async function requeue(context: RunContext, dispatch: DispatchRecord): Promise<string | null> {
  try {
    await context.ledger.transaction((session) =>
      move(session, dispatch, 'claimed', 'queued_email', {
        reason: 'recovered: claimed by a worker that died, no attempt',
        runId: context.runId,
      }),
    );
    return 'requeued';
  } catch (error) {
    // Another recovery was faster.
    if (!(error instanceof LeaseLostError)) throw error;
    return null;
  }
}

/** The crash table, from "attempt written" to "final reply in the journal". */
function judge(
  journal: JournalReading | null,
  attempt: AttemptRecord,
  options: RecoverOptions,
): DeliveryOutcome {
  const known = journal?.attempts.get(attempt.id);
  if (known?.reply) return options.outcomeOfReply(known.reply);
  if (known?.bodyBegun === true) {
    return { kind: 'in_doubt', reason: 'recovered: the body had begun, no final reply in the journal' };
  }
  if (journal === null || !journal.complete) {
    return {
      kind: 'in_doubt',
      reason: `recovered: the journal of run ${attempt.runId} is missing or damaged`,
    };
  }
  // Our own crash, so no try is counted against the recipient.
  return { kind: 'our_outage', reason: 'recovered: the worker died before the body had begun' };
}

/** Each journal is read once a recovery, after the tokens were moved, and only what is asked about is kept of it. */
class JournalShelf {
  readonly #directory: string;
  readonly #wanted: ReadonlySet<string>;
  readonly #read = new Map<string, Promise<JournalReading | null>>();

  constructor(directory: string, wanted: ReadonlySet<string>) {
    this.#directory = directory;
    this.#wanted = wanted;
  }

  of(runId: string): Promise<JournalReading | null> {
    const reading = this.#read.get(runId) ?? readJournal(this.#directory, runId, this.#wanted);
    this.#read.set(runId, reading);
    return reading;
  }
}
