import type { RuleOutcome } from '../../domain/decision.ts';
import type { PostalAddressProblem } from '../postal-address.ts';
import type { Rule } from './rule.ts';
import { fires, isBlank, passes } from './rule.ts';

const NOT_WITHDRAWN = passes('D1.withdrawn', 'not withdrawn in the core system');
const WITHDRAWAL_READABLE = passes('D1.withdrawal-unreadable', 'whether it was withdrawn could be read');
const READABLE = passes('D2.pdf-unfit', 'the PDF can be read');

/** D1: what the core system has taken back does not leave at all. Empty text is no time: nothing may be lost to it. */
export const isNotWithdrawn: Rule = (facts) =>
  isBlank(facts.withdrawnAt) ? NOT_WITHDRAWN : fires('D1.withdrawn', 'withdrawn in the core system');

const WITHDRAWN_AT = 'withdrawn_at';

/** D1: a withdrawal that cannot be read may be one; a document that was taken back must not leave by any channel. */
export const withdrawalIsReadable: Rule = ({ defects }) =>
  defects.some(({ column }) => column === WITHDRAWN_AT)
    ? fires('D1.withdrawal-unreadable', 'whether it was withdrawn cannot be read')
    : WITHDRAWAL_READABLE;

/** D2: neither channel can carry a PDF that nobody can read. */
export const pdfIsFit: Rule = (_facts, context) =>
  context.pdf.fit
    ? READABLE
    : fires('D2.pdf-unfit', `the PDF is unfit: ${context.pdf.finding.code}. ${context.pdf.finding.message}`);

/** D3: paper needs an address; judged last, because only then is it known whether paper is needed. */
export function postalAddressServes(problem: PostalAddressProblem | null, paperNeeded: boolean): RuleOutcome {
  if (problem === null) return passes('D3.postal-address', 'usable');
  return paperNeeded
    ? fires('D3.postal-address', `no usable postal address: ${problem}`)
    : passes('D3.postal-address', `not usable (${problem}), and not needed: it goes by e-mail`);
}
