import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCarrierSheet, type CarrierSheet } from '../../src/print/carrier-sheet.ts';
import { UnprintableLetterError } from '../../src/print/errors.ts';
import { hasTool } from './pdf/support/rendering.ts';

const SHEET: CarrierSheet = {
  address: {
    name: 'Frau\nDr. Erika Müller-Łukasz',
    addition: 'Hinterhaus',
    street: 'Im Breitspiel 2',
    postalCode: '69126',
    city: 'Heidelberg',
    country: 'DE',
  },
  postedFrom: 'DE',
  senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
  date: '2026-11-23',
  addressField: { x: 20, y: 45, width: 85, height: 45 },
};
const FIELDS = {
  'DIN 5008 form B': { x: 20, y: 45, width: 85, height: 45 },
  'DIN 5008 form A': { x: 20, y: 27, width: 85, height: 45 },
  Austria: { x: 20, y: 45, width: 90, height: 40 },
};

let directory = '';
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'carrier-sheet-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('carrier sheet', () => {
  it.skipIf(!hasTool('pdftotext')).each(Object.entries(FIELDS))(
    'shows all of the address, and all that it shows, in the window: %s',
    async (_name, addressField) => {
      const file = join(directory, 'sheet.pdf');
      writeFileSync(file, await renderCarrierSheet({ ...SHEET, addressField }));
      // At 254 dpi a dot is 0.1 mm.
      const { x, y, width, height } = addressField;
      const area = ['-x', x, '-y', y, '-W', width, '-H', height].map((value) =>
        typeof value === 'number' ? String(value * 10) : value,
      );
      const seen = execFileSync('pdftotext', ['-r', '254', ...area, file, '-'], { encoding: 'utf8' });
      const all = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' });
      expect(seen).toContain('Dr. Erika Müller-Łukasz\nHinterhaus\nIm Breitspiel 2\n69126 Heidelberg');
      expect(seen.replace(/\s+/g, ' ')).toBe(all.replace(/\s+/g, ' '));
    },
  );

  it('the same address gives the same bytes, whatever was set in between', async () => {
    const before = await renderCarrierSheet(SHEET);
    await renderCarrierSheet({ ...SHEET, address: { ...SHEET.address, name: 'ÄÖÜ ßñ Ελλάδα Кирилл' } });
    expect(Buffer.from(await renderCarrierSheet(SHEET)).equals(before)).toBe(true);
  });

  it('refuses letters that the font has not, instead of printing boxes', async () => {
    const address = { ...SHEET.address, name: '山田' };
    await expect(renderCarrierSheet({ ...SHEET, address })).rejects.toThrow(UnprintableLetterError);
  });
});
