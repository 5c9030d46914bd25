import type { BusinessDate } from '../domain/business-date.ts';
import { weekdayOf } from '../domain/weekday.ts';

/** What a night held. */
export interface NightVolume {
  readonly businessDate: BusinessDate;
  readonly documents: number;
  /** Decided for post. */
  readonly post: number;
  /** Documents by type; a type that is not known stands as `(none)`. */
  readonly byType: Readonly<Record<string, number>>;
}

export interface AnomalyLimits {
  readonly minNights: number;
  readonly minDocuments: number;
  /** Per cent outside of the lowest and highest night. */
  readonly volumeTolerance: number;
  /** Percentage points outside of the lowest and highest share. */
  readonly shareTolerance: number;
}

/** One figure that lies outside of its usual range. */
export interface Anomaly {
  readonly kind: 'volume' | 'post_share' | 'type_share';
  /** Of `type_share`. */
  readonly documentType: string | null;
  /** Documents, or per cent. */
  readonly found: number;
  readonly lowest: number;
  readonly highest: number;
  /** Earlier nights compared with. */
  readonly nights: number;
}

/**
 * What is unusual about a night: pure. Nights of the same weekday are compared where there are enough of them, because
 * an insurer's Monday is no Friday; else all nights. The range is what was seen, widened by the tolerance.
 */
export function anomaliesIn(
  tonight: NightVolume,
  earlier: readonly NightVolume[],
  limits: AnomalyLimits,
): readonly Anomaly[] {
  const judged = earlier.filter(({ documents }) => documents > 0);
  const sameDay = judged.filter(
    ({ businessDate }) => weekdayOf(businessDate) === weekdayOf(tonight.businessDate),
  );
  const nights = sameDay.length >= limits.minNights ? sameDay : judged;
  if (nights.length < limits.minNights) return [];
  const found: Anomaly[] = [];
  const volumes = rangeOf(nights.map(({ documents }) => documents));
  const factor = limits.volumeTolerance / 100;
  if (
    tonight.documents > volumes.highest * (1 + factor) ||
    tonight.documents < volumes.lowest * (1 - factor)
  ) {
    found.push({
      kind: 'volume',
      documentType: null,
      found: tonight.documents,
      ...volumes,
      nights: nights.length,
    });
  }
  if (tonight.documents < limits.minDocuments || tonight.documents === 0) return found;
  const share = (kind: Anomaly['kind'], type: string | null, of: (night: NightVolume) => number): void => {
    const seen = rangeOf(nights.map((night) => percent(of(night), night.documents)));
    const now = percent(of(tonight), tonight.documents);
    if (now > seen.highest + limits.shareTolerance || now < seen.lowest - limits.shareTolerance) {
      found.push({ kind, documentType: type, found: now, ...seen, nights: nights.length });
    }
  };
  share('post_share', null, ({ post }) => post);
  const types = new Set([tonight, ...nights].flatMap(({ byType }) => Object.keys(byType)));
  for (const type of [...types].sort()) share('type_share', type, ({ byType }) => byType[type] ?? 0);
  return found;
}

function rangeOf(values: readonly number[]): { readonly lowest: number; readonly highest: number } {
  return { lowest: Math.min(...values), highest: Math.max(...values) };
}

/** To one tenth: what people compare. */
function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10;
}
