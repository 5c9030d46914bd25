import type { DocumentType } from '../catalogue.ts';
import type { Rule } from './rule.ts';
import { fires, isBlank, passes, shown } from './rule.ts';

const FORM_OF_TYPE = passes('L1.form-of-type', 'text form suffices for the type');
const FORM_OF_DOCUMENT = passes('L1.form-of-document', 'nothing stricter than text form is asked for');
const ENVELOPE = passes('L2.own-envelope', 'needs no envelope of its own');
const PROTECTION = passes('L4.high-protection', 'normal protection need');

/** L1: of two statements about the form the stricter one counts; a document can never loosen its type. */
export const typeMayBeText: Rule = (facts, _context, catalogue) => {
  const type = typeOf(facts.documentType, catalogue.documentTypes);
  return type === null || type.form === 'text'
    ? FORM_OF_TYPE
    : fires('L1.form-of-type', `the type needs the form \`${type.form}\``);
};

export const documentMayBeText: Rule = ({ form }) => {
  if (isBlank(form) || form === 'text') return FORM_OF_DOCUMENT;
  return form === 'written' || form === 'proof'
    ? fires('L1.form-of-document', `the core system asks for the form \`${form}\``)
    : fires('L1.form-of-document', `the form is ${shown(form)}, which is none of text, written, proof`);
};

/** L2: what must lie alone in its envelope needs an envelope. */
export const needsNoOwnEnvelope: Rule = (facts, _context, catalogue) =>
  typeOf(facts.documentType, catalogue.documentTypes)?.neverBundle === true
    ? fires('L2.own-envelope', 'the type goes in an envelope of its own')
    : ENVELOPE;

/** L4: mandatory TLS protects what needs normal protection, not more. */
export const protectionNeedIsNormal: Rule = (facts, _context, catalogue) =>
  typeOf(facts.documentType, catalogue.documentTypes)?.protection === 'high'
    ? fires('L4.high-protection', 'the type has a high protection need')
    : PROTECTION;

function typeOf(code: string | null, types: ReadonlyMap<string, DocumentType>): DocumentType | null {
  return (code === null ? undefined : types.get(code)) ?? null;
}
