import type { Partner } from './core-records.ts';
import type { DemoOutcome } from './demo-outcome.ts';

/** S18: blocked between two nights, and no letter to her is pending: only the view of the blocks tells of her. */
export const BLOCKED_WITHOUT_DOCUMENT: Partner = {
  partnerId: 'P-99999',
  formOfAddress: 'Frau',
  title: null,
  firstName: 'Walburga',
  lastName: 'Buchenhain',
  address: {
    addition: null,
    street: 'Mariahilfer Straße 12/7',
    postalCode: '1070',
    city: 'Wien',
    country: 'AT',
  },
  residenceCountry: 'AT',
  preferredContact: 'email',
  email: 'walburga.buchenhain@post.example',
  formerEmail: null,
  consent: null,
  abuseBlockId: 'SPERRE-0816',
};

/** How many letters told her of the block; a print file took them. */
export function noticesToBlocked({ rows }: DemoOutcome): number {
  const id = `abuse-block:${BLOCKED_WITHOUT_DOCUMENT.abuseBlockId ?? ''}`;
  return rows.filter(
    ({ documentId, purpose, state }) =>
      documentId === id && purpose === 'block_notice' && state === 'handed_over',
  ).length;
}
