import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { contradictionsOf } from '../../src/classify/catalogue-contradictions.ts';
import { catalogueSchema, type WrittenCatalogue } from '../../src/classify/catalogue-schema.ts';
import { HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';

type Written = Record<string, unknown>;

const HOUSE = parse(HOUSE_CATALOGUE_YAML) as Written;
const TYPE = { title: 'Brief', category: 'statement', form: 'text', retention: 'letter' };
const ENABLED = { from: '2026-01-01', linesOfBusiness: 'all', countries: 'all' };
const LINE = { name: 'Sparte', protected: false, lifeOrPension: false };
const EARLY = '2026-03-01';
const LATE = '2026-03-02';

/** The house catalogue with some of its keys replaced, so that only what is meant is wrong. */
function written(change: Written): WrittenCatalogue {
  return catalogueSchema.parse({ ...HOUSE, ...change });
}

const type = (change: Written): Written => ({ documentTypes: { BRIEF: { ...TYPE, ...change } } });
const enabledType = (change: Written): Written => type({ enabledForEmail: [ENABLED], ...change });
const enabled = (change: Written): Written => type({ enabledForEmail: [{ ...ENABLED, ...change }] });
const wording = (until: string | null): Written => ({
  consent: { methods: ['M'], wordings: { W: { from: LATE, until, jurisdictions: ['DE'] } } },
});
const terms = (...versions: readonly (readonly [string, string, string])[]): Written => ({
  terms: versions.map(([version, announcedOn, effectiveOn]) => ({ version, announcedOn, effectiveOn })),
});

describe('a catalogue that contradicts itself or the law', () => {
  it('is not the house catalogue', () => {
    expect(contradictionsOf(written({}))).toEqual([]);
  });

  it.each<[string, Written, string, string, string]>([
    [
      'S11: a medical type of another category',
      { documentTypes: { BEFUND: TYPE } },
      'documentTypes.BEFUND.category',
      '`protected` (S11: code or title names specially protected data)',
      '`statement`',
    ],
    [
      'S11: personal insurance that is called none',
      { linesOfBusiness: { UNFALL: LINE } },
      'linesOfBusiness.UNFALL.protected',
      '`true` (S11: code or name names personal insurance)',
      '`false`',
    ],
    [
      'S11, L5: life insurance that is called none',
      { linesOfBusiness: { LEBEN: LINE } },
      'linesOfBusiness.LEBEN.lifeOrPension',
      '`true` (S11, L5: code or name names life or pension insurance)',
      '`false`',
    ],
    [
      'S11: a protected type that is enabled',
      enabledType({ category: 'protected' }),
      'documentTypes.BRIEF.enabledForEmail',
      'no entry, because its category is `protected` (S11)',
      'a list of 1',
    ],
    [
      'S10: a type of another category that is enabled',
      enabledType({ category: 'other' }),
      'documentTypes.BRIEF.enabledForEmail',
      'no entry, because its category is `other` (S10)',
      'a list of 1',
    ],
    [
      'L1: a type in writing that is enabled',
      enabledType({ form: 'written' }),
      'documentTypes.BRIEF.enabledForEmail',
      'no entry, because its form is `written` (L1)',
      'a list of 1',
    ],
    [
      'L2: a type in an envelope of its own that is enabled',
      enabledType({ neverBundle: true }),
      'documentTypes.BRIEF.enabledForEmail',
      'no entry, because it goes in an envelope of its own (L2)',
      'a list of 1',
    ],
    [
      'L4: a type of high protection need that is enabled',
      enabledType({ protection: 'high' }),
      'documentTypes.BRIEF.enabledForEmail',
      'no entry, because its protection need is `high` (L4)',
      'a list of 1',
    ],
    [
      'S7: enabled in a line that nobody knows',
      enabled({ linesOfBusiness: ['KFZ', 'NEU'] }),
      'documentTypes.BRIEF.enabledForEmail.0.linesOfBusiness',
      'a line of business that the catalogue knows',
      '`NEU`',
    ],
    [
      'S11: enabled in personal insurance',
      enabled({ linesOfBusiness: ['UNFALL'] }),
      'documentTypes.BRIEF.enabledForEmail.0.linesOfBusiness',
      'a line of business that is not personal insurance (S11)',
      '`UNFALL`',
    ],
    [
      'S14: enabled in a country that was never a member',
      enabled({ countries: ['DE', 'CH'] }),
      'documentTypes.BRIEF.enabledForEmail.0.countries',
      'a country under `euMembership` (S14)',
      '`CH`',
    ],
    [
      'S14: a membership that ends before it begins',
      { euMembership: { DE: [{ from: LATE, until: EARLY }] } },
      'euMembership.DE.0.until',
      'a day not before 2026-03-02',
      '`2026-03-01`',
    ],
    [
      'S14: a membership that ends as the next one begins',
      { euMembership: { DE: [{ from: EARLY, until: LATE }, { from: LATE }] } },
      'euMembership.DE.0.until',
      'a day before 2026-03-02',
      '`2026-03-02`',
    ],
    [
      'S14: a membership without an end before the next one',
      { euMembership: { DE: [{ from: EARLY }, { from: LATE }] } },
      'euMembership.DE.0.until',
      'a day before 2026-03-02',
      '`nothing`',
    ],
    [
      'S17: maintenance that ends before it begins',
      { maintenanceWindows: [{ from: LATE, until: EARLY, reason: 'R' }] },
      'maintenanceWindows.0.until',
      'a day not before 2026-03-02',
      '`2026-03-01`',
    ],
    [
      'S17: a switch that ends before it begins',
      { channelSwitches: [{ from: LATE, until: EARLY, reason: 'R', by: 'B' }] },
      'channelSwitches.0.until',
      'a day not before 2026-03-02, or nothing',
      '`2026-03-01`',
    ],
    [
      'L7: a type of a retention class that is none',
      type({ retention: 'ever' }),
      'documentTypes.BRIEF.retention',
      `one of ${Object.keys(HOUSE['retentionClasses'] as Written).join(', ')} (\`retentionClasses\`, L7)`,
      '`ever`',
    ],
    [
      'S22: terms that were announced a day too late',
      terms(['1', '2026-01-01', '2026-02-11']),
      'terms.0.effectiveOn',
      '2026-02-12 or later, 6 weeks after the announcement (S22)',
      '`2026-02-11`',
    ],
    [
      'S22: terms that take effect with their predecessor',
      terms(['1', '2025-01-01', '2026-02-12'], ['2', '2025-01-01', '2026-02-12']),
      'terms.1.effectiveOn',
      'a day after 2026-02-12, when version 1 took effect',
      '`2026-02-12`',
    ],
    [
      'S22: terms of a version that was there before',
      terms(['1', '2025-01-01', '2026-02-12'], ['1', '2025-01-01', '2026-02-13']),
      'terms.1.version',
      'a version of its own',
      '`1`',
    ],
    [
      'S9: a consent that nobody can give',
      { consent: { methods: ['M'], wordings: {} } },
      'consent.wordings',
      'at least one wording',
      'none',
    ],
    [
      'L5: a wording that ends before it begins',
      wording(EARLY),
      'consent.wordings.W.until',
      'a day not before 2026-03-02, or nothing',
      '`2026-03-01`',
    ],
  ])('is told: %s', (_what, change, path, expected, found) => {
    expect(contradictionsOf(written(change))).toContainEqual({ path, expected, found });
  });

  it.each<[string, Written]>([
    ['a type that may be e-mailed', enabledType({})],
    [
      'a type that is not enabled, whatever it is',
      type({ category: 'protected', form: 'proof', neverBundle: true }),
    ],
    [
      'a membership of one day',
      { euMembership: { ...(HOUSE['euMembership'] as Written), DE: [{ from: LATE, until: LATE }] } },
    ],
    ['maintenance of one day', { maintenanceWindows: [{ from: LATE, until: LATE, reason: 'R' }] }],
    ['a switch of one day', { channelSwitches: [{ from: LATE, until: LATE, reason: 'R', by: 'B' }] }],
    ['a switch without an end', { channelSwitches: [{ from: LATE, reason: 'R', by: 'B' }] }],
    ['a wording of one day', wording(LATE)],
    ['a wording without an end', wording(null)],
    ['terms exactly six weeks after their announcement', terms(['1', '2026-01-01', '2026-02-12'])],
    ['no demand on a consent', { consent: undefined }],
  ])('is not one with %s', (_what, change) => {
    expect(contradictionsOf(written(change))).toEqual([]);
  });
});
