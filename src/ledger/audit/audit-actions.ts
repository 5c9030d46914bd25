import type { Session } from '../database.ts';
import { cut, idOf, textOf, textOrNull, timeOf, type Row } from '../rows.ts';

/** Who did what to what, and why: everything that is no transition of a dispatch or print file. */
export interface AuditAction {
  /** A word for the kind: `finding_settled`, `suppression_removed`. */
  readonly action: string;
  /** What it was done to, without personal data. */
  readonly subject: string;
  /** Null: the program by itself, in `runId`. */
  readonly person: string | null;
  readonly runId: string | null;
  readonly reason: string;
  readonly detail?: unknown;
}

export interface RecordedAction extends Omit<AuditAction, 'detail'> {
  readonly id: string;
  readonly at: string;
  readonly detail: unknown;
}

/** Call it in the transaction of what it tells about. Adds one row. */
export async function recordAction(session: Session, action: AuditAction): Promise<void> {
  await session.from('audit_action').insert({
    at: session.now(),
    action: action.action,
    subject: cut(action.subject, 200),
    person: action.person,
    run_id: action.runId,
    reason: cut(action.reason),
    detail: action.detail === undefined ? null : JSON.stringify(action.detail),
  });
}

/** The newest first. The primary key from its end; touched are `limit` rows. */
export async function listActions(session: Session, limit: number): Promise<readonly RecordedAction[]> {
  const rows: Row[] = await session.from('audit_action').orderBy('id', 'desc').limit(limit).select();
  return rows.map((row) => {
    const detail = textOrNull(row, 'detail');
    return {
      id: idOf(row, 'id'),
      at: timeOf(row, 'at'),
      action: textOf(row, 'action'),
      subject: textOf(row, 'subject'),
      person: textOrNull(row, 'person'),
      runId: textOrNull(row, 'run_id'),
      reason: textOf(row, 'reason'),
      detail: detail === null ? null : (JSON.parse(detail) as unknown),
    };
  });
}
