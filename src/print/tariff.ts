/** What the post asks for one envelope. */
export interface TariffPrice {
  readonly destination: Destination;
  /** Name of an envelope class of the shop profile. */
  readonly envelopeClass: string;
  /** Cents. */
  readonly price: number;
  /** Share taken off the price, such as a consolidator's, in hundredths of a per cent (1250 = 12.5 %). */
  readonly discount: number;
}

/** Prices that hold from a day on. */
export interface Tariff {
  /** `YYYY-MM-DD`. */
  readonly validFrom: string;
  /** Cents that the shop asks for each envelope, whatever is inside. */
  readonly handling: number;
  readonly prices: readonly TariffPrice[];
}

export type Destination = 'domestic' | 'foreign';

/** Costs are whole numbers of this fraction of a cent, so that sums are exact and comparisons never wobble. */
export const COST_UNITS_PER_CENT = 10_000;

/** The tariff in force on a day (`YYYY-MM-DD`), or null when none has begun by then. */
export function tariffOn(tariffs: readonly Tariff[], day: string): Tariff | null {
  return tariffs
    .filter((tariff) => tariff.validFrom <= day)
    .reduce<Tariff | null>(
      (latest, tariff) => (latest === null || tariff.validFrom > latest.validFrom ? tariff : latest),
      null,
    );
}

/** Cost units of one envelope with handling; null when the tariff does not price this class. */
export function envelopeCost(tariff: Tariff, destination: Destination, envelopeClass: string): number | null {
  const price = tariff.prices.find(
    (candidate) => candidate.destination === destination && candidate.envelopeClass === envelopeClass,
  );
  if (price === undefined) return null;
  return price.price * (COST_UNITS_PER_CENT - price.discount) + tariff.handling * COST_UNITS_PER_CENT;
}
