import type { MaskedContext } from '../../classify/mask-context.ts';
import { unmaskContext } from '../../classify/mask-context.ts';
import type { MaskedFacts } from '../../classify/mask-facts.ts';
import { unmaskFacts } from '../../classify/unmask-facts.ts';
import type { Decide } from '../../domain/decision.ts';
import type { StoredDecision } from '../../ledger/stored-decisions.ts';
import type { ChangedDocument, Way } from './replay-report.ts';

const NO_TYPE = '(no type)';

/**
 * Makes one stored decision again.
 *
 * @returns null when what was stored cannot be read: another release wrote it, or somebody changed our tables
 */
export function decideAgain(stored: StoredDecision, decide: Decide): ChangedDocument | null {
  try {
    const facts = JSON.parse(stored.facts) as MaskedFacts;
    const again = decide(unmaskFacts(facts), unmaskContext(JSON.parse(stored.context) as MaskedContext));
    return {
      documentId: stored.documentId,
      documentType: facts.documentType ?? NO_TYPE,
      before: wayOf(stored.result, stored.paperCopy),
      after: wayOf(again.result, again.paperCopy !== null),
      ruleBefore: stored.decidingRule,
      ruleAfter: again.decidingRule,
    };
  } catch {
    return null;
  }
}

/** A copy that was ordered with an e-mail that never left is none. */
function wayOf(result: string, paperCopy: boolean): Way {
  switch (result) {
    case 'email':
      return paperCopy ? 'email and paper' : 'email';
    case 'post':
    case 'held':
    case 'cancelled':
      return result;
    default:
      throw new TypeError('not a result');
  }
}
