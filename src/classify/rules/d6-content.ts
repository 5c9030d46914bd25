import type { ContentFindings } from '../../domain/content.ts';
import type { RuleOutcome } from '../../domain/decision.ts';
import type { Rule } from './rule.ts';
import { fires, passes } from './rule.ts';

const NOT_READ = 'the text was not read';
const OWN_CONTRACT = passes('D6.other-contract', 'names nobody else’s contract');
const OWN_UNREAD = passes('D6.other-contract', NOT_READ);
const TEXT = passes('D6.no-text', 'every page that shows something holds text');
const TEXT_NOT_NEEDED = passes('D6.no-text', 'not every page holds text, and the type allows that');
const TEXT_UNREAD = passes('D6.no-text', NOT_READ);
const NAMED_UNREAD = passes('D6.not-named', NOT_READ);

/**
 * D6: a PDF that names somebody else's contract is a wrong attachment, the commonest breach there is. Neither e-mail
 * nor letter may carry it to this customer; a person looks.
 */
export const namesNoOtherContract: Rule = (_facts, { content }) => {
  if (content?.kind !== 'read') return OWN_UNREAD;
  return content.names === 'other_contract'
    ? fires('D6.other-contract', 'the PDF names a contract that belongs to somebody else')
    : OWN_CONTRACT;
};

/** D6: what a scan says, nobody has read. A type whose letters are pictures by nature can be let through (L4 stays). */
export const textIsThere: Rule = ({ documentType }, { content }, catalogue) => {
  if (content === null || content.kind === 'unreadable') return TEXT_UNREAD;
  const without = content.kind === 'no_text' ? 'the PDF holds no' : withoutText(content.pagesWithoutText);
  if (without === null) return TEXT;
  const type = documentType === null ? undefined : catalogue.documentTypes.get(documentType);
  return type?.emailWithoutText === true
    ? TEXT_NOT_NEEDED
    : fires('D6.no-text', `${without} text that can be read`);
};

/** D6: a letter that names neither its contract nor its customer may be anybody's. */
export const textNamesCustomer: Rule = (_facts, { content }) => {
  if (content?.kind !== 'read') return NAMED_UNREAD;
  switch (content.names) {
    case 'contract':
      return passes('D6.not-named', 'the PDF names the contract');
    case 'policyholder':
      return passes('D6.not-named', 'the PDF names the policyholder');
    case 'other_contract':
      return passes('D6.not-named', 'the PDF names another contract, see D6.other-contract');
    default:
      return fires('D6.not-named', 'the PDF names neither the contract nor the policyholder');
  }
};

/**
 * D6: nothing is e-mailed unread. Judged last: a text is read only where nothing else stands against e-mail, for the
 * reading costs more than all the rules.
 */
export function textWasRead(content: ContentFindings | null, isBarred: boolean): RuleOutcome {
  if (content === null) {
    return isBarred
      ? passes('D6.unread', 'not read, and not needed: another rule stands against e-mail')
      : fires('D6.unread', 'the text of the PDF was not read');
  }
  return content.kind === 'unreadable'
    ? fires('D6.unread', `the text of the PDF could not be read: ${content.why}`)
    : passes('D6.unread', 'the text of the PDF was read');
}

function withoutText(pages: number): string | null {
  if (pages === 0) return null;
  return pages === 1 ? 'a page holds no' : `${pages} pages hold no`;
}
