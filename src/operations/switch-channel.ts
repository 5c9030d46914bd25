import type { BusinessDate } from '../domain/business-date.ts';
import { RefusedError, UsageError } from '../domain/errors.ts';
import { recordAction } from '../ledger/audit/audit-actions.ts';
import { channelClosedOn, turnChannel, type RecordedTurn } from '../ledger/channel-switch-store.ts';
import type { Database } from '../ledger/database.ts';
import { parsePerson } from './person.ts';

export interface ChannelOrder {
  readonly action: 'close' | 'open';
  /** The last business date that it is closed for; null: until somebody opens it. */
  readonly until: BusinessDate | null;
  readonly reason: string;
  readonly person: string;
}

/**
 * Turns the emergency switch of the e-mail channel (S17). It counts at once, in a night that is running too: each document
 * is decided again right before its try, and goes by post while the switch says so. What was sent stays sent.
 *
 * @param today the business date of now
 * @throws UsageError, RefusedError when it is turned to where it stands
 */
export async function switchChannel(
  ledger: Database,
  order: ChannelOrder,
  today: BusinessDate,
): Promise<void> {
  const person = parsePerson(order.person);
  const { action, reason } = order;
  const until = action === 'close' ? order.until : null;
  if (until !== null && until < today) {
    throw new UsageError(`--until: expected ${today} or later, got ${until}. Nothing was changed.`);
  }
  await ledger.transaction(async (session) => {
    const standing = await channelClosedOn(session, today);
    if (action === 'open' && standing === null) {
      throw new RefusedError(
        'Operators have the e-mail channel open already. A switch in the rule catalogue (`channelSwitches`) is ended there. Nothing was changed.',
      );
    }
    if (action === 'close' && standing !== null && standing.until === until) throw closedAlready(standing);
    await turnChannel(session, { closed: action === 'close', until, reason, person });
    await recordAction(session, {
      action: action === 'close' ? 'channel_closed' : 'channel_opened',
      subject: 'email',
      person,
      runId: null,
      reason,
      detail: { until },
    });
  });
}

function closedAlready({ person, at, until }: RecordedTurn): RefusedError {
  return new RefusedError(
    `The e-mail channel is closed already, by ${person} since ${at}, ${until === null ? 'until somebody opens it' : `up to ${until}`}. Nothing was changed.`,
  );
}
