import type { DocumentType, LineOfBusiness } from '../document-kinds.ts';
import type { Expected, Scenario } from '../scenario.ts';

const EMAILED: Expected = { result: 'email', decidingRules: ['S10.eligible'], finalState: 'emailed' };
const EMAILED_AND_ON_PAPER: Expected = { ...EMAILED, paperCopy: true };

type Kind = readonly [DocumentType, LineOfBusiness];
const INVOICES: readonly Kind[] = [
  ['BEITRAGSRECHNUNG', 'KFZ'],
  ['BEITRAGSRECHNUNG', 'WG'],
  ['RATENPLAN', 'HAUS'],
  ['SEPA_ANKUENDIGUNG', 'PHV'],
];
const STATEMENTS: readonly Kind[] = [
  ['SCHADENABRECHNUNG', 'KFZ'],
  ['BEITRAGSABRECHNUNG', 'HAUS'],
  ['KONTOAUSZUG', 'RS'],
];
const NOTICES: readonly Kind[] = [
  ['VERSICHERUNGSSCHEIN', 'WG'],
  ['NACHTRAG', 'HAUS'],
  ['VERTRAGSINFORMATION', 'GEWERBE'],
  ['AENDERUNGSBESTAETIGUNG', 'PHV'],
];

/** What the terms allow by e-mail. */
export const EMAILED_SCENARIOS: readonly Scenario[] = [
  {
    id: 'invoice',
    clauses: ['S1', 'S5', 'S10', 'S16', 'S24'],
    what: 'premium invoice; prefers e-mail, server with TLS 1.3',
    weight: 10,
    expected: EMAILED,
    build: (kit) => {
      const [documentType, lineOfBusiness] = kit.random.pick(INVOICES);
      return [kit.document(kit.partner(), { documentType, lineOfBusiness })];
    },
  },
  {
    id: 'statement',
    clauses: ['S10', 'S25'],
    what: 'statement, likewise',
    weight: 6,
    expected: EMAILED,
    build: (kit) => {
      const [documentType, lineOfBusiness] = kit.random.pick(STATEMENTS);
      return [kit.document(kit.partner(), { documentType, lineOfBusiness })];
    },
  },
  {
    id: 'notice',
    clauses: ['S7', 'S10', 'S25'],
    what: 'notice on the contract, of a type that is enabled for e-mail',
    weight: 7,
    expected: EMAILED,
    build: (kit) => {
      const [documentType, lineOfBusiness] = kit.random.pick(NOTICES);
      return [kit.document(kit.partner(), { documentType, lineOfBusiness })];
    },
  },
  {
    id: 'company',
    clauses: ['S10'],
    what: 'invoice to a firm with signs in its name',
    weight: 1,
    expected: EMAILED,
    build: (kit) => [kit.document(kit.company(), { lineOfBusiness: 'GEWERBE' })],
  },
  {
    id: 'terms-announced',
    clauses: ['S22'],
    what: 'announcement of new terms of use',
    weight: 1,
    expected: EMAILED,
    build: (kit) => [kit.document(kit.partner(), { documentType: 'NUTZUNGSBEDINGUNGEN' })],
  },
  {
    id: 'austria',
    clauses: ['S23', 'L5'],
    what: 'resident of Austria: Austrian law, text and subject',
    weight: 4,
    expected: EMAILED,
    build: (kit) => {
      const [documentType, lineOfBusiness] = kit.random.pick(INVOICES);
      return [kit.document(kit.partner('AT'), { documentType, lineOfBusiness })];
    },
  },
  {
    id: 'austria-life',
    clauses: ['L5', 'S16', 'S23'],
    what: 'life policy in Austria: e-mail, and paper besides',
    weight: 1,
    expected: EMAILED_AND_ON_PAPER,
    build: (kit) => [
      kit.document(kit.partner('AT'), { documentType: 'STANDMITTEILUNG', lineOfBusiness: 'LEBEN' }),
    ],
  },
  {
    id: 'override-both',
    clauses: ['S19', 'S16'],
    what: 'contract agrees on e-mail and post, with its basis',
    weight: 1,
    expected: EMAILED_AND_ON_PAPER,
    build: (kit) => [
      kit.document(kit.partner(), {
        contract: { dispatchOverride: 'email_and_post', dispatchOverrideBasis: 'Rahmenvertrag Ziffer 4.2' },
      }),
    ],
  },
  {
    id: 'address-changed',
    clauses: ['S6'],
    what: 'new address at another provider; the old one had no TLS',
    weight: 1,
    expected: EMAILED,
    build: (kit) => [
      kit.document(
        kit.partner('DE', { formerEmail: 'frueher@kein-starttls.example', domain: 'post.example' }),
      ),
    ],
  },
  {
    id: 'notice-not-yet-effective',
    clauses: ['S21'],
    what: 'insurer gave notice three days ago: 4 weeks are not over',
    weight: 0,
    expected: EMAILED,
    build: (kit) => {
      const partner = kit.partner();
      const consent = { givenOn: kit.day(-400), withdrawnOn: null, insurerNoticeOn: kit.day(-3) };
      return [kit.document({ ...partner, consent })];
    },
  },
  {
    id: 'last-day-of-contract',
    clauses: ['S20'],
    what: 'last contract with digital post ends tonight: its last day counts',
    weight: 0,
    expected: EMAILED,
    build: (kit) => [kit.document(kit.partner(), { contract: { digitalPostUntil: kit.day(0) } })],
  },
  {
    id: 'elsewhere-in-the-union',
    clauses: ['S14'],
    what: 'resident of France or Poland',
    weight: 1,
    expected: EMAILED,
    build: (kit) => [
      kit.document(kit.partner(kit.random.pick(['FR', 'PL'] as const)), {
        documentType: 'VERTRAGSINFORMATION',
      }),
    ],
  },
  {
    id: 'no-postal-address-needed',
    clauses: ['D3'],
    what: 'no postal address, and none needed: goes by e-mail',
    weight: 0,
    expected: EMAILED,
    build: (kit) => [kit.document(kit.partner('DE', { address: null }))],
  },
  {
    id: 'header-injection',
    clauses: ['S15'],
    what: 'a name that tries to add a recipient to the header',
    weight: 0,
    expected: EMAILED,
    build: (kit) => [kit.document(kit.partner('DE', { lastName: 'Sauertöpfer\r\nBcc: alle@post.example' }))],
  },
  {
    id: 'greylisted',
    clauses: ['S17'],
    what: 'refused for the time being: tried again until it yields',
    weight: 0.5,
    expected: EMAILED,
    build: (kit) => [kit.document(kit.partner('DE', { domain: 'greylist.example' }))],
  },
];
