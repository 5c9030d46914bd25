import { describe, expect, it } from 'vitest';

import { parseCatalogue } from '../../src/classify/catalogue.ts';
import { CatalogueError } from '../../src/classify/catalogue-faults.ts';
import { LATER_REASON_IDS, RULE_IDS } from '../../src/classify/rule-ids.ts';
import { exitCodeOf } from '../../src/domain/exit-code.ts';
import { HOUSE_CATALOGUE, HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';

/** The house catalogue with one passage changed; fails when the passage is gone. */
function changed(passage: string, replacement: string): string {
  expect(HOUSE_CATALOGUE_YAML).toContain(passage);
  return HOUSE_CATALOGUE_YAML.replace(passage, replacement);
}

function errorOf(yaml: string): CatalogueError {
  try {
    parseCatalogue(yaml, 'rules.yaml');
  } catch (error) {
    if (error instanceof CatalogueError) return error;
    throw error;
  }
  throw new Error('Expected the catalogue to be refused.');
}

/** Belgium a member until that day, and again from 1960 on. */
function memberTwice(until: string): string {
  return changed(
    "  BE: [{ from: '1958-01-01' }]",
    `  BE: [{ from: '1958-01-01', until: '${until}' }, { from: '1960-01-01' }]`,
  );
}

const MAINTENANCE = 'maintenanceWindows: []';
const TERMS = "{ version: '1.1', announcedOn: '2025-11-03', effectiveOn: '2026-01-01' }";

describe('the house catalogue', () => {
  it('knows at least twenty document types and the lines of business of a composite insurer', () => {
    expect(HOUSE_CATALOGUE.documentTypes.size).toBeGreaterThanOrEqual(20);
    expect([...HOUSE_CATALOGUE.linesOfBusiness.keys()]).toEqual(
      expect.arrayContaining(['KFZ', 'HAUS', 'PHV', 'RS', 'WG', 'LEBEN', 'RENTE', 'KRANKEN', 'UNFALL', 'BU']),
    );
  });

  it('S14: has the 27 member states of today', () => {
    const today = [...HOUSE_CATALOGUE.euMembership].filter(([, periods]) => periods.at(-1)?.until === null);
    expect(today).toHaveLength(27);
  });

  it('words every rule and every later reason with its clause', () => {
    for (const id of [...RULE_IDS, ...LATER_REASON_IDS]) {
      expect(HOUSE_CATALOGUE.texts.get(id)?.clause).toBe(id.split('.')[0]);
    }
  });
});

describe('the hash of a catalogue', () => {
  it('is not changed by comments, spacing, quotes and the order of keys', () => {
    const relaid = `# another comment\n${HOUSE_CATALOGUE_YAML}`
      .replace("version: '2026-10'", 'version:    "2026-10"')
      .replace(
        'KFZ: { name: Kraftfahrt, protected: false, lifeOrPension: false }',
        'KFZ: { lifeOrPension: false, protected: false, name: Kraftfahrt }',
      );
    expect(relaid).not.toContain('{ name: Kraftfahrt');
    expect(parseCatalogue(relaid).hash).toBe(HOUSE_CATALOGUE.hash);
  });

  it('is changed by a word of a rule', () => {
    expect(parseCatalogue(changed('No readable PDF', 'No legible PDF')).hash).not.toBe(HOUSE_CATALOGUE.hash);
  });
});

describe('parseCatalogue refuses, and names path, expected and found', () => {
  it.each([
    [
      'a form that does not exist',
      changed('form: proof', 'form: prove'),
      'documentTypes.QUALIFIZIERTE_MAHNUNG.form: expected one of text, written, proof; found `prove` (string)',
    ],
    [
      'a misspelt key',
      changed('    neverBundle: true', '    neverbundle: true'),
      'documentTypes.QUALIFIZIERTE_MAHNUNG.neverbundle: expected no such key; found `neverbundle`',
    ],
    [
      'a word where yes or no belongs',
      changed('lifeOrPension: false }', 'lifeOrPension: nein }'),
      'linesOfBusiness.KFZ.lifeOrPension: expected true or false; found `nein` (string)',
    ],
    [
      'a day that does not exist',
      changed("effectiveOn: '2024-04-01'", "effectiveOn: '2024-02-30'"),
      'terms.0.effectiveOn: expected a day that exists, as YYYY-MM-DD; found `2024-02-30` (string)',
    ],
    [
      'a country that does not exist',
      changed('  BE: [', '  BX: ['),
      'euMembership.BX: expected a country code of ISO 3166-1 alpha-2 such as DE; found this key',
    ],
    [
      'a rule without wording',
      changed('  S5.preferred-contact:', '  S5.prefered-contact:'),
      'rules.S5.preferred-contact: expected a mapping; found nothing',
    ],
    [
      'a wording without a rule',
      changed('  S5.preferred-contact:', '  S5.prefered-contact:'),
      'rules.S5.prefered-contact: expected no such key; found `S5.prefered-contact`',
    ],
    ['a missing section', changed(MAINTENANCE, ''), 'maintenanceWindows: expected a list; found nothing'],
    [
      'neither `all` nor a list',
      changed('linesOfBusiness: all', 'linesOfBusiness: KFZ'),
      'documentTypes.BEITRAGSRECHNUNG.enabledForEmail.0.linesOfBusiness: expected `all` or a list; found `KFZ` (string)',
    ],
    [
      'an empty text',
      changed('title: Beitragsrechnung', "title: ' '"),
      'documentTypes.BEITRAGSRECHNUNG.title: expected something, not nothing; found ` ` (string)',
    ],
  ])('%s', (_what, yaml, expected) => {
    expect(errorOf(yaml).message.split('\n')).toContain(`  ${expected}`);
  });

  it('what is no YAML, or says the same twice', () => {
    expect(errorOf('version: [').message).toContain('expected YAML');
    expect(errorOf(changed('  HAUS: {', '  KFZ: {')).message).toMatch(
      /line \d+: expected YAML; found DUPLICATE_KEY/,
    );
    expect(errorOf('').message).toContain('expected a mapping; found nothing');
    expect(errorOf('version: *nowhere').message).toContain('expected YAML');
  });

  it('every fault at once, as a configuration error with exit 78', () => {
    const error = errorOf(
      changed('form: proof', 'form: prove').replace(MAINTENANCE, 'maintenanceWindows: none'),
    );
    expect(error.faults).toHaveLength(2);
    expect(error.message).toContain('rules.yaml: 2 faults. Nothing was started');
    expect(exitCodeOf(error)).toBe(78);
  });
});

describe('parseCatalogue refuses contradictions', () => {
  it.each([
    [
      'S22: terms announced a day less than six weeks before',
      changed(TERMS, "{ version: '1.1', announcedOn: '2025-11-21', effectiveOn: '2026-01-01' }"),
      'terms.1.effectiveOn: expected 2026-01-02 or later',
    ],
    [
      'S22: terms that take effect before their predecessor',
      changed(TERMS, "{ version: '1.1', announcedOn: '2023-01-01', effectiveOn: '2024-04-01' }"),
      'terms.1.effectiveOn: expected a day after 2024-04-01',
    ],
    [
      'S22: two terms of the same version',
      changed("version: '1.1'", "version: '1.0'"),
      'terms.1.version: expected a version of its own',
    ],
    [
      'S17: maintenance that ends before it begins',
      changed(MAINTENANCE, "maintenanceWindows: [{ from: '2027-02-07', until: '2027-02-06', reason: move }]"),
      'maintenanceWindows.0.until: expected a day not before 2027-02-07',
    ],
    [
      'S17: a switch that ends before it begins',
      changed(
        'channelSwitches: []',
        "channelSwitches: [{ from: '2027-02-07', until: '2027-02-06', reason: fault, by: B. Betrieb }]",
      ),
      'channelSwitches.0.until: expected a day not before 2027-02-07',
    ],
    [
      'L7: a retention class that does not exist',
      changed('retention: voucher', 'retention: coupon'),
      'documentTypes.BEITRAGSRECHNUNG.retention: expected one of voucher, letter',
    ],
    [
      'S14: a membership that ends before it begins',
      changed("until: '2020-01-31'", "until: '1970-01-31'"),
      'euMembership.GB.0.until: expected a day not before 1973-01-01',
    ],
    [
      'S14: two memberships at once',
      changed("  BE: [{ from: '1958-01-01' }]", "  BE: [{ from: '1958-01-01' }, { from: '1960-01-01' }]"),
      'euMembership.BE.0.until: expected a day before 1960-01-01',
    ],
    [
      'S7, L1: e-mail for what needs proof',
      changed(
        '    form: proof\n    neverBundle: true',
        "    form: proof\n    neverBundle: true\n    enabledForEmail: [{ from: '2026-01-01', linesOfBusiness: all, countries: all }]",
      ),
      'documentTypes.QUALIFIZIERTE_MAHNUNG.enabledForEmail: expected no entry, because its category is `other` (S10)',
    ],
    [
      'S7, S11: e-mail for personal insurance',
      changed('linesOfBusiness: [KFZ], countries', 'linesOfBusiness: [KFZ, UNFALL], countries'),
      'documentTypes.SF_BESCHEINIGUNG.enabledForEmail.0.linesOfBusiness: expected a line of business that is not personal insurance (S11); found `UNFALL`',
    ],
    [
      'S7: e-mail for a line of business that does not exist',
      changed('linesOfBusiness: [KFZ], countries', 'linesOfBusiness: [KFT], countries'),
      'documentTypes.SF_BESCHEINIGUNG.enabledForEmail.0.linesOfBusiness: expected a line of business that the catalogue knows; found `KFT`',
    ],
    [
      'S7, S14: e-mail for a country outside the EU',
      changed('countries: [DE, AT]', 'countries: [DE, CH]'),
      'documentTypes.RATENPLAN.enabledForEmail.0.countries: expected a country under `euMembership` (S14); found `CH`',
    ],
  ])('%s', (_what, yaml, expected) => {
    expect(errorOf(yaml).message).toContain(expected);
  });

  it('S14, S17: a single day is a membership and a maintenance window', () => {
    const membership = changed("until: '2020-01-31'", "until: '1973-01-01'");
    expect(parseCatalogue(membership).euMembership.get('GB')).toHaveLength(1);
    const night = "maintenanceWindows: [{ from: '2027-02-06', until: '2027-02-06', reason: move }]";
    expect(parseCatalogue(changed(MAINTENANCE, night)).maintenanceWindows).toHaveLength(1);
  });

  it('S14: a membership may follow another, but not begin on its last day', () => {
    expect(parseCatalogue(memberTwice('1959-12-31')).euMembership.get('BE')).toHaveLength(2);
    expect(errorOf(memberTwice('1960-01-01')).message).toContain('expected a day before 1960-01-01');
  });

  it('S22: six weeks to the day are enough', () => {
    const terms = "{ version: '1.1', announcedOn: '2025-11-20', effectiveOn: '2026-01-01' }";
    expect(parseCatalogue(changed(TERMS, terms)).terms).toHaveLength(2);
  });
});
