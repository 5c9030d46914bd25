import type { ShopProfile } from './shop-profile.ts';
import type { Destination } from './tariff.ts';

/** What all mailpieces of one print file have in common; written as `domestic-standard-duplex`. */
export interface Stream {
  readonly destination: Destination;
  readonly envelopeClass: string;
  readonly sides: Sides;
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

export function streamName(stream: Stream): string {
  return `${stream.destination}-${stream.envelopeClass}-${stream.sides}`;
}

/** The sides of a stream by its name, for a print file that is rendered again from the ledger. */
export function sidesOfStream(name: string): Sides {
  return name.endsWith('-duplex') ? 'duplex' : 'simplex';
}

/** The envelope class of a stream by its name: what was decided when the file was assigned, whoever left it since. */
export function envelopeClassOfStream(name: string): string {
  return name.slice(name.indexOf('-') + 1, name.lastIndexOf('-'));
}
