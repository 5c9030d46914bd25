import type { Rule } from './rule.ts';
import { fires, isBlank, passes, shown } from './rule.ts';

const TYPE = passes('S8.unknown-document-type', 'the catalogue knows the document type');
const LINE = passes('S8.unknown-line-of-business', 'the catalogue knows the line of business');

/** S8: whose protection need nobody has judged goes by post, and is flagged so that somebody does. */
export const typeIsKnown: Rule = ({ documentType }, _context, catalogue) => {
  if (isBlank(documentType)) return fires('S8.unknown-document-type', 'no document type is stated');
  return catalogue.documentTypes.has(documentType)
    ? TYPE
    : fires('S8.unknown-document-type', `document type ${shown(documentType)} is not in the catalogue`);
};

export const lineIsKnown: Rule = ({ lineOfBusiness }, _context, catalogue) => {
  if (isBlank(lineOfBusiness)) return fires('S8.unknown-line-of-business', 'no line of business is stated');
  return catalogue.linesOfBusiness.has(lineOfBusiness)
    ? LINE
    : fires(
        'S8.unknown-line-of-business',
        `line of business ${shown(lineOfBusiness)} is not in the catalogue`,
      );
};
