import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { maskContext, unmaskContext, type MaskedContext } from '../../src/classify/mask-context.ts';
import { maskFacts, type MaskedFacts } from '../../src/classify/mask-facts.ts';
import { unmaskFacts } from '../../src/classify/unmask-facts.ts';
import type { DecisionContext } from '../../src/domain/decision.ts';
import { anyFacts, factsNearTheBorder } from '../support/arbitrary-facts.ts';
import { decide } from '../support/decided.ts';
import { decisionContext } from '../support/facts.ts';

/** As the ledger keeps it. */
function asKept(masked: unknown): unknown {
  return JSON.parse(JSON.stringify(masked));
}

/** The core view gives whole numbers and nothing else. */
function wholeOrNull(users: number | null): number | null {
  return Number.isSafeInteger(users) ? users : null;
}

const anyContext: fc.Arbitrary<DecisionContext> = fc
  .record({
    domainWithoutTls: fc.option(
      fc.record({ domain: fc.domain(), until: fc.constantFrom('2026-11-22', '2027-01-01', 'soon') }),
    ),
    addressSuppressed: fc.option(fc.record({ reason: fc.string() })),
    channelClosed: fc.option(fc.record({ reason: fc.string() }), { freq: 3 }),
  })
  .map(decisionContext);

it('masked facts are enough to decide again: what was stored comes to the same decision', () => {
  fc.assert(
    fc.property(fc.oneof(anyFacts, factsNearTheBorder), anyContext, (any, context) => {
      const facts = { ...any, emailAddressUsers: wholeOrNull(any.emailAddressUsers) };
      const first = decide(facts, context);
      const again = decide(
        unmaskFacts(asKept(maskFacts(facts)) as MaskedFacts),
        unmaskContext(asKept(maskContext(context)) as MaskedContext),
      );
      expect(again.result).toBe(first.result);
      expect(again.paperCopy).toEqual(first.paperCopy);
      expect(again.jurisdiction).toBe(first.jurisdiction);
      expect(again.category).toBe(first.category);
      expect(again.neverBundle).toBe(first.neverBundle);
      expect(again.decidingRule).toBe(first.decidingRule);
    }),
    { numRuns: 3_000 },
  );
});
