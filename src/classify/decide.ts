import type { Category, Decide, Decision, RuleOutcome } from '../domain/decision.ts';
import type { Catalogue } from './catalogue.ts';
import { flagsOf } from './flags.ts';
import { postalAddressProblem } from './postal-address.ts';
import { RULES_AGAINST_EMAIL } from './rule-order.ts';
import {
  isNotWithdrawn,
  pdfIsFit,
  postalAddressServes,
  withdrawalIsReadable,
} from './rules/d1-dispatchable.ts';
import { namesNoOtherContract, textWasRead } from './rules/d6-content.ts';
import { paperCopyOutcomes, statutoryPaperCopyBasis } from './rules/l5-paper-copy.ts';
import { passes } from './rules/rule.ts';
import { agreedPaperCopyBasis } from './rules/s19-contract-override.ts';
import { jurisdictionOf, jurisdictionOutcome } from './rules/s23-jurisdiction.ts';

const ELIGIBLE = passes('S10.eligible', 'nothing stands against e-mail');
const NOT_REACHED = passes('S10.eligible', 'not reached: a rule before it stands against e-mail');

/**
 * The decision as a function of one catalogue: pure and total, the same answer for the same facts, and post for
 * everything that is not proven eligible. All rules are evaluated and recorded; the first that fires decides.
 */
export function createDecide(catalogue: Catalogue): Decide {
  return (facts, context) => {
    const withdrawn = isNotWithdrawn(facts, context, catalogue);
    const unreadable = withdrawalIsReadable(facts, context, catalogue);
    const unfit = pdfIsFit(facts, context, catalogue);
    const ownContract = namesNoOtherContract(facts, context, catalogue);
    const known = RULES_AGAINST_EMAIL.map((rule) => rule(facts, context, catalogue));
    const against = [...known, textWasRead(context.content, known.some(hasFired))];
    const bar = against.find(hasFired);

    const agreed = agreedPaperCopyBasis(facts);
    const statutory = statutoryPaperCopyBasis(facts, catalogue);
    const basis = joinBases(agreed, statutory);
    const addressProblem = postalAddressProblem(facts.recipient);
    // Paper that law or contract asks for belongs to the e-mail: without it neither leaves.
    const address = postalAddressServes(addressProblem, bar !== undefined || basis !== null);
    const obstacle = [unreadable, unfit, ownContract, address].find(hasFired);

    const result = resultOf(hasFired(withdrawn), obstacle !== undefined, bar !== undefined);
    const decider = hasFired(withdrawn) ? withdrawn : (obstacle ?? bar ?? ELIGIBLE);
    const jurisdiction = jurisdictionOf(facts);
    const type = facts.documentType === null ? undefined : catalogue.documentTypes.get(facts.documentType);
    // A text that nobody needed to read is no fault of the document: withdrawn, held, or by post for another reason.
    const telling = against.filter(({ rule }) => rule !== 'D6.unread' || rule === decider.rule);
    const flags = flagsOf([ownContract, ...telling]);
    return {
      result,
      category: categoryOf(type?.category, against),
      jurisdiction,
      decidingRule: decider.rule,
      rules: [
        withdrawn,
        unreadable,
        unfit,
        ownContract,
        address,
        ...against,
        ...paperCopyOutcomes(agreed, statutory),
        jurisdictionOutcome(jurisdiction),
        bar === undefined ? ELIGIBLE : NOT_REACHED,
      ],
      paperCopy: result === 'email' && basis !== null ? { basis } : null,
      // Of a type that nobody knows, an envelope of its own costs postage; a shared one may be a breach (L2).
      neverBundle: type?.neverBundle ?? true,
      flags: addressProblem === null ? flags : [...flags, 'no_usable_postal_address'],
      catalogueHash: catalogue.hash,
    };
  };
}

function hasFired(outcome: RuleOutcome): boolean {
  return outcome.outcome === 'fires';
}

function resultOf(withdrawn: boolean, obstacle: boolean, barred: boolean): Decision['result'] {
  if (withdrawn) return 'cancelled';
  if (obstacle) return 'held';
  return barred ? 'post' : 'email';
}

/** Any positive signal of S11 makes the document protected, whatever its type is. */
function categoryOf(ofType: Category | undefined, against: readonly RuleOutcome[]): Category {
  const isProtected = against.some(
    (outcome) =>
      hasFired(outcome) && outcome.rule.startsWith('S11.') && outcome.rule !== 'S11.core-flag-missing',
  );
  return isProtected ? 'protected' : (ofType ?? 'other');
}

function joinBases(agreed: string | null, statutory: string | null): string | null {
  if (agreed === null) return statutory;
  return statutory === null ? agreed : `${agreed}; ${statutory}`;
}
