import { expect, it } from 'vitest';
import { readRuleTexts } from '../../src/classify/rule-texts.ts';

it('reads the wording of a catalogue of another time, whose rules are not the ones of today', () => {
  const texts = readRuleTexts(`version: '2019-03'
documentTypes: { ANY: { long: gone } }
rules:
  S99.forgotten: { citation: § 1, german: Das galt damals., english: It was so. }
`);
  expect(texts).toEqual({
    version: '2019-03',
    texts: new Map([
      [
        'S99.forgotten',
        { clause: 'S99', citation: '§ 1', german: 'Das galt damals.', english: 'It was so.' },
      ],
    ]),
  });
});

it.each(['', ': : :', 'just a text', 'version: 1\nrules: []'])('finds nothing in %j', (text) => {
  expect(readRuleTexts(text)).toBeNull();
});
