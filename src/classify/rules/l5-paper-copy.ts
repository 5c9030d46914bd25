import type { RuleOutcome } from '../../domain/decision.ts';
import type { Facts } from '../../domain/document.ts';
import type { Catalogue } from '../catalogue.ts';
import { jurisdictionOf } from './s23-jurisdiction.ts';
import { passes } from './rule.ts';

const AUSTRIAN_LIFE = '§ 5a, § 3 VersVG';

/** L5: the law's basis for a paper copy besides the e-mail, or null: life and pension policies in Austria. */
export function statutoryPaperCopyBasis(facts: Facts, catalogue: Catalogue): string | null {
  if (jurisdictionOf(facts) !== 'AT' || facts.lineOfBusiness === null) return null;
  return catalogue.linesOfBusiness.get(facts.lineOfBusiness)?.lifeOrPension === true ? AUSTRIAN_LIFE : null;
}

/** S16: one channel, unless one of the two bases asks for paper besides. These three stand against nothing. */
export function paperCopyOutcomes(agreed: string | null, statutory: string | null): readonly RuleOutcome[] {
  const both = agreed !== null || statutory !== null;
  return [
    passes('S16.one-channel', both ? 'paper besides the e-mail, on a named basis' : 'exactly one channel'),
    passes(
      'S19.paper-copy',
      agreed === null ? 'no paper copy agreed' : 'the contract agrees on a paper copy',
    ),
    passes('L5.paper-copy', statutory === null ? 'no paper copy by law' : `paper copy by ${statutory}`),
  ];
}
