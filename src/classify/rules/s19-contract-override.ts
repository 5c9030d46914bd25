import type { Facts } from '../../domain/document.ts';
import type { Rule } from './rule.ts';
import { fires, isBlank, passes, shown } from './rule.ts';

const NO_POST = passes('S19.post-required', 'the contract does not demand post');
const KNOWN = passes('S19.unknown-override', 'no provision that is unknown');
const BASIS = passes('S19.override-without-basis', 'no provision without its basis');
const NO_STRAY_BASIS = passes('S19.basis-without-override', 'no basis without its provision');

/** S19: the contract precedes the terms, but never the hard block and never encryption: it can only ask for paper. */
export const contractDemandsNoPost: Rule = ({ dispatchOverride }) =>
  dispatchOverride === 'post_required' ? fires('S19.post-required', 'the contract demands post') : NO_POST;

export const overrideIsKnown: Rule = ({ dispatchOverride }) =>
  isBlank(dispatchOverride) || dispatchOverride === 'post_required' || dispatchOverride === 'email_and_post'
    ? KNOWN
    : fires(
        'S19.unknown-override',
        `the provision is ${shown(dispatchOverride)}, which is none of post_required, email_and_post`,
      );

/** S16: paper besides e-mail only on a basis that is named; without it nobody knows what was agreed. */
export const overrideNamesBasis: Rule = ({ dispatchOverride, dispatchOverrideBasis }) =>
  !isBlank(dispatchOverride) && isBlank(dispatchOverrideBasis)
    ? fires('S19.override-without-basis', `${shown(dispatchOverride)} names no basis`)
    : BASIS;

export const basisNamesOverride: Rule = ({ dispatchOverride, dispatchOverrideBasis }) =>
  isBlank(dispatchOverride) && !isBlank(dispatchOverrideBasis)
    ? fires('S19.basis-without-override', 'a basis is named, but not what was agreed')
    : NO_STRAY_BASIS;

/** The contract's basis for a paper copy besides the e-mail, or null. */
export function agreedPaperCopyBasis(facts: Facts): string | null {
  return facts.dispatchOverride === 'email_and_post' && !isBlank(facts.dispatchOverrideBasis)
    ? facts.dispatchOverrideBasis
    : null;
}
