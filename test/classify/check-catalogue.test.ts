import { describe, expect, it } from 'vitest';
import { checkCatalogue } from '../../src/classify/check-catalogue.ts';
import { HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';

/** The house catalogue with one passage changed; fails when the passage is gone. */
function changed(passage: string | RegExp, replacement: string): string {
  expect(HOUSE_CATALOGUE_YAML).toMatch(passage);
  return HOUSE_CATALOGUE_YAML.replace(passage, replacement);
}

/** `kind path` of each finding. */
function found(yaml: string): readonly string[] {
  return checkCatalogue(yaml, 'rules.yaml').findings.map(({ kind, path }) => `${kind} ${path}`);
}

const INVOICES =
  /(BEITRAGSRECHNUNG:[^[]*enabledForEmail:\n)( +- \{ from: '2024-04-01', linesOfBusiness: all, countries: all \})/;
const MAINTENANCE = 'maintenanceWindows: []';

describe('checkCatalogue', () => {
  it('finds nothing in the house catalogue', () => {
    expect(checkCatalogue(HOUSE_CATALOGUE_YAML, 'rules.yaml')).toMatchObject({
      catalogue: { version: expect.any(String) as string },
      findings: [],
    });
  });

  it('names what would keep a run from starting, each with path, expected and found', () => {
    const { catalogue, findings } = checkCatalogue(changed('form: proof', 'form: prove'), 'rules.yaml');
    expect(catalogue).toBeNull();
    expect(findings).toEqual([
      {
        kind: 'fault',
        path: 'documentTypes.QUALIFIZIERTE_MAHNUNG.form',
        expected: 'one of text, written, proof',
        found: '`prove` (string)',
      },
    ]);
  });

  it('D6: a waiver of readable text for a type that is not e-mailed at all', () => {
    const waived = changed('QUALIFIZIERTE_MAHNUNG:', 'QUALIFIZIERTE_MAHNUNG:\n    emailWithoutText: true');
    expect(found(waived)).toEqual(['unreachable documentTypes.QUALIFIZIERTE_MAHNUNG.emailWithoutText']);
    expect(found(changed('BEITRAGSRECHNUNG:', 'BEITRAGSRECHNUNG:\n    emailWithoutText: true'))).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['no wording at all', '{ methods: [online], wordings: {} }', 'fault consent.wordings'],
    [
      'a wording that ends before it begins',
      "{ methods: [online], wordings: { V1: { from: '2026-01-01', until: '2025-01-01', jurisdictions: [DE] } } }",
      'fault consent.wordings.V1.until',
    ],
    [
      'a jurisdiction that is none of ours',
      "{ methods: [online], wordings: { V1: { from: '2026-01-01', jurisdictions: [CH] } } }",
      'fault consent.wordings.V1.jurisdictions.0',
    ],
  ])('S9, L5: a demand on consent with %s', (_what, consent, expected) => {
    expect(found(`${HOUSE_CATALOGUE_YAML}\nconsent: ${consent}\n`)).toEqual([expected]);
  });

  it('S9, L5: takes a demand on consent that can be met', () => {
    const consent =
      "{ methods: [online], wordings: { V1: { from: '2026-01-01', jurisdictions: [DE, AT] } } }";
    expect(found(`${HOUSE_CATALOGUE_YAML}\nconsent: ${consent}\n`)).toEqual([]);
  });

  it('S22: terms that were announced less than six weeks ahead', () => {
    expect(found(changed("announcedOn: '2025-11-03'", "announcedOn: '2025-12-03'"))).toEqual([
      'fault terms.1.effectiveOn',
    ]);
  });

  it.each([
    [
      'S7: an entry that opens what is open already',
      '2025-01-01, linesOfBusiness: [KFZ], countries: [DE]',
      '',
    ],
    [
      'S11: life insurance in Germany alone',
      '2025-01-01, linesOfBusiness: [LEBEN], countries: [DE]',
      '.linesOfBusiness',
    ],
    [
      'S14: a country that was no member any more',
      '2025-01-01, linesOfBusiness: [KFZ], countries: [DE, GB]',
      '.countries',
    ],
  ])('%s', (_what, entry, at) => {
    const yaml = changed(INVOICES, `$1$2\n      - { from: ${entry.replace(/^([\d-]+)/, "'$1'")} }`);
    expect(found(yaml)).toContain(`unreachable documentTypes.BEITRAGSRECHNUNG.enabledForEmail.1${at}`);
  });

  it('an entry that widens an earlier one is none of these', () => {
    const narrow = changed(
      INVOICES,
      "$1      - { from: '2024-04-01', linesOfBusiness: [KFZ], countries: [DE] }\n      - { from: '2025-04-01', linesOfBusiness: all, countries: [DE, AT] }",
    );
    expect(found(narrow)).toEqual([]);
  });

  it('L2: a rule that has lost its last document type', () => {
    const yaml = HOUSE_CATALOGUE_YAML.replaceAll('    neverBundle: true\n', '');
    expect(found(yaml)).toEqual(['unreachable rules.L2.own-envelope']);
  });

  it('S17: maintenance within another one', () => {
    const windows =
      "[{ from: '2027-02-01', until: '2027-02-07', reason: a }, { from: '2027-02-03', until: '2027-02-03', reason: b }]";
    expect(found(changed(MAINTENANCE, `maintenanceWindows: ${windows}`))).toEqual([
      'unreachable maintenanceWindows.1',
    ]);
  });

  it('L7: a retention class that no type has', () => {
    const yaml = changed(
      'retentionClasses:\n',
      'retentionClasses:\n  other:\n    { title: Anderes, years: { DE: 1, AT: 1 }, citation: keine }\n',
    );
    expect(found(yaml)).toEqual(['unreachable retentionClasses.other']);
  });

  it('a version of which nobody says who changed what', () => {
    expect(found(changed("version: '2026-10'\n", "version: '2027-01'\n"))).toEqual(['record changes']);
  });
});
