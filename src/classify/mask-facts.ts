import { parseEmailAddress } from '../domain/email-address.ts';
import type { FactDefect, Facts } from '../domain/document.ts';
import type { PostalAddressProblem } from './postal-address.ts';
import { postalAddressProblem } from './postal-address.ts';
import { isHardBlockedLine, isHardBlockedType, isLifeLine } from './protected-data.ts';
import { CODE, isBlank } from './rules/rule.ts';

/**
 * The snapshot of facts that is stored with a decision: enough to explain it and to decide again, without name,
 * street, city or e-mail address. Of the address not even a hash is kept, of the whole or of its domain: without a
 * secret key both are found by trying, and a domain may carry its owner's name.
 */
export interface MaskedFacts extends Omit<Facts, 'recipient' | 'emailAddress' | 'defects'> {
  readonly emailAddress: 'absent' | 'malformed' | 'valid';
  readonly recipient: {
    readonly country: string | null;
    /** First two digits: enough to see the region that sorting and tariffs used. */
    readonly postalCodeArea: string | null;
    readonly problem: PostalAddressProblem | null;
  };
  readonly defects: readonly Pick<FactDefect, 'column'>[];
}

/** Stands where a code or a day should be and something else is: it may be a name in the wrong column. */
export const UNREADABLE = '(not readable)';
/** The same, of a type or line whose text names what S11 protects: it must come to the same rule when it is decided again. */
const UNREADABLE_PROTECTED = `${UNREADABLE}; a word of S11 such as KRANK`;
/** The same, of a line whose text names life insurance. */
const UNREADABLE_LIFE = `${UNREADABLE}; a word of S11 such as LEBEN`;

const DAY_OR_TIME = /^[\d :.TZ+-]{1,40}$/;

/** Ids, codes and days stay as they are; so does the clause that a paper copy rests on, which is shown on request. */
export function maskFacts(facts: Facts): MaskedFacts {
  return {
    ...facts,
    documentType: maskedType(facts.documentType),
    lineOfBusiness: maskedLine(facts.lineOfBusiness),
    recipientRole: masked(facts.recipientRole, CODE),
    residenceCountry: masked(facts.residenceCountry, CODE),
    preferredContact: masked(facts.preferredContact, CODE),
    form: masked(facts.form, CODE),
    dispatchOverride: masked(facts.dispatchOverride, CODE),
    consentGivenOn: masked(facts.consentGivenOn, DAY_OR_TIME),
    consentMethod: masked(facts.consentMethod, CODE),
    consentWording: masked(facts.consentWording, CODE),
    consentWithdrawnOn: masked(facts.consentWithdrawnOn, DAY_OR_TIME),
    insurerNoticeOn: masked(facts.insurerNoticeOn, DAY_OR_TIME),
    digitalPostFrom: masked(facts.digitalPostFrom, DAY_OR_TIME),
    digitalPostUntil: masked(facts.digitalPostUntil, DAY_OR_TIME),
    documentDate: masked(facts.documentDate, DAY_OR_TIME),
    withdrawnAt: masked(facts.withdrawnAt, DAY_OR_TIME),
    emailAddress: stateOf(facts.emailAddress),
    recipient: {
      country: masked(facts.recipient.country, CODE),
      postalCodeArea: areaOf(facts.recipient.postalCode),
      problem: postalAddressProblem(facts.recipient),
    },
    defects: facts.defects.map(({ column }) => ({ column: CODE.test(column) ? column : UNREADABLE })),
  };
}

function maskedType(text: string | null): string | null {
  const kept = masked(text, CODE);
  return kept !== text && text !== null && isHardBlockedType(text) ? UNREADABLE_PROTECTED : kept;
}

function maskedLine(text: string | null): string | null {
  const kept = masked(text, CODE);
  if (kept === text || text === null) return kept;
  if (isHardBlockedLine(text)) return UNREADABLE_PROTECTED;
  return isLifeLine(text) ? UNREADABLE_LIFE : kept;
}

function masked(text: string | null, readable: RegExp): string | null {
  return isBlank(text) || readable.test(text) ? text : UNREADABLE;
}

function stateOf(emailAddress: string | null): MaskedFacts['emailAddress'] {
  if (isBlank(emailAddress)) return 'absent';
  return parseEmailAddress(emailAddress) === null ? 'malformed' : 'valid';
}

function areaOf(postalCode: string | null): string | null {
  return postalCode === null ? null : (/\d{2}/.exec(postalCode)?.[0] ?? null);
}
