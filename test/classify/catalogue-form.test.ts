import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { catalogueSchema } from '../../src/classify/catalogue-schema.ts';
import { HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';

type Written = Record<string, unknown>;

const HOUSE = parse(HOUSE_CATALOGUE_YAML) as Written;
const DAY = '2026-01-01';
const TYPE = { title: 'T', category: 'other', form: 'text', retention: 'letter' };
const LINE = { name: 'N', protected: false, lifeOrPension: false };
const ENABLED = { from: DAY, linesOfBusiness: 'all', countries: 'all' };
const YEARS = { title: 'T', years: { DE: 1, AT: 100 }, citation: 'C' };
const WORDING = { from: DAY, jurisdictions: ['DE'] };
const TERMS = { version: '1', announcedOn: DAY, effectiveOn: DAY };
const CHANGE = { version: '1', on: DAY, by: 'B', summary: 'S' };
const SWITCH = { from: DAY, reason: 'R', by: 'B' };
const WINDOW = { from: DAY, until: DAY, reason: 'R' };

const type = (change: Written): Written => ({ documentTypes: { X: { ...TYPE, ...change } } });
const enabled = (change: Written): Written => type({ enabledForEmail: [{ ...ENABLED, ...change }] });

/** The whole catalogue with some of its keys replaced. */
function read(change: Written): ReturnType<typeof catalogueSchema.safeParse> {
  return catalogueSchema.safeParse({ ...HOUSE, ...change });
}

describe('a written catalogue', () => {
  it.each<[string, Written]>([
    ['as it is', {}],
    ['a code of one character', { documentTypes: { A: TYPE } }],
    ['a code of forty', { documentTypes: { ['A'.repeat(40)]: TYPE } }],
    ['a code of letters, digits and marks', { documentTypes: { 'Ä9_.-': TYPE } }],
    ['one line and one country', enabled({ linesOfBusiness: ['KFZ'], countries: ['DE'] })],
    ['an end of a membership', { euMembership: { DE: [{ from: DAY, until: DAY }] } }],
    ['an end of a wording', { consent: { methods: ['M'], wordings: { W: { ...WORDING, until: DAY } } } }],
    ['no end of a wording', { consent: { methods: ['M'], wordings: { W: WORDING } } }],
    ['a switch without an end', { channelSwitches: [SWITCH] }],
    ['a switch with one', { channelSwitches: [{ ...SWITCH, until: DAY }] }],
    ['years from one to a hundred', { retentionClasses: { X: YEARS } }],
    ['a change', { changes: [CHANGE] }],
    ['a window', { maintenanceWindows: [WINDOW] }],
    ['a word of four letters', { contentGuard: { medical: ['Wort'] } }],
    ['a word of sixty', { contentGuard: { medical: ['w'.repeat(60)] } }],
    ['the rest of a compound', { contentGuard: { medical: ['*wort*', 'zwei-drei vier'] } }],
  ])('is taken with %s', (_what, change) => {
    expect(read(change).error?.issues).toBeUndefined();
  });

  it.each<[string, Written]>([
    ['no version', { version: undefined }],
    ['an empty text', { version: '' }],
    ['a text of blanks', { version: ' ' }],
    ['an unknown key', { documentTypen: {} }],
    ['an unknown key in a type', type({ colour: 'red' })],
    ['an unknown key in an enablement', enabled({ colour: 'red' })],
    ['an unknown key in a line', { linesOfBusiness: { X: { ...LINE, colour: 'red' } } }],
    ['an unknown key in a membership', { euMembership: { DE: [{ from: DAY, colour: 'red' }] } }],
    ['an unknown key in a window', { maintenanceWindows: [{ ...WINDOW, colour: 'red' }] }],
    ['an unknown key in a switch', { channelSwitches: [{ ...SWITCH, colour: 'red' }] }],
    ['an unknown key in a retention class', { retentionClasses: { X: { ...YEARS, colour: 'red' } } }],
    [
      'an unknown key in a wording',
      { consent: { methods: ['M'], wordings: { W: { ...WORDING, colour: 1 } } } },
    ],
    ['an unknown key in the consent', { consent: { methods: ['M'], wordings: { W: WORDING }, colour: 1 } }],
    ['an unknown key in the terms', { terms: [{ ...TERMS, colour: 'red' }] }],
    ['an unknown key in a change', { changes: [{ ...CHANGE, colour: 'red' }] }],
    ['an empty code', { documentTypes: { '': TYPE } }],
    ['a code of 41 characters', { documentTypes: { ['A'.repeat(41)]: TYPE } }],
    ['a space before a code', { documentTypes: { ' A': TYPE } }],
    ['a space behind a code', { documentTypes: { 'A ': TYPE } }],
    ['a category that is none', type({ category: 'letter' })],
    ['a form that is none', type({ form: 'fax' })],
    ['a protection that is none', type({ protection: 'low' })],
    ['no lines', enabled({ linesOfBusiness: [] })],
    ['no countries', enabled({ countries: [] })],
    ['lines by another word', enabled({ linesOfBusiness: 'every' })],
    ['countries by another word', enabled({ countries: 'every' })],
    ['a country that is none', enabled({ countries: ['XX'] })],
    ['a day that is none', enabled({ from: '2026-02-30' })],
    ['a country without a membership', { euMembership: { DE: [] } }],
    ['less than a year', { retentionClasses: { X: { ...YEARS, years: { DE: 0, AT: 1 } } } }],
    ['more than a hundred years', { retentionClasses: { X: { ...YEARS, years: { DE: 101, AT: 1 } } } }],
    ['half a year', { retentionClasses: { X: { ...YEARS, years: { DE: 1.5, AT: 1 } } } }],
    ['years of another country', { retentionClasses: { X: { ...YEARS, years: { DE: 1, AT: 1, CH: 1 } } } }],
    ['a consent without methods', { consent: { methods: [], wordings: { W: WORDING } } }],
    [
      'a wording for nobody',
      { consent: { methods: ['M'], wordings: { W: { ...WORDING, jurisdictions: [] } } } },
    ],
    [
      'a wording for others',
      { consent: { methods: ['M'], wordings: { W: { ...WORDING, jurisdictions: ['CH'] } } } },
    ],
    ['no terms', { terms: [] }],
    ['a word of three letters', { contentGuard: { medical: ['Bon'] } }],
    ['a word of 61', { contentGuard: { medical: ['w'.repeat(61)] } }],
    ['a word that begins with a blank', { contentGuard: { medical: [' wort'] } }],
    ['a word that ends with a hyphen', { contentGuard: { medical: ['wort-'] } }],
    ['a word with a digit', { contentGuard: { medical: ['wort9'] } }],
    ['a word with a digit before it', { contentGuard: { medical: ['9wort'] } }],
    ['a compound in the middle', { contentGuard: { medical: ['wo*rt'] } }],
    ['a kind of words that is none', { contentGuard: { colours: ['wort'] } }],
    ['a rule without its text', { rules: {} }],
    ['a later reason without its text', { laterReasons: {} }],
  ])('is refused with %s', (_what, change) => {
    expect(read(change).success).toBe(false);
  });

  it('that leaves out what need not be said means the stricter and the plainer', () => {
    const { changes, channelSwitches, contentGuard, consent, ...rest } = HOUSE;
    expect([changes, channelSwitches, contentGuard, consent].filter((said) => said === null)).toEqual([]);
    const written = catalogueSchema.parse({
      ...rest,
      documentTypes: { X: TYPE },
      euMembership: { DE: [{ from: DAY }] },
    });
    expect(written).toMatchObject({ changes: [], channelSwitches: [], contentGuard: {} });
    expect(written).not.toHaveProperty('consent');
    expect(written.documentTypes['X']).toEqual({
      ...TYPE,
      protection: 'normal',
      neverBundle: false,
      emailWithoutText: false,
      enabledForEmail: [],
    });
    expect(written.euMembership['DE']).toEqual([{ from: DAY, until: null }]);
  });

  it('says what was expected of a code, a day, a country and a word', () => {
    const messages = [
      { documentTypes: { 'a b': TYPE } },
      enabled({ from: 'x' }),
      { euMembership: { XX: [{ from: DAY }] } },
      { contentGuard: { medical: ['x'] } },
    ].map((change) => JSON.stringify(read(change).error?.issues));
    expect(messages[0]).toContain('a code of 1 to 40 letters, digits, `_`, `.` or `-`, without spaces');
    expect(messages[1]).toContain('a day that exists, as YYYY-MM-DD');
    expect(messages[2]).toContain('a country code of ISO 3166-1 alpha-2 such as DE');
    expect(messages[3]).toContain(
      'a word or words of 4 letters or more, with `*` at the beginning or end for the rest of a compound',
    );
  });
});
