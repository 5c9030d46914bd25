import type { Batch } from '../domain/batch.ts';
import { findBatch, listBatches } from '../ledger/batch-store.ts';
import type { RunContext } from '../dispatch/run-context.ts';
import type { Session } from '../ledger/database.ts';
import { typeCounts, type TypeCount } from '../ledger/night-figures.ts';
import { anomaliesIn, type Anomaly, type AnomalyLimits, type NightVolume } from './anomalies.ts';

export interface NightsCompared {
  readonly anomalies: readonly Anomaly[];
  readonly tonight: NightVolume;
  /** Oldest first. */
  readonly earlier: readonly NightVolume[];
}

/** Stands for documents whose type the core system did not give. */
const NO_TYPE = '(none)';

/** Reads how a night compares with the ones before it. */
export async function readAnomalies(
  session: Session,
  batch: Batch,
  limits: AnomalyLimits & { readonly nights: number },
): Promise<NightsCompared> {
  // One more than is asked for: the night itself is among the newest as a rule.
  const newest = await listBatches(session, limits.nights + 31);
  const before = newest
    .filter(({ businessDate }) => businessDate < batch.businessDate)
    .slice(0, limits.nights)
    .toReversed();
  const counts = await typeCounts(session, [batch.id, ...before.map(({ id }) => id)]);
  const tonight = volumeOf(batch, counts);
  const earlier = before.map((each) => volumeOf(each, counts));
  return { tonight, earlier, anomalies: anomaliesIn(tonight, earlier, limits) };
}

function volumeOf({ id, businessDate }: Batch, counts: readonly TypeCount[]): NightVolume {
  const own = counts.filter(({ batchId }) => batchId === id);
  return {
    businessDate,
    documents: own.reduce((sum, { count }) => sum + count, 0),
    post: own.reduce((sum, { post }) => sum + post, 0),
    byType: Object.fromEntries(own.map(({ documentType, count }) => [documentType ?? NO_TYPE, count])),
  };
}

/**
 * Why the print files of this night wait for a person: it looks unlike the ones before, and the configuration says
 * `hold`. What looks wrong is better late than out.
 *
 * @returns null when they do not
 */
export async function unusualNight(
  { ledger, businessDate, logger }: Pick<RunContext, 'ledger' | 'businessDate' | 'logger'>,
  settings: AnomalyLimits & { readonly nights: number; readonly action: 'report' | 'hold' },
): Promise<string | null> {
  if (settings.action !== 'hold') return null;
  const batch = await findBatch(ledger, businessDate);
  if (batch === null) return null;
  const { anomalies } = await readAnomalies(ledger, batch, settings);
  if (anomalies.length === 0) return null;
  logger.error('night.unusual', { date: businessDate, anomalies: anomalies.length });
  return `unusual night: ${anomalies.map(anomalyText).join('; ')}`;
}

function anomalyText({ kind, documentType, found, lowest, highest }: Anomaly): string {
  const what = documentType === null ? kind.replace('_', ' ') : `share of ${documentType}`;
  return `${what} ${found}, usually ${lowest} to ${highest}`;
}
