import { spawnSync } from 'node:child_process';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { readHouseFont } from '../../src/print/house-font.ts';

const LETTERS_OF_THE_EU =
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789äöüÄÖÜßẞ€ŁłŚśŻżćňřšžőűăâîșțĞğİıĀāĒēĢģĶķĻļŅņŪūĖėĮįŲųÐðÞþÆæØøÅåΑΩέЖжЩщЪъ’„“–§';
const CELL = 20;

describe.each(['regular', 'semibold'] as const)('house font, %s', (style) => {
  test('has every letter that a name in the EU needs', async () => {
    const font = fontkit.create(await readHouseFont(style));
    const missing = Array.from(LETTERS_OF_THE_EU).filter(
      (letter) => !font.hasGlyphForCodePoint(letter.codePointAt(0)!),
    );
    expect(missing).toEqual([]);
  });

  test('prints each of them when only a subset is embedded', async ({ skip }) => {
    const letters = Array.from(LETTERS_OF_THE_EU);
    const document = await PDFDocument.create();
    document.registerFontkit(fontkit);
    const font = await document.embedFont(await readHouseFont(style), { subset: true });
    const page = document.addPage([letters.length * CELL, CELL]);
    for (const [index, letter] of letters.entries())
      page.drawText(letter, { x: index * CELL + 3, y: 6, size: 12, font });
    const run = spawnSync('pdftoppm', ['-r', '72', '-gray', '-'], {
      input: await document.save(),
      maxBuffer: 1 << 24,
    });
    skip(run.error !== undefined, 'pdftoppm is not installed');
    // A grey picture: `P5 width height 255`, then one byte a pixel.
    const width = letters.length * CELL;
    const pixels = run.stdout.subarray(run.stdout.length - width * CELL);
    const blank = letters.filter((_, index) => {
      const cell = Array.from({ length: CELL }, (__, row) => {
        const from = row * width + index * CELL;
        return pixels.subarray(from, from + CELL);
      });
      return !cell.some((row) => row.some((grey) => grey < 160));
    });
    expect(blank).toEqual([]);
  });
});
