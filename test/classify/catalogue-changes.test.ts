import { describe, expect, it } from 'vitest';
import { catalogueChanges } from '../../src/classify/catalogue-changes.ts';
import { HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';

describe('catalogueChanges', () => {
  it('finds none in another layout', () => {
    const relaid = `# signed\n${HOUSE_CATALOGUE_YAML.replace("version: '2026-10'", 'version: "2026-10"')}`;
    expect(catalogueChanges(HOUSE_CATALOGUE_YAML, relaid)).toEqual([]);
  });

  it('tells a value from before and after, by its place', () => {
    const newer = HOUSE_CATALOGUE_YAML.replace('form: proof', 'form: written');
    expect(catalogueChanges(HOUSE_CATALOGUE_YAML, newer)).toEqual([
      { path: ['documentTypes', 'QUALIFIZIERTE_MAHNUNG', 'form'], before: 'proof', after: 'written' },
    ]);
  });

  it('S7: tells an entry of a list that went and one that came, and none that only moved', () => {
    const older = 'a: [{ from: 1, to: [x, y] }, { from: 2 }]';
    const newer = 'a: [{ from: 2 }, { from: 1, to: [x] }]';
    expect(catalogueChanges(older, newer)).toEqual([
      { path: ['a'], before: 'from: 1; to: x, y', after: null },
      { path: ['a'], before: null, after: 'from: 1; to: x' },
    ]);
  });

  it('tells what was not there at all, also in a catalogue of another release', () => {
    expect(catalogueChanges('a: { b: 1 }', 'a: { b: 1, c: { d: true } }')).toEqual([
      { path: ['a', 'c'], before: null, after: 'd: true' },
    ]);
  });

  it.each([
    ['a list of another kind', 'a: [{ b: 1 }]', 'a: [x]', 'b: 1', 'x'],
    ['a list of both kinds', 'a: [{ b: 1 }, x]', 'a: [{ b: 2 }, x]', 'b: 1, x', 'b: 2, x'],
    ['nothing that became something', 'a: null', 'a: { b: 1 }', 'null', 'b: 1'],
    ['an entry that holds others', 'a: [{ b: { c: 1 } }]', 'a: []', 'b: (c: 1)', null],
  ])('tells %s in words', (_what, older, newer, before, after) => {
    expect(catalogueChanges(older, newer)).toEqual([{ path: ['a'], before, after }]);
  });

  it.each([
    ['the order of keys in an entry', 'a: [{ x: 1, y: 2 }]', 'a: [{ y: 2, x: 1 }]'],
    ['blanks around a text', "a: ' x '", 'a: x'],
    ['an empty text where nothing was', 'a: {}', "a: { b: '' }"],
  ])('takes for no change %s', (_what, older, newer) => {
    expect(catalogueChanges(older, newer)).toEqual([]);
  });
});
