import { parseBusinessDate, type BusinessDate } from '../domain/business-date.ts';
import type { Session } from './database.ts';
import { cut, idOf, numberOf, textOf, textOrNull, timeOf, type Row } from './rows.ts';

/** One turn of the e-mail channel's switch (S17). */
export interface ChannelTurn {
  readonly closed: boolean;
  /** The last business date that it is closed for; null: until somebody opens it. */
  readonly until: BusinessDate | null;
  readonly reason: string;
  readonly person: string;
}

export interface RecordedTurn extends ChannelTurn {
  readonly id: string;
  readonly at: string;
}

/** Call it in the transaction that records who did it. One row. */
export async function turnChannel(session: Session, turn: ChannelTurn): Promise<void> {
  await session.from('channel_switch').insert({
    at: session.now(),
    closed: turn.closed ? 1 : 0,
    until_date: turn.until,
    reason: cut(turn.reason),
    person: turn.person,
  });
}

/** The newest first. Reads the primary key from its end; touched are `count` rows. */
export async function listChannelTurns(session: Session, count: number): Promise<readonly RecordedTurn[]> {
  const rows: Row[] = await session.from('channel_switch').orderBy('id', 'desc').limit(count).select();
  return rows.map((row) => {
    const until = textOrNull(row, 'until_date');
    return {
      id: idOf(row, 'id'),
      at: timeOf(row, 'at'),
      closed: numberOf(row, 'closed') === 1,
      until: until === null ? null : parseBusinessDate(until),
      reason: textOf(row, 'reason'),
      person: textOf(row, 'person'),
    };
  });
}

/** Why the channel is closed for documents of a business date; null: operators have it open. Primary key, the last row. */
export async function channelClosedOn(session: Session, date: BusinessDate): Promise<RecordedTurn | null> {
  const [newest] = await listChannelTurns(session, 1);
  if (newest === undefined || !newest.closed) return null;
  return newest.until === null || date <= newest.until ? newest : null;
}
