import { describe, expect, it } from 'vitest';

import { DEFAULT_PDF_LIMITS, WorkBudget } from '../../../src/print/pdf/pdf-limits.ts';
import { toSource } from '../../../src/print/pdf/pdf-source.ts';
import { readCrossReference } from '../../../src/print/pdf/read-cross-reference.ts';
import { buildPdf, letter, letterObjects, showText } from './support/pdf-builder.ts';
import type { HandMade } from './support/pdf-builder.ts';
import { printedText } from './support/print-file.ts';
import { TOOLS_NOTE, hasTool } from './support/rendering.ts';

describe.skipIf(!hasTool('pdftotext'))(`a document (${TOOLS_NOTE})`, () => {
  it('reads as the newest revision of an incremental update', async () => {
    const pdf = buildPdf(
      { objects: letterObjects('old') },
      { objects: { 4: { entries: '', data: showText('new') } } },
    );
    expect(await printedText(pdf)).toEqual(['new']);
  });

  it('reads as not disturbed by the words endobj, endstream and stream inside strings and data', async () => {
    const pdf = letter('endobj endstream stream 4 0 obj');
    expect(await printedText(pdf)).toEqual(['endobjendstreamstream40obj']);
  });

  it('reads as whole although /Length is wrong', async () => {
    const data = showText('whole');
    for (const length of [0, 5, data.length - 1, 10 ** 9]) {
      const objects = { ...letterObjects(''), 4: { entries: '', data, length } };
      expect(await printedText(buildPdf({ objects }))).toEqual(['whole']);
    }
  });

  it('reads as whole where the length refers to itself', async () => {
    const pdf = buildPdf({ objects: letterObjects('whole') })
      .toString('latin1')
      .replace('/Length 40', '/Length 4 0 R');
    expect(await printedText(Buffer.from(pdf, 'latin1'))).toEqual(['whole']);
  });

  it('comes from the packed objects of a hybrid file, and from the right revision of an object stream', async () => {
    expect(await printedText(hybridFile('hybrid'))).toEqual(['hybrid']);
    expect(await printedText(objectStreamRevisions())).toEqual(['newer']);
  });
});

describe('a cross-reference table', () => {
  it('is understood where its entries have another width than the format asks for', () => {
    const pdf = buildPdf({ objects: letterObjects('whole') }).toString('latin1');
    const end = pdf.lastIndexOf('xref\n0');
    const inTable = (pattern: RegExp, entry: string): string =>
      pdf.slice(0, end) + pdf.slice(end).replaceAll(pattern, entry);
    const shorter = inTable(/^0{4}(\d{6}) (\d{5}) ([nf]) *$/gm, '$1 $2 $3');
    const spaced = inTable(/^(\d{10}) (\d{5}) ([nf]) *$/gm, '$1  $2\t$3');
    for (const odd of [shorter, spaced]) {
      expect(odd).not.toBe(pdf);
      expect(placesIn(odd)).toEqual(placesIn(pdf));
    }
  });
});

function placesIn(pdf: string): readonly unknown[] {
  const source = toSource(Buffer.from(pdf, 'latin1'));
  const index = readCrossReference(source, new WorkBudget(DEFAULT_PDF_LIMITS, pdf.length));
  return Array.from({ length: index.size }, (_, num) => index.placeOf(num));
}

/** The font is called free in the table and stands in an object stream that only /XRefStm names. */
function hybridFile(text: string): Buffer {
  const { 5: font, ...objects } = letterObjects(text);
  if (typeof font !== 'string') throw new Error('Expected the font as text.');
  const base = buildPdf({
    objects: { ...objects, 6: { entries: '/Type/ObjStm/N 1/First 4', data: `5 0 ${font}` } },
  });
  const plain = base.toString('latin1');
  const body = plain.slice(0, plain.lastIndexOf('xref\n0 1'));
  const entries = Buffer.from([2, 6, 0]).toString('latin1');
  const stream = `7 0 obj\n<</Type/XRef/Size 8/W[1 1 1]/Index[5 1]/Root 1 0 R/Length 3>>\nstream\n${entries}\nendstream\nendobj\n`;
  const table = plain.slice(plain.lastIndexOf('xref\n0 1'), plain.lastIndexOf('trailer'));
  const start = body.length + stream.length;
  const trailer = `5 1\n0000000000 00000 f \ntrailer\n<</Size 8/Root 1 0 R/XRefStm ${body.length}>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(body + stream + table + trailer, 'latin1');
}

function packed(entry: string): HandMade {
  return { entries: '/Type/ObjStm/N 1/First 4', data: `8 0 ${entry}` };
}

/** Two revisions with an object stream each; both hold object 5, and the second hides the first. */
function objectStreamRevisions(): Buffer {
  const objects = {
    ...letterObjects(''),
    3: letterPage('8 0 R'),
    9: { entries: '', data: showText('older') },
  };
  let text = buildPdf({ objects: { ...objects, 6: packed('[9 0 R]') } }).toString('latin1');
  text = withPackedEntry(text, 6, 11);
  const previous = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  const newContent = text.length;
  const content = showText('newer');
  text += `10 0 obj\n<</Length ${content.length}>>\nstream\n${content}\nendstream\nendobj\n`;
  const newStream = text.length;
  const data = '8 0 [10 0 R]';
  text += `7 0 obj\n<</Type/ObjStm/N 1/First 4/Length ${data.length}>>\nstream\n${data}\nendstream\nendobj\n`;
  const start = text.length;
  const entries = [
    [1, newStream, 0],
    [2, 7, 0],
    [1, newContent, 0],
  ].map(([a = 0, b = 0, c = 0]) => [a, b >> 8, b & 255, c]);
  const bytes = Buffer.from(entries.flat()).toString('latin1');
  text += `12 0 obj\n<</Type/XRef/Size 13/W[1 2 1]/Index[7 2 10 1]/Root 1 0 R/Prev ${previous}/Length ${bytes.length}>>\n`;
  return Buffer.from(`${text}stream\n${bytes}\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`, 'latin1');
}

function letterPage(contents: string): string {
  return `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.276 841.89]/Contents ${contents}/Resources<</Font<</F1 5 0 R>>>>>>`;
}

/** Adds a cross-reference stream that says: object 8 is the first in object stream `container`. */
function withPackedEntry(text: string, container: number, num: number): string {
  const previous = /startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1] ?? '';
  const entry = Buffer.from([2, container, 0]).toString('latin1');
  const dict = `<</Type/XRef/Size 12/W[1 1 1]/Index[8 1]/Root 1 0 R/Prev ${previous}/Length 3>>`;
  return `${text}${num} 0 obj\n${dict}\nstream\n${entry}\nendstream\nendobj\nstartxref\n${text.length}\n%%EOF\n`;
}
