import type { Database } from '../../ledger/database.ts';
import { listAlerts, markEnded, markTold, type ToldAlert } from '../../ledger/alert-store.ts';
import type { Logger } from '../../log/logger.ts';
import type { Condition } from './conditions.ts';

/** A way of telling operations. */
export interface AlertChannel {
  /** `email` or `webhook`: part of the record of what was told. */
  readonly name: string;
  /** Tells all of these at once. @throws when it cannot be sure that they were told */
  tell(conditions: readonly Condition[]): Promise<void>;
}

export interface AlertOutcome {
  readonly standing: readonly Condition[];
  /** Causes told now, by channel. */
  readonly told: Readonly<Record<string, readonly string[]>>;
  /** Channels that failed; what they had to tell is told at the next look. */
  readonly failed: readonly string[];
}

/**
 * Tells each cause once on each way, and again only when it changed or came back. Told first, noted then: a crash in
 * between tells twice, which is the smaller error. One way that is down does not keep the other from telling.
 */
export async function tellAlerts(
  ledger: Database,
  logger: Logger,
  conditions: readonly Condition[],
  channels: readonly AlertChannel[],
): Promise<AlertOutcome> {
  const known = await listAlerts(ledger);
  const told: Record<string, readonly string[]> = {};
  const failed: string[] = [];
  for (const channel of channels) {
    const news = newsFor(conditions, known, channel.name);
    if (news.length === 0) continue;
    try {
      await channel.tell(news);
      for (const { cause, fingerprint } of news) {
        await markTold(ledger, { cause, channel: channel.name, fingerprint });
      }
      told[channel.name] = news.map(({ cause }) => cause);
      logger.info('alert.told', { channel: channel.name, causes: news.length });
    } catch (error) {
      failed.push(channel.name);
      logger.error('alert.failed', { channel: channel.name, causes: news.length }, error);
    }
  }
  const standing = new Set(conditions.map(({ cause }) => cause));
  const gone = new Set(
    known.filter(({ cause, endedAt }) => endedAt === null && !standing.has(cause)).map(({ cause }) => cause),
  );
  for (const cause of gone) await markEnded(ledger, cause);
  return { standing: conditions, told, failed };
}

function newsFor(
  conditions: readonly Condition[],
  known: readonly ToldAlert[],
  channel: string,
): readonly Condition[] {
  return conditions.filter(({ cause, fingerprint }) => {
    const before = known.find((each) => each.cause === cause && each.channel === channel);
    return before === undefined || before.endedAt !== null || before.fingerprint !== fingerprint;
  });
}
