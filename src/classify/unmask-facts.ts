import type { Facts, PostalAddress } from '../domain/document.ts';
import type { MaskedFacts } from './mask-facts.ts';

const USABLE: PostalAddress = {
  name: 'masked',
  addition: null,
  street: 'masked 1',
  postalCode: '10115',
  city: 'masked',
  country: null,
};
const AUSTRIAN_POSTAL_CODE = '1010';

const EMAIL_ADDRESS = { absent: null, malformed: 'masked', valid: 'masked@example.com' } as const;

/** Decisions that were stored before these facts existed do not state them. */
function statedConsent(masked: Partial<MaskedFacts>): Pick<Facts, 'consentMethod' | 'consentWording'> {
  return { consentMethod: masked.consentMethod ?? null, consentWording: masked.consentWording ?? null };
}

/**
 * Facts that nobody's data is in and that no rule can tell from the ones that were masked: what was decided once can be
 * decided again, with the same catalogue or with another one.
 */
export function unmaskFacts(masked: MaskedFacts): Facts {
  const { problem, country } = masked.recipient;
  const usable = {
    ...USABLE,
    country,
    postalCode: country === 'AT' ? AUSTRIAN_POSTAL_CODE : USABLE.postalCode,
  };
  return {
    ...masked,
    ...statedConsent(masked),
    emailAddress: EMAIL_ADDRESS[masked.emailAddress],
    // What is wrong with an address is all that a rule asks; without a city every one is unusable.
    recipient: problem === null ? usable : { ...usable, city: null },
    defects: masked.defects.map(({ column }) => ({ column, expected: '', found: '' })),
  };
}
