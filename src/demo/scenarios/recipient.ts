import { postedBy } from './posted-by.ts';
import type { Scenario } from '../scenario.ts';

/** The right person, the right mailbox, and the wish for e-mail. */
export const RECIPIENT_SCENARIOS: readonly Scenario[] = [
  {
    id: 'third-party',
    clauses: ['S13'],
    what: 'addressed to a claimant, a broker or an insured person',
    weight: 4,
    expected: postedBy('S13.recipient-role'),
    build: (kit) => [
      kit.document(kit.partner(), {
        documentType: 'SCHADENABRECHNUNG',
        recipient: kit.partner(),
        recipientRole: kit.random.pick(['claimant', 'broker', 'insured_person']),
      }),
    ],
  },
  {
    id: 'not-the-policyholder',
    clauses: ['S13'],
    what: 'the role says policyholder, the ids say otherwise',
    weight: 0,
    expected: postedBy('S13.recipient-is-policyholder'),
    build: (kit) => [kit.document(kit.partner(), { recipient: kit.partner() })],
  },
  {
    id: 'outside-the-union',
    clauses: ['S14'],
    what: 'resident of Switzerland, the United Kingdom or the United States',
    weight: 3,
    expected: postedBy('S14.residence'),
    build: (kit) => [kit.document(kit.partner(kit.random.pick(['CH', 'GB', 'US'] as const)))],
  },
  {
    id: 'malformed-address',
    clauses: ['S15'],
    what: 'an e-mail address that is none, or several',
    weight: 1.5,
    expected: postedBy('S15.address'),
    build: (kit) => {
      const email = kit.random.pick([
        'ohne-klammeraffe.post.example',
        'zwei@post.example, drei@mail.example',
        'Zweit Name <zweit@post.example>',
        'doppelt@@post.example',
        'punkt.@post.example',
        'leer zeichen@post.example',
        'kein-punkt@postexample',
      ]);
      return [kit.document(kit.partner('DE', { email }))];
    },
  },
  {
    id: 'address-injection',
    clauses: ['S15'],
    what: 'an e-mail address that tries to add a recipient',
    weight: 0,
    expected: postedBy('S15.address'),
    build: (kit) => [
      kit.document(kit.partner('DE', { email: 'harmlos@post.example\r\nRCPT TO:<alle@post.example>' })),
    ],
  },
  {
    id: 'shared-mailbox',
    clauses: ['S15'],
    what: 'two policyholders state one address',
    weight: 0.5,
    expected: postedBy('S15.shared-address'),
    build: (kit) => {
      const one = kit.partner();
      // One owner writes it in capitals: the mailbox is the same.
      const other = kit.partner('DE', { email: one.email?.toUpperCase() ?? null, address: one.address });
      return [kit.document(one), kit.document(other)];
    },
  },
  {
    id: 'no-email-address',
    clauses: ['S15'],
    what: 'no e-mail address on record',
    weight: 6,
    expected: postedBy('S15.address'),
    build: (kit) => [kit.document(kit.partner('DE', { email: null }))],
  },
  {
    id: 'prefers-post',
    clauses: ['S5'],
    what: 'prefers letters, although an address is on record',
    weight: 14,
    expected: postedBy('S5.preferred-contact'),
    build: (kit) => [
      kit.document(kit.partner('DE', { preferredContact: kit.random.pick(['post', 'post', 'phone']) })),
    ],
  },
  {
    id: 'one-person-three-letters',
    clauses: ['S5', 'L3'],
    what: 'three letters to one person: one envelope where the tariff saves',
    weight: 1,
    expected: postedBy('S5.preferred-contact'),
    build: (kit) => {
      const partner = kit.partner('DE', { preferredContact: 'post' });
      const pdf = { pages: 1 };
      return [
        kit.document(partner, { pdf }),
        kit.document(partner, { documentType: 'NACHTRAG', lineOfBusiness: 'HAUS', pdf }),
        kit.document(partner, { documentType: 'KONTOAUSZUG', lineOfBusiness: 'PHV', pdf }),
      ];
    },
  },
  {
    id: 'two-persons-one-address',
    clauses: ['L3'],
    what: 'a couple at one address: two persons, two envelopes',
    weight: 1,
    expected: postedBy('S5.preferred-contact'),
    build: (kit) => {
      const one = kit.partner('DE', { preferredContact: 'post' });
      const { address, lastName } = one;
      const other = kit.partner('DE', { preferredContact: 'post', address, lastName });
      return [kit.document(one), kit.document(other)];
    },
  },
];
