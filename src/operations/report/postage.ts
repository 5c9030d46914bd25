import type { PrintFileRecord } from '../../ledger/print-file-store.ts';
import { envelopeClassOfStream } from '../../print/stream.ts';
import { COST_UNITS_PER_CENT, envelopeCost, type Tariff } from '../../print/tariff.ts';

/** Cents that all envelopes of a print file cost, handling included; null: not sealed yet, or without a price. */
export function postageOfFile(
  { stream, mailpieces }: Pick<PrintFileRecord, 'stream' | 'mailpieces'>,
  tariff: Tariff | null,
): number | null {
  if (tariff === null || mailpieces === null) return null;
  const destination = stream.startsWith('foreign-') ? 'foreign' : 'domestic';
  const cost = envelopeCost(tariff, destination, envelopeClassOfStream(stream));
  return cost === null ? null : Math.round((cost * mailpieces) / COST_UNITS_PER_CENT);
}
