import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/domain/errors.ts';
import { parseSequences, sequencesText } from '../../src/domain/sequence-ranges.ts';

const numbers = fc
  .uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1 })
  .map((given) => given.sort((a, b) => a - b));

describe('mailpieces as people and shops write them', () => {
  it.each([
    ['7', [7]],
    ['12-14,77', [12, 13, 14, 77]],
    ['77, 12-14,13', [12, 13, 14, 77]],
    ['5-5', [5]],
    ['1000000', [1_000_000]],
    ['100, 9', [9, 100]],
  ])('%s are read ascending, each once', (text, expected) => {
    expect(parseSequences(text)).toEqual(expected);
  });

  it.each([
    '',
    ',',
    '1,',
    '0',
    '0-3',
    '9-1',
    '-3',
    '3-',
    '1-2-3',
    'a1',
    '1a',
    'a1-2',
    '1-2b',
    '1.5',
    '1000001',
    '1-1000001',
    '12345678',
    '1-12345678',
  ])('%j is refused', (text) => {
    expect(() => parseSequences(text)).toThrow(UsageError);
  });

  it('are quoted when they are refused, as far as fits on a line', () => {
    const text = 'x'.repeat(100);
    expect(() => parseSequences(text)).toThrow(
      new UsageError(`expected mailpieces such as \`12-40,77\`, got \`${'x'.repeat(80)}\`.`),
    );
  });

  it.each([
    [[], ''],
    [[3], '3'],
    [[3, 4], '3-4'],
    [[3, 5], '3,5'],
    [[12, 13, 14, 77], '12-14,77'],
    [[1, 2, 4, 5, 6], '1-2,4-6'],
  ])('%j are written as %j, as short as can be', (sequences, expected) => {
    expect(sequencesText(sequences)).toBe(expected);
  });

  it('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(numbers, (sequences) => {
        expect(parseSequences(sequencesText(sequences))).toEqual(sequences);
      }),
    );
  });
});
