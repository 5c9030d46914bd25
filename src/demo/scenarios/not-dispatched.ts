import { BROKEN_KINDS, type BrokenKind } from '../letters/broken-letters.ts';
import type { Expected, Scenario } from '../scenario.ts';

const WHAT_IS_BROKEN: Readonly<Record<BrokenKind, string>> = {
  truncated: 'PDF cut in the middle',
  encrypted: 'PDF with a password that nobody has',
  garbage: 'PDF that is none',
  empty: 'PDF of zero bytes',
  missing: 'PDF that is not where the core system says',
  oversized: 'PDF larger than the limit',
};

/** What stays in the house until a person has looked at it, and what was taken back. */
export const NOT_DISPATCHED_SCENARIOS: readonly Scenario[] = [
  ...BROKEN_KINDS.map((kind): Scenario => ({
    id: `pdf-${kind}`,
    clauses: ['D2'],
    what: WHAT_IS_BROKEN[kind],
    weight: 0,
    expected: heldBy('D2.pdf-unfit'),
    build: (kit) => [kit.document(kit.partner(), { pdf: { kind, pages: 2, place: 'file' } })],
  })),
  {
    id: 'no-postal-address',
    clauses: ['D3', 'S8'],
    what: 'has to go by post, and there is no address',
    weight: 0.5,
    expected: heldBy('D3.postal-address'),
    build: (kit) => [kit.document(kit.partner('DE', { preferredContact: 'post', address: null }))],
  },
  {
    id: 'moved-away',
    clauses: ['D3'],
    what: 'has to go by post, moved to an unknown address',
    weight: 0,
    expected: heldBy('D3.postal-address'),
    build: (kit) => {
      const partner = kit.partner('DE', { consent: null });
      const address = {
        addition: 'unbekannt verzogen',
        street: null,
        postalCode: null,
        city: null,
        country: 'DE',
      };
      return [kit.document({ ...partner, address })];
    },
  },
  {
    id: 'withdrawn',
    clauses: ['D1'],
    what: 'taken back in the core system before the night',
    weight: 0.5,
    expected: { result: 'cancelled', decidingRules: ['D1.withdrawn'], finalState: 'cancelled' },
    build: (kit) => [kit.document(kit.partner(), { withdrawnAt: `${kit.day(0)}T16:20:00Z` })],
  },
];

function heldBy(rule: string): Expected {
  return { result: 'held', decidingRules: [rule], finalState: 'held' };
}
