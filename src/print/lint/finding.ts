import type { Zone } from '../letter-geometry.ts';

export type FindingLevel = 'error' | 'warning';

/** What a letter shop would object to, and where it stands on the page. Never holds text of the letter (L8). */
export interface Finding {
  /** Stable, for programs: `ink-in-zone`. */
  readonly code: FindingCode;
  readonly level: FindingLevel;
  /** Counted from 1; null when it is about the whole file. */
  readonly page: number | null;
  /** Name of the zone that is concerned, such as `datamatrix` or `left-edge`; null when there is none. */
  readonly zone: string | null;
  /** Millimetres on the page as a reader sees it; null when it has no place. */
  readonly where: Zone | null;
  readonly expected: string;
  readonly got: string;
}

export type FindingCode =
  | 'unfit'
  | 'unviewable'
  | 'limit-exceeded'
  | 'page-size'
  | 'page-turned'
  | 'font-not-embedded'
  | 'javascript'
  | 'action'
  | 'attachment'
  | 'address-missing'
  | 'address-outside'
  | 'address-no-postal-code'
  | 'address-not-safe'
  | 'ink-in-address'
  | 'text-in-zone'
  | 'ink-in-zone';

/** `12.3` millimetres: what a ruler can tell. */
export function millimetres(value: number): string {
  return (Math.round(value * 10) / 10).toFixed(1);
}

/** `1 error`, `2 errors`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
