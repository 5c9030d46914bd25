import type { Measurement } from './measure.ts';

/** What stays for good, by the figures of the last third of the nights. */
export interface Growth {
  /** A table with its indexes. */
  readonly table: string;
  readonly bytesPerDocument: number;
}

/**
 * Bytes that each document adds to a table that is in its steady state: from the end of one period of retention to the
 * end of another, so that what is removed in between is removed in both.
 *
 * @param period nights from one removal to the next
 */
export function growthOf(measurements: readonly Measurement[], period: number): readonly Growth[] {
  const last = measurements.at(-1);
  const periods = Math.max(1, Math.floor(measurements.length / 2 / period));
  const earlier = measurements.at(-1 - periods * period);
  if (last === undefined || earlier === undefined) return [];
  const documents = (last.rows['dispatch'] ?? 0) - (earlier.rows['dispatch'] ?? 0);
  const names = [...new Set([...Object.keys(last.payload), ...Object.keys(earlier.payload)])];
  return names
    .map((table) => ({
      table,
      bytesPerDocument: ((last.payload[table] ?? 0) - (earlier.payload[table] ?? 0)) / documents,
    }))
    .filter(({ bytesPerDocument }) => bytesPerDocument >= 0.5)
    .toSorted((one, other) => other.bytesPerDocument - one.bytesPerDocument);
}
