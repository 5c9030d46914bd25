import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breakLetter, BROKEN_KINDS } from '../../../src/demo/letters/broken-letters.ts';
import { buildLetter } from '../../../src/demo/letters/build-letter.ts';
import { generateLetters, type GeneratedLetter } from '../../../src/demo/letters/generate-letters.ts';
import { ADDRESS_FIELD, POINTS_PER_MM } from '../../../src/demo/letters/geometry.ts';
import { LETTER_LAYOUTS, type LetterSpec } from '../../../src/demo/letters/letter-spec.ts';
import { COMPANIES, FAMILIES, MEN, WOMEN } from '../../../src/demo/people/names.ts';
import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';

const SPEC: LetterSpec = {
  layout: 'invoice',
  jurisdiction: 'DE',
  addressLines: [
    'Herrn',
    'HR Dr. Wolfdietrich Leutheusser-Schnarrenberg-Großkopf-Wiesengrund',
    'c/o von und zu Hohenstoffeln',
    'Dr.-Wilhelmine-Löwenstein-Straße 240 c',
    '9020 Klagenfurt am Wörthersee',
    'ÖSTERREICH',
  ],
  salutation: 'Sehr geehrter Herr HR Dr. Leutheusser-Schnarrenberg-Großkopf-Wiesengrund,',
  title: 'Beitragsrechnung',
  lineOfBusiness: 'Kraftfahrt',
  contractNumber: 'K-49500241/42',
  date: '2026-11-20',
  pages: 1,
  seed: 7,
};

const LAYOUTS = LETTER_LAYOUTS.flatMap((layout) =>
  (['DE', 'AT'] as const).map((land) => [layout, land] as const),
);

function missing(tool: string): boolean {
  return spawnSync(tool, ['--version']).error !== undefined;
}

async function some(count: number, seed: number): Promise<readonly GeneratedLetter[]> {
  const letters: GeneratedLetter[] = [];
  for await (const letter of generateLetters(count, seed)) letters.push(letter);
  return letters;
}

describe('letters', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'postausgang-letters-'));
  });

  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  function fileOf(pdf: Uint8Array): string {
    const file = path.join(directory, 'letter.pdf');
    writeFileSync(file, pdf);
    return file;
  }

  function textOf(pdf: Uint8Array, ...options: readonly string[]): string {
    return execFileSync('pdftotext', [...options, fileOf(pdf), '-'], { encoding: 'utf8' });
  }

  test('are the same for the same seed', async () => {
    const [one, same] = [await some(5, 9), await some(5, 9)];
    expect(one.map(({ pdf }) => Buffer.from(pdf).toString('base64'))).toEqual(
      same.map(({ pdf }) => Buffer.from(pdf).toString('base64')),
    );
  });

  test.each([1, 2, 3, 4, 5, 6])('have %i pages when asked to', async (pages) => {
    const letter = await PDFDocument.load(await buildLetter({ ...SPEC, layout: 'notice', pages }));
    expect(letter.getPageCount()).toBe(pages);
  });

  test.each(LAYOUTS)('as %s for %s are fit to be dispatched', async (layout, jurisdiction) => {
    const pdf = await buildLetter({ ...SPEC, layout, jurisdiction, pages: 3 });
    expect(inspectPdf(pdf, DEFAULT_PDF_LIMITS)).toMatchObject({ fit: true, pages: 3 });
  });

  test('pass qpdf --check', async ({ skip }) => {
    skip(missing('qpdf'), 'qpdf is not installed');
    for (const { pdf } of await some(8, 3)) {
      expect(spawnSync('qpdf', ['--check', fileOf(pdf)]).status).toBe(0);
    }
  });

  test('say whom they are for and which contract they speak of', async ({ skip }) => {
    skip(missing('pdftotext'), 'pdftotext is not installed');
    for (const { spec, pdf } of await some(8, 4)) {
      const text = textOf(pdf, '-layout');
      for (const line of spec.addressLines) expect(text).toContain(line);
      expect(text).toContain(spec.contractNumber);
      expect(text).toMatch(/Seite 1 von \d/);
    }
  });

  test.each(LAYOUTS)(
    'as %s for %s keep even the longest address inside the window of form B',
    async (layout, jurisdiction) => {
      if (missing('pdftotext')) return;
      const page = textOf(await buildLetter({ ...SPEC, layout, jurisdiction }), '-bbox', '-l', '1');
      const words = [...page.matchAll(WORD)].map(([, left, top, right, bottom, word]) => ({
        left: Number(left) / POINTS_PER_MM,
        top: Number(top) / POINTS_PER_MM,
        right: Number(right) / POINTS_PER_MM,
        bottom: Number(bottom) / POINTS_PER_MM,
        word,
      }));
      const { left, top, width, height } = ADDRESS_FIELD;
      for (const wanted of SPEC.addressLines.flatMap((line) => line.split(' '))) {
        const inside = words.some(
          (word) =>
            word.word === wanted &&
            word.left >= left &&
            word.right <= left + width &&
            word.top >= top &&
            word.bottom <= top + height,
        );
        expect(inside, wanted).toBe(true);
      }
      const overTheEdge = words.filter((word) => word.right > 191 || word.bottom > 290);
      expect(overTheEdge).toEqual([]);
    },
  );

  test('write every name that the demo invents', async ({ skip }) => {
    skip(missing('pdftotext'), 'pdftotext is not installed');
    const names = [...WOMEN, ...MEN, ...FAMILIES, ...COMPANIES];
    for (let start = 0; start < names.length; start += 6) {
      const addressLines = names.slice(start, start + 6);
      const text = textOf(await buildLetter({ ...SPEC, addressLines }));
      for (const name of addressLines) expect(text).toContain(name);
    }
  });

  test('write names of all of Europe, and no control characters', async ({ skip }) => {
    skip(missing('pdftotext'), 'pdftotext is not installed');
    const name = 'Żółć Çelikdağ Ștefăniță Ďurišová';
    const text = textOf(
      await buildLetter({ ...SPEC, addressLines: [name, 'Sauer\r\nBcc: alle@post.example'] }),
    );
    expect(text).toContain(name);
    expect(text).toMatch(/Sauer +Bcc: alle@post\.example/);
  });

  test.each(BROKEN_KINDS)('that are %s are unfit, and only they', async (kind) => {
    const limits = { ...DEFAULT_PDF_LIMITS, maxBytes: 200_000 };
    const pdf = await breakLetter(kind, SPEC, limits.maxBytes + 1);
    expect(pdf === null ? null : inspectPdf(pdf, limits).fit).toBe(kind === 'missing' ? null : false);
  });
});

const WORD = /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<\/word>/g;
