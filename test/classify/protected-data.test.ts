import { describe, expect, it } from 'vitest';

import type { Catalogue } from '../../src/classify/catalogue.ts';
import { parseCatalogue } from '../../src/classify/catalogue.ts';
import { createDecide } from '../../src/classify/decide.ts';
import { isHardBlockedLine, isHardBlockedType, isLifeLine } from '../../src/classify/protected-data.ts';
import { decisionContext, eligibleFacts } from '../support/facts.ts';
import { HOUSE_CATALOGUE, HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';

/** A catalogue whose owner has declared everything harmless and enabled, past every check. */
const HARMLESS: Catalogue = {
  ...HOUSE_CATALOGUE,
  documentTypes: new Map(
    [...HOUSE_CATALOGUE.documentTypes].map(([code, type]) => [
      code,
      {
        ...type,
        category: 'statement',
        form: 'text',
        protection: 'normal',
        neverBundle: false,
        enabledForEmail: HOUSE_CATALOGUE.documentTypes.get('BEITRAGSRECHNUNG')!.enabledForEmail,
      },
    ]),
  ),
  linesOfBusiness: new Map(
    [...HOUSE_CATALOGUE.linesOfBusiness].map(([code, line]) => [
      code,
      { ...line, protected: false, lifeOrPension: false },
    ]),
  ),
};

describe('S11: the hard block is code, and the catalogue can only add to it', () => {
  it.each(['KRANKEN', 'UNFALL', 'BU', 'PFLEGE', 'ZAHN', 'LEBEN', 'RENTE', 'FONDS', 'RISIKOLEBEN'])(
    'S11: line %s stays blocked although a catalogue calls it harmless',
    (lineOfBusiness) => {
      const decision = createDecide(HARMLESS)(eligibleFacts({ lineOfBusiness }), decisionContext());
      expect(decision).toMatchObject({ result: 'post', category: 'protected' });
    },
  );

  it.each([
    'ARZTANFRAGE',
    'GESUNDHEITSFRAGEN',
    'SCHWEIGEPFLICHTENTBINDUNG',
    'LEISTUNGSABRECHNUNG',
    'INVALIDITAETSGUTACHTEN',
    'BU_LEISTUNGSENTSCHEIDUNG',
  ])('S11: type %s stays blocked although a catalogue calls it harmless', (documentType) => {
    const decision = createDecide(HARMLESS)(eligibleFacts({ documentType }), decisionContext());
    expect(decision).toMatchObject({ result: 'post', decidingRule: 'S11.document-type' });
  });

  it('S11: the harmless catalogue does e-mail what no word blocks, or this would prove nothing', () => {
    const decide = createDecide(HARMLESS);
    expect(decide(eligibleFacts({ documentType: 'BONITAETSAUSKUNFT' }), decisionContext()).result).toBe(
      'email',
    );
  });

  it.each([
    ['name: Krankenversicherung, protected: true', 'name: Krankenversicherung, protected: false', 'KRANKEN'],
    ['name: Unfallversicherung, protected: true', 'name: Unfallversicherung, protected: false', 'UNFALL'],
  ])('S11: a file that takes %s away is refused', (passage, replacement, code) => {
    expect(HOUSE_CATALOGUE_YAML).toContain(passage);
    expect(() => parseCatalogue(HOUSE_CATALOGUE_YAML.replace(passage, replacement))).toThrow(
      `linesOfBusiness.${code}.protected: expected \`true\` (S11`,
    );
  });

  it('S11: a file that calls a medical type harmless, or life insurance none, is refused', () => {
    const medical = HOUSE_CATALOGUE_YAML.replace(
      'title: Gesundheitsfragen zum Antrag\n    retention: letter\n    category: protected',
      'title: Gesundheitsfragen zum Antrag\n    retention: letter\n    category: other',
    );
    expect(() => parseCatalogue(medical)).toThrow(
      'documentTypes.GESUNDHEITSFRAGEN.category: expected `protected`',
    );
    const life = HOUSE_CATALOGUE_YAML.replace(
      'name: Kapitallebensversicherung, protected: false, lifeOrPension: true',
      'name: Kapitallebensversicherung, protected: false, lifeOrPension: false',
    );
    expect(() => parseCatalogue(life)).toThrow('linesOfBusiness.LEBEN.lifeOrPension: expected `true`');
  });

  it('S11: a file can add a line and a type', () => {
    const more = parseCatalogue(
      HOUSE_CATALOGUE_YAML.replace(
        'name: Rechtsschutz, protected: false',
        'name: Rechtsschutz, protected: true',
      )
        .replaceAll(', RS', '')
        .replace(
          'title: Auszug aus der Schadenakte\n    retention: letter\n    category: statement',
          'title: Auszug\n    retention: letter\n    category: protected',
        ),
    );
    const decide = createDecide(more);
    expect(decide(eligibleFacts({ lineOfBusiness: 'RS' }), decisionContext()).result).toBe('post');
    expect(decide(eligibleFacts({ documentType: 'REGULIERUNGSAKTE' }), decisionContext()).decidingRule).toBe(
      'S11.document-type',
    );
  });
});

describe('S11: the words of the hard block', () => {
  it.each(['KV', 'pkv', ' UV ', 'Krankentagegeld', 'REISEKRANKEN', 'Grundfähigkeit', 'accident'])(
    'S11: line %j is personal insurance',
    (code) => {
      expect(isHardBlockedLine(code)).toBe(true);
    },
  );

  it('S11: the name counts as well as the code', () => {
    expect(isHardBlockedLine('X17', 'Private Pflegezusatzversicherung')).toBe(true);
    expect(isHardBlockedType('F-0815', 'Ärztlicher Bericht')).toBe(true);
    expect(isHardBlockedType('F-0815', 'A\u0308rztlicher Bericht')).toBe(true);
    expect(isHardBlockedType('F-0815', 'Anhörung im Bußgeldverfahren')).toBe(true);
    expect(isLifeLine('X18', 'Fondsgebundene Rentenversicherung')).toBe(true);
  });

  it.each([...HOUSE_CATALOGUE.linesOfBusiness].filter(([, line]) => !line.protected && !line.lifeOrPension))(
    'S11: line %s is left to the catalogue',
    (code, line) => {
      expect(isHardBlockedLine(code, line.name) || isLifeLine(code, line.name)).toBe(false);
    },
  );
});

describe('S11: the codes that core systems commonly use', () => {
  it.each(['AUV', 'BU', 'BUZ', 'GKV', 'KHT', 'KTG', 'KV', 'KVZ', 'PKV', 'PPV', 'UNF', 'UV', 'ZAHN'])(
    'S11: %s is personal insurance, whatever it is called',
    (code) => {
      expect(isHardBlockedLine(code)).toBe(true);
      expect(isHardBlockedLine(code.toLowerCase())).toBe(true);
      expect(isHardBlockedLine(`${code}X`)).toBe(false);
    },
  );
});
