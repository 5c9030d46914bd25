import { describe, expect, it } from 'vitest';
import { contractCandidates } from '../../../src/classify/guards/contract-candidates.ts';

describe('D6: numbers that may be another contract', () => {
  it.each([
    ['the same form', 'K-12345678/90', 'Vertrag K-87654321/09', ['K-87654321/09']],
    ['other separators', 'K-12345678/90', 'K 87654321 / 09', ['K-87654321/09']],
    ['none at all', 'K-12345678/90', 'K8765432109', ['K-87654321/09']],
    ['groups of digits', 'K-12345678/90', 'K-8765 4321/09', ['K-87654321/09']],
    ['a line end in the middle', 'K-12345678/90', 'K-8765\n4321/09', ['K-87654321/09']],
    ['other letters', 'AB12345', 'CD54321', ['CD54321']],
    ['two of them', '12345', '54321 und 11111', ['54321', '11111']],
    ['the same one twice', '12345', '54321 und 54321', ['54321']],
    ['the own one', '12345', '12345 und 1 2345', []],
    ['small letters', 'AB12345', 'cd54321', []],
    ['a longer number', '12345', '543210', []],
    ['a longer word', 'AB12345', 'XCD54321', []],
    ['a letter behind it', '12345', '54321a', []],
    ['separators too far apart', 'K-12345/90', 'K    54321/09', []],
    ['groups too far apart', '12345', '54   321', []],
    ['four digits', 'K-1234', 'K-4321', []],
    ['five digits', 'K-123/45', 'K-543/21', ['K-543/21']],
  ])('are found by the shape of the own one: %s', (_what, own, text, expected) => {
    expect(contractCandidates(text, own, [])).toEqual(expected);
  });

  it('are found by patterns of the insurer, with an own number and without', () => {
    const pattern = /POL\d{4}/gu;
    expect(contractCandidates('POL1234 und K-54321', 'K-12345', [pattern])).toEqual(['K-54321', 'POL1234']);
    expect(contractCandidates('POL1234', null, [pattern])).toEqual(['POL1234']);
    expect(contractCandidates('POL1234', 'POL1234', [pattern])).toEqual([]);
    expect(contractCandidates('54321', null, [])).toEqual([]);
  });

  it('are written with the separators of the own number where they have as many characters', () => {
    expect(contractCandidates('P 12-34-56', '12/34/567', [/P [\d-]+/gu])).toEqual(['P1/23/456']);
  });

  it('are 200 at most: more is a list of something else, or an attack', () => {
    const text = Array.from({ length: 300 }, (_, index) => String(20_000 + index)).join(' und ');
    expect(contractCandidates(text, '12345', [])).toHaveLength(200);
  });
});
