import { isHardBlockedLine, isHardBlockedType, isLifeLine } from '../protected-data.ts';
import type { Rule } from './rule.ts';
import { fires, isBlank, passes, shown } from './rule.ts';

const TYPE = passes('S11.document-type', 'not a type with specially protected data');
const LINE = passes('S11.line-of-business', 'not personal insurance');
const SECRECY = passes('S11.life-secrecy', 'not life insurance under German law');
const FLAG = passes('S11.core-flag', 'the core system does not flag specially protected data');
const CONTENT_UNREAD = passes('S11.content', 'the text was not read');
const CONTENT = passes('S11.content', 'the text speaks of nothing specially protected');
const FLAG_STATED = passes('S11.core-flag-missing', 'the core system states the flag');

/** S11: one signal of several; code and title are judged by the hard block too, whatever the catalogue says. */
export const typeIsUnprotected: Rule = ({ documentType }, _context, catalogue) => {
  if (isBlank(documentType)) return TYPE;
  const type = catalogue.documentTypes.get(documentType);
  return type?.category === 'protected' || isHardBlockedType(documentType, type?.title)
    ? fires('S11.document-type', `document type ${shown(documentType)} holds specially protected data`)
    : TYPE;
};

export const lineIsUnprotected: Rule = ({ lineOfBusiness }, _context, catalogue) => {
  if (isBlank(lineOfBusiness)) return LINE;
  const line = catalogue.linesOfBusiness.get(lineOfBusiness);
  return line?.protected === true || isHardBlockedLine(lineOfBusiness, line?.name)
    ? fires('S11.line-of-business', `line of business ${shown(lineOfBusiness)} is personal insurance`)
    : LINE;
};

/**
 * S11: § 203 (1) no. 7 StGB names life insurance beside health and accident. Residents of Austria have Austrian law
 * (S23), under which life policies may be e-mailed with a paper copy besides (L5).
 */
export const secrecyAllowsEmail: Rule = ({ lineOfBusiness, residenceCountry }, _context, catalogue) => {
  if (isBlank(lineOfBusiness) || residenceCountry === 'AT') return SECRECY;
  const line = catalogue.linesOfBusiness.get(lineOfBusiness);
  return line?.lifeOrPension === true || isLifeLine(lineOfBusiness, line?.name)
    ? fires(
        'S11.life-secrecy',
        `line of business ${shown(lineOfBusiness)} is life insurance, under § 203 StGB`,
      )
    : SECRECY;
};

export const coreDoesNotFlag: Rule = ({ protectedData }) =>
  protectedData === true ? fires('S11.core-flag', 'the core system flags specially protected data') : FLAG;

/** Silence is not a no: a system that forgets its flag would otherwise send everything by e-mail. */
export const coreStatesFlag: Rule = ({ protectedData }) =>
  protectedData === null
    ? fires(
        'S11.core-flag-missing',
        'the core system does not say whether specially protected data is inside',
      )
    : FLAG_STATED;

/** S11: the text itself is one more signal, for the document that came under a harmless type. Only classes are told (L8). */
export const contentIsUnprotected: Rule = (_facts, { content }) => {
  if (content?.kind !== 'read') return CONTENT_UNREAD;
  return content.sensitive.length === 0
    ? CONTENT
    : fires('S11.content', `the text speaks of specially protected data: ${content.sensitive.join(', ')}`);
};
