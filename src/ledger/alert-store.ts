import type { Session } from './database.ts';
import { textOf, textOrNull, timeOf, timeOrNull, type Row } from './rows.ts';

/** What was told about a cause, and on which way. */
export interface ToldAlert {
  readonly cause: string;
  readonly channel: string;
  readonly fingerprint: string;
  readonly toldAt: string;
  /** When the cause was found to be gone; null: it stands. */
  readonly endedAt: string | null;
}

/**
 * All that was ever told, by cause. Scans table alert in the order of its key: a row for each cause and way of telling, some
 * a night at most, which nothing removes.
 */
export async function listAlerts(session: Session): Promise<readonly ToldAlert[]> {
  const rows: Row[] = await session.from('alert').orderBy(['cause', 'channel']).select();
  return rows.map((row) => ({
    cause: textOf(row, 'cause'),
    channel: textOf(row, 'channel'),
    fingerprint: textOrNull(row, 'fingerprint') ?? '',
    toldAt: timeOf(row, 'told_at'),
    endedAt: timeOrNull(row, 'ended_at'),
  }));
}

/** Notes that a cause was told. Primary key seek, one row: of two that told it at the same moment the second updates it. */
export async function markTold(
  session: Session,
  alert: Pick<ToldAlert, 'cause' | 'channel' | 'fingerprint'>,
): Promise<void> {
  const { cause, channel, fingerprint } = alert;
  const update = (): Promise<number> =>
    session
      .from('alert')
      .where({ cause, channel })
      .update({ fingerprint, told_at: session.now(), ended_at: null });
  if ((await update()) > 0) return;
  try {
    await session.from('alert').insert({ cause, channel, fingerprint, told_at: session.now() });
  } catch (error) {
    if (!session.dialect.isUniqueViolation(error)) throw error;
    await update();
  }
}

/** Notes that a cause is gone: when it comes back it is told again. Primary key seek, a row for each way of telling. */
export async function markEnded(session: Session, cause: string): Promise<void> {
  await session.from('alert').where({ cause }).whereNull('ended_at').update({ ended_at: session.now() });
}
