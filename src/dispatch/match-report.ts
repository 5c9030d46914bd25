import type { MailReport } from '../email/bounce/report.ts';
import type { ReturnPaths } from '../email/bounce/return-path.ts';
import {
  findAttempt,
  findAttemptByMessageId,
  findAttemptsForAddress,
} from '../ledger/attempt-envelope-store.ts';
import type { AttemptRecord } from '../ledger/attempt-store.ts';
import type { Session } from '../ledger/database.ts';

/** The try that a report speaks of, and how far that can be believed. */
export interface ReportMatch {
  readonly attempt: AttemptRecord;
  readonly by: 'return_path' | 'envelope_id' | 'message_id' | 'recipient';
  /** Whether only somebody who has seen our envelope can have written it. */
  readonly authentic: boolean;
}

/**
 * Finds the try by return path, then ENVID, then the Message-ID that came back, then recipient and time. Only the
 * first two carry a proof. A return path with a wrong proof decides too: whoever forges one is not asked what else his
 * mail says.
 *
 * @param within how far back a recipient is looked for (ms)
 */
export async function matchReport(
  session: Session,
  paths: ReturnPaths | null,
  report: MailReport,
  within: number,
): Promise<ReportMatch | null> {
  const tokens = [
    ...report.sentTo.map((address) => ({
      by: 'return_path' as const,
      token: paths?.readAddress(address) ?? null,
    })),
    {
      by: 'envelope_id' as const,
      token: report.envelopeId === null ? null : (paths?.readToken(report.envelopeId) ?? null),
    },
  ];
  for (const { by, token } of tokens) {
    if (token === null) continue;
    const attempt = await findAttempt(session, token.attemptId);
    if (attempt !== null) return { attempt, by, authentic: token.authentic };
  }
  if (report.originalMessageId !== null) {
    const attempt = await findAttemptByMessageId(session, report.originalMessageId);
    if (attempt !== null) return { attempt, by: 'message_id', authentic: false };
  }
  for (const address of addressesOf(report)) {
    const attempts = await findAttemptsForAddress(session, address, within);
    const [only] = attempts;
    // With two documents for one address nobody knows which of them came back.
    if (only !== undefined && attempts.length === 1)
      return { attempt: only, by: 'recipient', authentic: false };
  }
  return null;
}

function addressesOf(report: MailReport): readonly string[] {
  const [first] = report.recipients;
  const all = [first?.originalRecipient, report.originalTo, first?.finalRecipient];
  return [...new Set(all.filter((address) => typeof address === 'string'))];
}
