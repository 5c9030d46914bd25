import { postedBy } from './posted-by.ts';
import type { Scenario } from '../scenario.ts';

/** What is never e-mailed, whatever the customer wishes: data, form, or nobody has judged it. */
export const PROTECTED_SCENARIOS: readonly Scenario[] = [
  {
    id: 'health-document',
    clauses: ['S11', 'S12'],
    what: 'statement of a health insurance, by its type',
    weight: 4,
    expected: postedBy('S11.document-type'),
    build: (kit) => [
      kit.document(kit.partner(), {
        documentType: 'LEISTUNGSABRECHNUNG',
        lineOfBusiness: 'KRANKEN',
        protectedData: true,
      }),
    ],
  },
  {
    id: 'medical-report',
    clauses: ['S11'],
    what: 'medical report in a line that is e-mailed otherwise',
    weight: 0,
    expected: postedBy('S11.document-type'),
    build: (kit) => [kit.document(kit.partner(), { documentType: 'INVALIDITAETSGUTACHTEN' })],
  },
  {
    id: 'personal-insurance',
    clauses: ['S11'],
    what: 'invoice of a personal insurance, by its line of business',
    weight: 4,
    expected: postedBy('S11.line-of-business'),
    build: (kit) => [
      kit.document(kit.partner(), {
        lineOfBusiness: kit.random.pick(['UNFALL', 'ZAHN', 'KRANKEN'] as const),
      }),
    ],
  },
  {
    id: 'life-germany',
    clauses: ['S11'],
    what: 'life insurance under German law',
    weight: 4,
    expected: postedBy('S11.life-secrecy'),
    build: (kit) => [
      kit.document(kit.partner(), {
        documentType: 'STANDMITTEILUNG',
        lineOfBusiness: kit.random.pick(['LEBEN', 'RENTE'] as const),
      }),
    ],
  },
  {
    id: 'core-flag',
    clauses: ['S11'],
    what: 'the core system flags specially protected data',
    weight: 1,
    expected: postedBy('S11.core-flag'),
    build: (kit) => [kit.document(kit.partner(), { documentType: 'SCHADENABRECHNUNG', protectedData: true })],
  },
  {
    id: 'core-flag-missing',
    clauses: ['S11', 'S8'],
    what: 'the core system does not say whether data is protected',
    weight: 0.5,
    expected: postedBy('S11.core-flag-missing'),
    build: (kit) => [kit.document(kit.partner(), { protectedData: null })],
  },
  {
    id: 'written-form',
    clauses: ['L1'],
    what: 'wants a signature on paper, by its type',
    weight: 1,
    expected: postedBy('L1.form-of-type'),
    build: (kit) => [kit.document(kit.partner(), { documentType: 'ABTRETUNGSERKLAERUNG' })],
  },
  {
    id: 'form-of-the-document',
    clauses: ['L1'],
    what: 'the core system asks for proof of receipt',
    weight: 0.5,
    expected: postedBy('L1.form-of-document'),
    build: (kit) => [kit.document(kit.partner(), { documentType: 'NACHTRAG', form: 'proof' })],
  },
  {
    id: 'qualified-reminder',
    clauses: ['L2', 'L1'],
    what: 'qualified reminder: an envelope of its own',
    weight: 2,
    expected: postedBy('L1.form-of-type'),
    build: (kit) => [
      kit.document(kit.partner(), {
        documentType: 'QUALIFIZIERTE_MAHNUNG',
        form: 'proof',
        pdf: { pages: 1 },
      }),
    ],
  },
  {
    id: 'reminder-beside-invoice',
    clauses: ['L2', 'L3'],
    what: 'credentials and a reminder to one person: never in one envelope',
    weight: 0,
    expected: postedBy('L1.form-of-type', 'L2.own-envelope'),
    build: (kit) => {
      const partner = kit.partner();
      return [
        kit.document(partner, { documentType: 'QUALIFIZIERTE_MAHNUNG', pdf: { pages: 1 } }),
        kit.document(partner, { documentType: 'ZUGANGSDATEN', pdf: { pages: 1 } }),
      ];
    },
  },
  {
    id: 'high-protection',
    clauses: ['L4'],
    what: 'credit report: more protection than TLS gives',
    weight: 1,
    expected: postedBy('L4.high-protection'),
    build: (kit) => [kit.document(kit.partner(), { documentType: 'BONITAETSAUSKUNFT' })],
  },
  {
    id: 'unknown-type',
    clauses: ['S8'],
    what: 'a document type that nobody has judged yet',
    weight: 0.5,
    expected: postedBy('S8.unknown-document-type'),
    build: (kit) => [kit.document(kit.partner(), { documentType: 'DROHNENSCHADEN_INFO' })],
  },
  {
    id: 'unknown-line',
    clauses: ['S8'],
    what: 'a line of business that nobody has judged yet',
    weight: 0.5,
    expected: postedBy('S8.unknown-line-of-business'),
    build: (kit) => [kit.document(kit.partner(), { lineOfBusiness: 'DROHNE' })],
  },
  {
    id: 'not-enabled',
    clauses: ['S7'],
    what: 'a type that is not enabled for e-mail yet',
    weight: 2,
    expected: postedBy('S7.not-enabled'),
    build: (kit) => [kit.document(kit.partner(), { documentType: 'BEDINGUNGSAENDERUNG' })],
  },
  {
    id: 'unreadable-date',
    clauses: ['S8', 'D4'],
    what: 'a date of consent that is no date',
    weight: 0,
    expected: postedBy('D4.defects'),
    build: (kit) => [
      kit.document(
        kit.partner('DE', { consent: { givenOn: '31.02.2025', withdrawnOn: null, insurerNoticeOn: null } }),
      ),
    ],
  },
  {
    id: 'contract-missing',
    clauses: ['S8', 'D5'],
    what: 'names no contract: whose agreement would it be?',
    weight: 0,
    expected: postedBy('D5.contract-missing'),
    build: (kit) => [kit.document(kit.partner(), { contract: null })],
  },
];
