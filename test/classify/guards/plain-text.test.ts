import { describe, expect, it } from 'vitest';
import { folded, plainText, squeezed } from '../../../src/classify/guards/plain-text.ts';

describe('the plain form of an extracted text', () => {
  it.each([
    ['composes what was decomposed', 'a\u0308rztlich', 'ärztlich'],
    ['resolves ligatures', 'Beﬁnd', 'Befind'],
    ['joins what PDFium marks as broken', 'Kranken\u0002\r\n  kasse', 'Krankenkasse'],
    ['leaves blanks before such a mark', 'Kranken \u0002kasse', 'Kranken kasse'],
    ['drops soft hyphens and invisible characters', 'a\u00adb\u200bc\u200dd\u2060e\ufefff', 'abcdef'],
    ['joins a word that a hyphen breaks', 'psycho-\nlogisch', 'psychologisch'],
    ['joins it over blanks and another line end', 'psycho- \r\n  logisch', 'psychologisch'],
    [
      'joins it at a hyphen of another kind',
      'psycho‐\nlogisch, neuro‑\nlogisch',
      'psychologisch, neurologisch',
    ],
    ['joins no number', '2025-\n2026', '2025-\n2026'],
    ['joins no new noun', 'Kfz-\nVersicherung', 'Kfz-\nVersicherung'],
    ['joins no list', 'Haus-\nund Garten-\noder Hof-\nbzw Feld', 'Haus-\nund Garten-\noder Hof-\nbzw Feld'],
    ['joins what only begins like a list', 'Ver-\nunden', 'Verunden'],
    ['joins nothing across a blank line end alone', 'psycho- logisch', 'psycho- logisch'],
    ['knows one hyphen', 'a‐b‑c‒d–e—f−g', 'a-b-c-d-e-f-g'],
    ['knows one end of a line', 'a\r\nb', 'a\nb'],
    ['knows one blank', 'a \t\u00a0 b\n  c', 'a b\n c'],
    ['keeps case and lines', 'Groß\nUND klein', 'Groß\nUND klein'],
    ['keeps other scripts', 'Αθήνα 東京', 'Αθήνα 東京'],
  ])('%s', (_what, extracted, expected) => {
    expect(plainText(extracted)).toBe(expected);
  });
});

describe('a folded text', () => {
  it.each([
    ['Müßiggang', 'muessiggang'],
    ['MÜSSIGGANG', 'muessiggang'],
    ['Mu\u0308ßiggang', 'muessiggang'],
    ['Ärzte, Öl', 'aerzte, oel'],
    ['Café, Señor', 'cafe, senor'],
    ['q\u0303\u0301', 'q'],
    ['ﬁnal', 'final'],
    ['Αθήνα', 'αθηνα'],
  ])('of %s is %s', (text, expected) => {
    expect(folded(text)).toBe(expected);
  });
});

describe('a squeezed text', () => {
  it.each([
    ['K-1234 / 90.', 'k123490'],
    ['Frau  Dr.\nMüller', 'fraudrmueller'],
    ['  ', ''],
  ])('of %j is %j', (text, expected) => {
    expect(squeezed(text)).toBe(expected);
  });
});
