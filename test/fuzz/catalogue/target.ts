import type { Catalogue } from '../../../src/classify/catalogue.ts';
import { parseCatalogue } from '../../../src/classify/catalogue.ts';
import { createDecide } from '../../../src/classify/decide.ts';
import { ConfigurationError } from '../../../src/domain/errors.ts';
import { decisionContext, eligibleFacts } from '../../support/facts.ts';
import { HOUSE_CATALOGUE_YAML } from '../../support/house-catalogue.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { withWrongValues, YAML_WORDS } from '../mutate-yaml.ts';

/** By code and by title alone, whatever the catalogue makes of them (S11). */
const PROTECTED_TYPES = ['LEISTUNGSABRECHNUNG', 'ARZTANFRAGE', 'GESUNDHEITSFRAGEN', 'INVALIDITAETSGUTACHTEN'];
const PROTECTED_LINES = ['KRANKEN', 'ZAHN', 'PFLEGE', 'UNFALL', 'BU'];

const VALUES = [
  'all',
  'text',
  'premium_invoice',
  'normal',
  [{ from: '2020-01-01', linesOfBusiness: 'all', countries: 'all' }],
  '2020-01-01',
  'DE',
];
const WORDS = [
  'premium_invoice',
  'protected: false',
  'form: text',
  'protection: normal',
  'LEISTUNGSABRECHNUNG:\n',
  "from: '2020-01-01'",
];

/** Rule catalogues with faults: read, or refused with each fault; what is protected is e-mailed by none of them. */
export const CATALOGUE_TARGET: FuzzTarget = {
  name: 'catalogue',
  shortRuns: 40,
  open: () =>
    Promise.resolve({
      invent: (random) =>
        random() < 0.6
          ? Buffer.from(withWrongValues(HOUSE_CATALOGUE_YAML, random, () => VALUES))
          : mutateBytes(Buffer.from(HOUSE_CATALOGUE_YAML), random, [...YAML_WORDS, ...WORDS], 3),
      judge: (input) => {
        const catalogue = read(input.toString('utf8'));
        if (catalogue === null) return 'refused';
        return assertProtects(catalogue) ? 'read, and e-mails' : 'read';
      },
      close: () => Promise.resolve(),
    }),
};

function read(text: string): Catalogue | null {
  try {
    return parseCatalogue(text);
  } catch (error) {
    if (!(error instanceof ConfigurationError) || error.message.length < 20) throw error;
    return null;
  }
}

/** @returns whether it e-mails an ordinary invoice, as most do */
function assertProtects(catalogue: Catalogue): boolean {
  const decide = createDecide(catalogue);
  for (const documentType of PROTECTED_TYPES) {
    const { result } = decide(eligibleFacts({ documentType }), decisionContext());
    if (result === 'email') throw new Error(`${documentType} would be e-mailed.`);
  }
  for (const lineOfBusiness of PROTECTED_LINES) {
    const { result } = decide(eligibleFacts({ lineOfBusiness }), decisionContext());
    if (result === 'email') throw new Error(`${lineOfBusiness} would be e-mailed.`);
  }
  return decide(eligibleFacts(), decisionContext()).result === 'email';
}
