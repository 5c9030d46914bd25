import { LeaseLostError } from '../domain/errors.ts';
import { identityOf } from '../email/bounce/identity.ts';
import type { Mailbox, StoredMail } from '../email/bounce/mailbox.ts';
import { readReport } from '../email/bounce/read-report.ts';
import type { MailReport } from '../email/bounce/report.ts';
import type { ReturnPaths } from '../email/bounce/return-path.ts';
import { addBounceReport, isKnownReport, type BounceEffect } from '../ledger/bounce-store.ts';
import type { Session } from '../ledger/database.ts';
import { findDispatch } from '../ledger/dispatch-store.ts';
import { applyBounce, bounceSituation, type BounceTerms } from './apply-bounce.ts';
import { BounceBreaker } from './bounce-breaker.ts';
import { decideBounce } from './bounce-policy.ts';
import { matchReport } from './match-report.ts';
import type { RunContext } from './run-context.ts';

export interface BounceTools {
  /** Null without keys: then nothing is proven, and every failure goes to a person. */
  readonly paths: ReturnPaths | null;
  readonly terms: BounceTerms;
}

/** What reading one mail came to. */
export interface ImportedBounce {
  readonly place: string;
  readonly kind: MailReport['kind'];
  readonly status: string | null;
  /** `known`: it was read before. `later`: its try has not ended, so it stays where it is. */
  readonly effect: BounceEffect | 'known' | 'later';
  readonly reason: string;
  readonly dispatchId: string | null;
}

type Context = Pick<RunContext, 'ledger' | 'logger' | 'atPoint'> & { readonly runId: string | null };

/**
 * Reads everything in a mailbox: each mail is fetched, its effect committed, and only then moved away. After a crash
 * between the two the same mail is found again, recognised, and only moved.
 *
 * @throws OurOutageError when the mailbox cannot be read
 */
export async function importMailbox(
  context: Context & Pick<RunContext, 'signal'>,
  tools: BounceTools,
  mailbox: Mailbox,
): Promise<readonly ImportedBounce[]> {
  const imported: ImportedBounce[] = [];
  for await (const mail of mailbox.mails()) {
    context.signal.throwIfAborted();
    const bounce = await importBounce(context, tools, mail);
    imported.push(bounce);
    if (bounce.effect === 'later') continue;
    await mailbox.putAway(mail);
    context.atPoint('bounce.put-away');
  }
  return imported;
}

/** Reads one mail; all of its effect is committed together with its record, once, whatever arrives again. */
export async function importBounce(
  context: Context,
  tools: BounceTools,
  mail: StoredMail,
): Promise<ImportedBounce> {
  const report = readReport(mail.bytes);
  const identity = identityOf(mail.bytes, report.messageId);
  context.atPoint('bounce.read');
  for (let attempt = 1; ; attempt += 1) {
    try {
      const bounce = await context.ledger.transaction((session) =>
        importOnce(session, context, tools, mail, report, identity),
      );
      context.atPoint('bounce.committed');
      const { kind, effect, dispatchId } = bounce;
      context.logger.info('bounce.imported', { report: identity, kind, effect, dispatch: dispatchId });
      return bounce;
    } catch (error) {
      // Somebody else reads the same mail, or moves the same dispatch, at this moment: looked at again, once it has happened.
      const isRace = error instanceof LeaseLostError || context.ledger.dialect.isUniqueViolation(error);
      if (!isRace || attempt === 3) throw error;
    }
  }
}

/** One for as long as somebody reads with the same tools: what it counts are the reports of one import. */
const breakers = new WeakMap<BounceTools, BounceBreaker>();

function breakerOf(tools: BounceTools): BounceBreaker {
  const known = breakers.get(tools) ?? new BounceBreaker();
  breakers.set(tools, known);
  return known;
}

async function importOnce(
  session: Session,
  context: Context,
  tools: BounceTools,
  mail: StoredMail,
  report: MailReport,
  identity: string,
): Promise<ImportedBounce> {
  const [recipient] = report.recipients;
  const result = { place: mail.place, kind: report.kind, status: recipient?.cause ?? null };
  if (await isKnownReport(session, identity)) {
    return { ...result, effect: 'known', reason: 'it was read before', dispatchId: null };
  }
  const match = await matchReport(session, tools.paths, report, tools.terms.window);
  const dispatch = match === null ? null : await findDispatch(session, match.attempt.dispatchId);
  const subject = match === null || dispatch === null ? null : { dispatch, attempt: match.attempt, match };
  const situation =
    subject === null
      ? null
      : await bounceSituation(session, subject.dispatch, subject.attempt, subject.match, tools.terms);
  const decision = await breakerOf(tools).doubt(session, decideBounce(report, situation), subject);
  const dispatchId = subject?.dispatch.dispatchId ?? null;
  if (decision.effect === 'later') {
    return { ...result, effect: 'later', reason: 'its try has not ended', dispatchId };
  }
  await addBounceReport(session, {
    identity,
    source: mail.source,
    place: mail.place,
    kind: report.kind,
    status: recipient?.cause ?? null,
    diagnostic: recipient === undefined ? null : recipient.diagnostic,
    attemptId: subject?.attempt.id ?? null,
    matchedBy: match?.by ?? null,
    authentic: match?.authentic ?? false,
    effect: decision.effect,
    reason: decision.reason,
  });
  if (subject !== null) {
    const evidence = { attempt: subject.attempt.id, report: identity, matchedBy: subject.match.by };
    await applyBounce(session, decision, subject, tools.terms, { runId: context.runId, evidence });
  }
  return { ...result, effect: decision.effect, reason: decision.reason, dispatchId };
}
