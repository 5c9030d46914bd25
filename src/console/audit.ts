import { recordAction } from '../ledger/audit/audit-actions.ts';
import type { Database } from '../ledger/database.ts';

export interface ConsoleTrace {
  /** `resolve`: recorded as `console_resolve`, refused as `console_resolve_refused`. */
  readonly name: string;
  readonly subject: string;
  readonly person: string | null;
  readonly reason: string;
  /** Code of the refusal; null: it was done. */
  readonly refused: string | null;
}

/** Leaves the trace of what somebody did, or was kept from, at the console; besides what the operation itself writes. */
export async function auditAction(ledger: Database, trace: ConsoleTrace): Promise<void> {
  const { name, subject, person, reason, refused } = trace;
  await ledger.transaction((session) =>
    recordAction(session, {
      action: refused === null ? `console_${name}` : `console_${name}_refused`,
      subject,
      person,
      runId: null,
      reason,
      ...(refused === null ? {} : { detail: { code: refused } }),
    }),
  );
}
