import type { ShopProfile } from './shop-profile.ts';
import type { Destination } from './tariff.ts';

/** What all mailpieces of one print file have in common; written as `domestic-standard-duplex[-registered]`. */
export interface Stream {
  readonly destination: Destination;
  readonly envelopeClass: string;
  readonly sides: Sides;
  readonly registered: boolean;
}

export type Sides = 'duplex' | 'simplex';

/** The class of mailpieces that no envelope of the profile takes: people pack them, nothing is lost. */
export const MANUAL_CLASS = 'manual';

/** @returns the name of the smallest class that takes so many sheets, or `manual`. */
export function envelopeClassFor(sheets: number, profile: ShopProfile): string {
  return profile.envelopeClasses.find((candidate) => sheets <= candidate.maxSheets)?.name ?? MANUAL_CLASS;
}

/** L2: what must not share an envelope is also printed on fronts only. */
export function sidesFor(neverBundle: boolean, profile: ShopProfile): Sides {
  return profile.duplex && !neverBundle ? 'duplex' : 'simplex';
}

export function destinationOf(country: string, profile: ShopProfile): Destination {
  return profile.homeCountries.includes(country) ? 'domestic' : 'foreign';
}

/** Sheets of paper for one document: each begins on a front, an odd duplex one ends with a blank back. */
export function sheetsOf(pages: number, sides: Sides): number {
  return sides === 'duplex' ? Math.ceil(pages / 2) : pages;
}

/** Pages that one document takes up in the print file, blank backs included. */
export function printedPagesOf(pages: number, sides: Sides): number {
  return sides === 'duplex' ? sheetsOf(pages, sides) * 2 : pages;
}

const REGISTERED = '-registered';

export function streamName({ destination, envelopeClass, sides, registered }: Stream): string {
  return `${destination}-${envelopeClass}-${sides}${registered ? REGISTERED : ''}`;
}

/** The sides of a stream by its name, for a print file that is rendered again from the ledger. */
export function sidesOfStream(name: string): Sides {
  return unregistered(name).endsWith('-duplex') ? 'duplex' : 'simplex';
}

/** The envelope class of a stream by its name: what was decided when the file was assigned, whoever left it since. */
export function envelopeClassOfStream(name: string): string {
  const stem = unregistered(name);
  return stem.slice(stem.indexOf('-') + 1, stem.lastIndexOf('-'));
}

/** A class may be called `registered` too: only what follows the sides is the mark of a registered stream. */
function unregistered(name: string): string {
  return name.endsWith(REGISTERED) ? name.slice(0, -REGISTERED.length) : name;
}
