import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decisionContext } from '../../src/dispatch/decision-context.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { RefusedError, UsageError } from '../../src/domain/errors.ts';
import { listActions } from '../../src/ledger/audit/audit-actions.ts';
import { channelClosedOn, listChannelTurns } from '../../src/ledger/channel-switch-store.ts';
import { switchChannel, type ChannelOrder } from '../../src/operations/switch-channel.ts';
import { decisionContext as known, eligibleFacts } from '../support/facts.ts';
import { createNight, NIGHT, type Night } from '../support/night.ts';

let night: Night;
beforeEach(async () => void (night = await createNight()));
afterEach(() => night.close());

const turn = (order: Partial<ChannelOrder> = {}): Promise<void> =>
  switchChannel(
    night.ledger,
    { action: 'close', until: null, reason: 'relay compromised', person: 'A. Muster', ...order },
    NIGHT,
  );

const closedFor = async (date: string): Promise<string | null> => {
  const { pdf, content } = known();
  const context = await decisionContext(night.ledger, eligibleFacts(), parseBusinessDate(date), {
    pdf,
    content,
  });
  return context.channelClosed?.reason ?? null;
};

describe('S17: the emergency switch of the e-mail channel', () => {
  it('S17: closes for every decision from now on, until somebody opens it', async () => {
    expect(await closedFor('2026-11-23')).toBeNull();
    await turn();
    expect(await closedFor('2026-11-23')).toBe('relay compromised');
    expect(await closedFor('2027-05-01')).toBe('relay compromised');
    await turn({ action: 'open', reason: 'clean again', person: 'B. Beispiel' });
    expect(await closedFor('2026-11-23')).toBeNull();
  });

  it('S17: opens by itself behind the last business date that it was closed for', async () => {
    await turn({ until: parseBusinessDate('2026-11-24') });
    expect(await closedFor('2026-11-24')).toBe('relay compromised');
    expect(await closedFor('2026-11-25')).toBeNull();
  });

  it('keeps each turn with its person, reason and time, and audits it', async () => {
    await turn();
    await turn({ action: 'open', reason: 'clean again', person: 'B. Beispiel' });
    expect(await listChannelTurns(night.ledger, 9)).toMatchObject([
      { closed: false, reason: 'clean again', person: 'B. Beispiel' },
      { closed: true, reason: 'relay compromised', person: 'A. Muster' },
    ]);
    expect(await listActions(night.ledger, 9)).toMatchObject([
      { action: 'channel_opened', subject: 'email', person: 'B. Beispiel', reason: 'clean again' },
      { action: 'channel_closed', subject: 'email', person: 'A. Muster', reason: 'relay compromised' },
    ]);
  });

  it('refuses a turn to where it stands, and an end that is over; nothing is changed', async () => {
    await expect(turn({ action: 'open' })).rejects.toThrow(RefusedError);
    await expect(turn({ until: parseBusinessDate('2026-11-22') })).rejects.toThrow(UsageError);
    await turn();
    await expect(turn()).rejects.toThrow(/closed already, by A\. Muster/);
    expect(await listChannelTurns(night.ledger, 9)).toHaveLength(1);
  });

  it('lets a closed channel be closed for longer', async () => {
    await turn({ until: parseBusinessDate('2026-11-24') });
    await turn();
    expect((await channelClosedOn(night.ledger, NIGHT))?.until).toBeNull();
  });
});
