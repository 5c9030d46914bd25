import { learnFromBounce, type BounceTerms } from '../dispatch/apply-bounce.ts';
import { lessonOfPerson } from '../dispatch/bounce-policy.ts';
import { LeaseLostError, NotFoundError, RefusedError } from '../domain/errors.ts';
import { recordAction } from '../ledger/audit/audit-actions.ts';
import { markBounced } from '../ledger/attempt-envelope-store.ts';
import { latestAttempt } from '../ledger/attempt-store.ts';
import { findOpenReport, settleReport, type OpenReport } from '../ledger/bounce-store.ts';
import type { Database, Session } from '../ledger/database.ts';
import { findByDocument, findDispatch } from '../ledger/dispatch-store.ts';
import { move } from '../ledger/transition.ts';
import { parsePerson } from './person.ts';

export interface BounceSettlement {
  readonly reportId: string;
  /** `not-delivered`: the document that the report is about goes by post. */
  readonly as: 'nothing' | 'not-delivered';
  readonly evidence: string;
  readonly person: string;
}

export interface SettledBounce {
  readonly reportId: string;
  readonly documentId: string | null;
}

/**
 * Settles a report that waits for a person. What is vouched for teaches of the mailbox what the report's status says.
 *
 * @throws NotFoundError when none of that number waits; RefusedError when its document cannot go by post any more
 */
export async function settleBounce(
  ledger: Database,
  settlement: BounceSettlement,
  terms: BounceTerms,
): Promise<SettledBounce> {
  const person = parsePerson(settlement.person);
  const { reportId, evidence } = settlement;
  try {
    return await ledger.transaction(async (session) => {
      const report = await findOpenReport(session, reportId);
      if (report === null || !(await settleReport(session, { id: report.id, person, evidence }))) {
        throw new NotFoundError(
          `There is no report ${reportId} that waits for a person. \`bounces\` lists them.`,
        );
      }
      await recordAction(session, {
        action: 'bounce_settled',
        subject: `report ${report.id}`,
        person,
        runId: null,
        reason: evidence,
        detail: { as: settlement.as },
      });
      if (settlement.as === 'not-delivered') {
        const cause = {
          person,
          evidence: { attempt: report.attemptId, report: report.id, statement: evidence },
        };
        await post(session, report, cause, terms);
      }
      return { reportId, documentId: report.documentId };
    });
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
    throw new RefusedError(
      'Something else moved the document at this moment. Nothing was changed; look at it again.',
      {
        cause: error,
      },
    );
  }
}

async function post(
  session: Session,
  report: OpenReport,
  cause: { readonly person: string; readonly evidence: unknown },
  terms: BounceTerms,
): Promise<void> {
  const { dispatchId, attemptId } = report;
  const dispatch = dispatchId === null ? null : await findDispatch(session, dispatchId);
  if (dispatch === null || attemptId === null) {
    throw new RefusedError(
      'The report is about no document that we know: settle it `--as nothing`, and `resend` the document if there is one. Nothing was changed.',
    );
  }
  const relatives = await findByDocument(session, dispatch.documentId);
  const copy = relatives.find(
    ({ purpose, originalId, state }) =>
      purpose === 'paper_copy' && originalId === dispatch.dispatchId && state !== 'cancelled',
  );
  if ((dispatch.state !== 'emailed' && dispatch.state !== 'in_doubt') || copy !== undefined) {
    throw new RefusedError(
      `Dispatch ${dispatch.dispatchId} is \`${dispatch.state}\`${copy === undefined ? '' : ' and has a paper copy'}: it does not go by post because of a report. Nothing was changed.`,
    );
  }
  const reason = 'not delivered, by a person with evidence';
  await move(
    session,
    dispatch,
    dispatch.state,
    'queued_print',
    { reason, runId: null, ...cause },
    { reported_at: null },
  );
  await markBounced(session, attemptId, reason);
  const attempt = await latestAttempt(session, dispatch.dispatchId);
  // A failure of an earlier try, when a later one was accepted, says nothing of the mailbox as it is now.
  if (attempt?.id !== attemptId) return;
  const subject = { dispatch, attempt, person: cause.person };
  await learnFromBounce(
    session,
    lessonOfPerson(report),
    `${reason} (${report.status ?? 'no status'})`,
    subject,
    terms,
  );
}
