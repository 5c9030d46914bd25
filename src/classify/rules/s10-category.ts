import type { Category } from '../../domain/decision.ts';
import type { Rule } from './rule.ts';
import { fires, passes } from './rule.ts';

/** S10: information on the contract, premium invoices, statements. A new category is not eligible by itself. */
const ELIGIBLE: ReadonlySet<Category> = new Set(['premium_invoice', 'statement', 'contract_notice']);

export const categoryIsEligible: Rule = ({ documentType }, _context, catalogue) => {
  const category = documentType === null ? undefined : catalogue.documentTypes.get(documentType)?.category;
  if (category === undefined) return fires('S10.category', 'an unknown type has no category');
  return ELIGIBLE.has(category)
    ? passes('S10.category', `category \`${category}\``)
    : fires('S10.category', `category \`${category}\` is not e-mailed`);
};
