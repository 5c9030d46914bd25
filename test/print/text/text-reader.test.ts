import { PDFDocument, StandardFonts } from 'pdf-lib';
import { afterEach, describe, expect, it } from 'vitest';
import { holdsText } from '../../../src/print/text/pdf-text.ts';
import { openTextReader, type TextLimits, type TextReader } from '../../../src/print/text/text-reader.ts';
import { smallLetter } from '../../support/small-core.ts';

let reader: TextReader;
const open = (limits: Partial<TextLimits> = {}): TextReader => {
  reader = openTextReader({
    maxMillis: 60_000,
    maxMemoryBytes: 256_000_000,
    maxCharacters: 1_000_000,
    workers: 1,
    ...limits,
  });
  return reader;
};
afterEach(() => reader.close());

describe('the text of a PDF', () => {
  it('is read page by page, several PDFs after each other and at the same time', async () => {
    const { read } = open({ workers: 2 });
    const letters = await Promise.all(['A', 'B', 'C'].map((id) => smallLetter(id, 2)));
    const texts = await Promise.all(letters.map((letter) => read(letter)));
    expect(texts.map((text) => (text.kind === 'read' ? text.pages.map((page) => page.text) : []))).toEqual(
      ['A', 'B', 'C'].map((id) => [1, 2].map((page) => `Erika Beispiel, ${id}, page ${page}`)),
    );
  });

  it('tells a blank page from one that shows something without text', async () => {
    const pdf = await PDFDocument.create();
    pdf.addPage();
    pdf.addPage().drawRectangle({ x: 10, y: 10, width: 50, height: 50 });
    const text = await open().read(await pdf.save());
    expect(text.kind === 'read' ? text.pages.map((page) => [page.isBlank, holdsText(page)]) : null).toEqual([
      [true, false],
      [false, false],
    ]);
  });
});

describe('a PDF that would harm the run', () => {
  it('is given up when it takes too long, and the next one is read by another worker', async () => {
    const { read } = open({ maxMillis: 1 });
    expect(await read(await smallLetter('A', 1))).toEqual({ kind: 'unreadable', why: 'took_too_long' });
    await reader.close();
    expect(await open().read(await smallLetter('B', 1))).toMatchObject({ kind: 'read' });
  });

  it('is given up when it says too much', async () => {
    const pdf = await PDFDocument.create();
    const font = await pdf.embedFont(StandardFonts.Helvetica);
    pdf.addPage().drawText('word '.repeat(400), { font, size: 4, maxWidth: 500, lineHeight: 5 });
    expect(await open({ maxCharacters: 1000 }).read(await pdf.save())).toEqual({
      kind: 'unreadable',
      why: 'too_long',
    });
  });

  it('is given up when it wants more memory than there is, and the next one is read', async () => {
    const { read } = open({ maxMemoryBytes: 40_000_000 });
    expect(await read(new Uint8Array(60_000_000))).toEqual({
      kind: 'unreadable',
      why: 'needed_too_much_memory',
    });
    expect(await read(await smallLetter('B', 1))).toMatchObject({ kind: 'read' });
  });

  it('is told to be damaged when it is none', async () => {
    expect(await open().read(Buffer.from('no PDF at all'))).toEqual({ kind: 'unreadable', why: 'damaged' });
  });
});
