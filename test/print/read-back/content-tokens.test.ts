import { assert, property, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentTokens } from '../../../src/print/read-back/content-tokens.ts';

function tokens(content: string): readonly (number | string)[] {
  return [...contentTokens(Buffer.from(content, 'latin1'))];
}

describe('the tokens of a content stream', () => {
  test('are numbers, and all else as it is written', () => {
    expect(tokens('q 1 0 0 -1 +.5 7. cm\r\n\0/Fm0 Do 1-2 - . 1.2.3 Q')).toEqual([
      'q',
      1,
      0,
      0,
      -1,
      0.5,
      7,
      'cm',
      '/Fm0',
      'Do',
      '1-2',
      '-',
      '.',
      '1.2.3',
      'Q',
    ]);
    expect(tokens('')).toEqual([]);
  });

  test('a number is the one nearest to its digits, however many there are', () => {
    assert(
      property(stringMatching(/^[+-]?(?:\d{1,12}\.?\d{0,12}|\.\d{1,18})$/), (digits) => {
        expect(tokens(` ${digits} `)).toEqual([Number(digits)]);
      }),
    );
  });
});
