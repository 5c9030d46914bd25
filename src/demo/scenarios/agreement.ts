import { postedBy } from './posted-by.ts';
import type { Scenario } from '../scenario.ts';

/** Contract, block and consent: whether there is an agreement on e-mail at all. */
export const AGREEMENT_SCENARIOS: readonly Scenario[] = [
  {
    id: 'override-post',
    clauses: ['S19'],
    what: 'the contract demands post',
    weight: 1,
    expected: postedBy('S19.post-required'),
    build: (kit) => [
      kit.document(kit.partner(), {
        contract: { dispatchOverride: 'post_required', dispatchOverrideBasis: 'Besondere Bedingung 17' },
      }),
    ],
  },
  {
    id: 'override-without-basis',
    clauses: ['S16', 'S19'],
    what: 'e-mail and post asked for, but nobody wrote down why',
    weight: 0,
    expected: postedBy('S19.override-without-basis'),
    build: (kit) => [kit.document(kit.partner(), { contract: { dispatchOverride: 'email_and_post' } })],
  },
  {
    id: 'abuse-block',
    clauses: ['S18'],
    what: 'two documents under one block for suspected abuse: one notice',
    weight: 0,
    expected: { ...postedBy('S18.abuse-block'), blockNotices: 1 },
    build: (kit) => {
      const partner = kit.partner('DE', { abuseBlockId: 'SPERRE-0815' });
      return [
        kit.document(partner),
        kit.document(partner, { documentType: 'NACHTRAG', lineOfBusiness: 'HAUS' }),
      ];
    },
  },
  {
    id: 'consent-missing',
    clauses: ['S9'],
    what: 'never consented',
    weight: 9,
    expected: postedBy('S9.consent-missing'),
    build: (kit) => [kit.document(kit.partner('DE', { consent: null }))],
  },
  {
    id: 'consent-missing-austria',
    clauses: ['S9', 'L5'],
    what: 'Austria: without express consent',
    weight: 2,
    expected: postedBy('S9.consent-missing'),
    build: (kit) => [kit.document(kit.partner('AT', { consent: null }))],
  },
  {
    id: 'consent-withdrawn',
    clauses: ['S9'],
    what: 'consent withdrawn ten days ago',
    weight: 4,
    expected: postedBy('S9.consent-withdrawn'),
    build: (kit) => {
      const consent = { givenOn: kit.day(-500), withdrawnOn: kit.day(-10), insurerNoticeOn: null };
      return [kit.document(kit.partner('DE', { consent }))];
    },
  },
  {
    id: 'insurer-notice',
    clauses: ['S21'],
    what: 'insurer gave notice 70 days ago: 4 weeks to the end of a month are over',
    weight: 1,
    expected: postedBy('S21.insurer-notice'),
    build: (kit) => {
      const consent = { givenOn: kit.day(-500), withdrawnOn: null, insurerNoticeOn: kit.day(-70) };
      return [kit.document(kit.partner('DE', { consent }))];
    },
  },
  {
    id: 'no-digital-contract',
    clauses: ['S20'],
    what: 'no contract with digital post',
    weight: 5,
    expected: postedBy('S20.contract-in-force'),
    build: (kit) => [kit.document(kit.partner(), { contract: { digitalPostFrom: null } })],
  },
  {
    id: 'digital-contract-ended',
    clauses: ['S20'],
    what: 'the last contract with digital post ended yesterday',
    weight: 1,
    expected: postedBy('S20.contract-in-force'),
    build: (kit) => [kit.document(kit.partner(), { contract: { digitalPostUntil: kit.day(-1) } })],
  },
];
