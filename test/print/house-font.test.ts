import { describe, expect, test } from 'vitest';
import fontkit from '@pdf-lib/fontkit';
import { readHouseFont } from '../../src/print/house-font.ts';

const LETTERS_OF_THE_EU = 'äöüÄÖÜßẞ€ŁłŚśŻżćňřšžőűăâîșțĞğİıĀāĒēĢģĶķĻļŅņŪūĖėĮįŲųÐðÞþÆæØøÅåΑΩέЖжЩщЪъ’„“–§';

describe('house font', () => {
  test.each(['regular', 'semibold'] as const)(
    '%s has every letter that a name in the EU needs',
    async (style) => {
      const font = fontkit.create(await readHouseFont(style));
      const missing = Array.from(LETTERS_OF_THE_EU).filter(
        (letter) => !font.hasGlyphForCodePoint(letter.codePointAt(0)!),
      );
      expect(missing).toEqual([]);
    },
  );
});
