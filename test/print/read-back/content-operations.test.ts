import { assert, property, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visitOperations } from '../../../src/print/read-back/content-operations.ts';

function operations(content: string): readonly (readonly [string, ...number[]])[] {
  const visited: [string, ...number[]][] = [];
  visitOperations(Buffer.from(content, 'latin1'), (operator, operands) => {
    visited.push([operator, ...operands]);
  });
  return visited;
}

describe('the operations of a content stream', () => {
  test('are operators with the numbers right before them', () => {
    expect(operations('q 1 0 0 -1 +.5 7. cm\r\n\0 1 2 3 4 re f*\n.5 g Q')).toEqual([
      ['q'],
      ['cm', 1, 0, 0, -1, 0.5, 7],
      ['re', 1, 2, 3, 4],
      ['f*'],
      ['g', 0.5],
      ['Q'],
    ]);
    expect(operations('')).toEqual([]);
  });

  test('words that are neither number nor operator of a rectangle part what stands before them from what follows', () => {
    expect(operations('1 2 /Fm0 Do 3 1-2 4 re - . 1.2.3 reg 5 g f**')).toEqual([
      ['re', 4],
      ['g', 5],
    ]);
  });

  test('a number is the one nearest to its digits, however many there are', () => {
    assert(
      property(stringMatching(/^[+-]?(?:\d{1,12}\.?\d{0,12}|\.\d{1,18})$/), (digits) => {
        expect(operations(` ${digits} g`)).toEqual([['g', Number(digits)]]);
      }),
    );
  });
});
