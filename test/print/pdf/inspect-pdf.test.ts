import { deflateSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';
import type { PdfLimits } from '../../../src/print/pdf/inspect-pdf.ts';
import { buildPdf, letter, letterObjects } from './support/pdf-builder.ts';
import type { HandMade } from './support/pdf-builder.ts';

function findingOf(pdf: Uint8Array, limits: Partial<PdfLimits> = {}): string {
  const inspection = inspectPdf(pdf, { ...DEFAULT_PDF_LIMITS, ...limits });
  return inspection.fit ? `fit: ${inspection.pages}` : inspection.finding.code;
}

function withObjects(objects: Readonly<Record<number, HandMade>>): Buffer {
  return buildPdf({ objects: { ...letterObjects('x'), ...objects } });
}

function flate(data: Buffer, times = 1): HandMade {
  let compressed = data;
  for (let i = 0; i < times; i += 1) compressed = deflateSync(compressed, { level: 9 });
  const filters = '/FlateDecode'.repeat(times);
  return {
    entries: `/Filter[${filters}]/Subtype/Image/Width 1/Height 1`,
    data: compressed.toString('latin1'),
  };
}

function withContent(data: Buffer): Buffer {
  return withObjects({ 4: { entries: '/Filter/FlateDecode', data: data.toString('latin1') } });
}

/** An array that names the next object twice: sixty of them name the last one 2^60 times. */
function twice(num: number): string {
  return `[${num + 1} 0 R ${num + 1} 0 R]`;
}

const WITH_PICTURE =
  '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</I 6 0 R>>>>>>';

describe('a first look into a document', () => {
  it.each(['1=34', '--5', '1.2.3', '4-5', '.', '-', '[1 2=3]', '[1 .. 2]'])(
    'holds a document with %s where a number should be: each reader would take it for another',
    (number) => {
      const objects = { ...letterObjects('x'), 5: `<</Type/Font/Subtype/Type1/Odd ${number}>>` };
      expect(findingOf(buildPdf({ objects }))).toBe('damaged');
    },
  );

  it('gives pages, bytes and hash of a fit one', () => {
    const pdf = letter('fit');
    const inspection = inspectPdf(pdf, DEFAULT_PDF_LIMITS);
    expect(inspection).toMatchObject({ fit: true, pages: 1, bytes: pdf.length });
    expect(inspection.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells an empty file, a file that is no PDF, and one above the size limit', () => {
    expect(findingOf(Buffer.alloc(0))).toBe('empty');
    expect(findingOf(Buffer.from('<html>not a pdf</html>'))).toBe('not_a_pdf');
    expect(findingOf(letter('x'), { maxBytes: 100 })).toBe('too_large');
  });

  it('finds a document damaged that ends in the middle', () => {
    const pdf = letter('x');
    expect(findingOf(pdf.subarray(0, pdf.length - 200))).toBe('damaged');
  });

  it('repairs a cross-reference that points to the wrong places, when every object is there', () => {
    const shifted = letter('x').toString('latin1').replace('%PDF-1.7\n', '%PDF-1.7\n%%%%%\n');
    expect(findingOf(Buffer.from(shifted, 'latin1'))).toBe('fit: 1');
  });

  it('finds encryption in whatever revision it is asked for', () => {
    const encrypted = buildPdf(
      { objects: letterObjects('x'), trailer: '/Root 1 0 R/Encrypt<</Filter/Standard>>' },
      { objects: { 9: 'null' } },
    );
    expect(findingOf(encrypted)).toBe('encrypted');
  });

  it('counts pages itself and does not believe what the tree says', () => {
    expect(findingOf(withObjects({ 2: '<</Type/Pages/Kids[]/Count 0>>' }))).toBe('no_pages');
    expect(findingOf(withObjects({ 2: '<</Type/Pages/Kids[3 0 R]/Count 7>>' }))).toBe('damaged');
    const kids = Array.from({ length: 201 }, () => '3 0 R').join(' ');
    expect(findingOf(withObjects({ 2: `<</Type/Pages/Kids[${kids}]/Count 201>>` }))).toBe('too_many_pages');
  });

  it('finds a page tree that contains itself', () => {
    expect(findingOf(withObjects({ 2: '<</Type/Pages/Kids[2 0 R]/Count 1>>' }))).toBe('damaged');
  });

  it('finds a page without area', () => {
    const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 0]/Contents 4 0 R>>';
    expect(findingOf(withObjects({ 3: page }))).toBe('page_size');
  });

  it('stops at values, references and page trees that nest without end', () => {
    const deep = `${'['.repeat(50_000)}/x${']'.repeat(50_000)}`;
    const resources = (value: string): Buffer =>
      withObjects({
        3: `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${value}>>>>>>`,
      });
    expect(findingOf(resources(deep))).toBe('limit_exceeded');
    const chain: Record<number, HandMade> = {};
    for (let num = 10; num < 1_000; num += 1) chain[num] = `[/x ${num + 1} 0 R]`;
    expect(findingOf(withObjects({ ...chain, 5: '[10 0 R]' }))).toBe('limit_exceeded');
    const tree: Record<number, HandMade> = { 2: '<</Kids[10 0 R]/Count 1>>' };
    for (let num = 10; num < 1_000; num += 1) tree[num] = `<</Type/Pages/Kids[${num + 1} 0 R]/Count 1>>`;
    expect(findingOf(withObjects(tree))).toBe('limit_exceeded');
  });

  it('stops at trees, rules and filter parameters that unfold without end', () => {
    const tree: Record<number, HandMade> = { 2: `<</Kids${twice(9)}/Count 1>>`, 70: '<</Kids[]/Count 0>>' };
    const rules: Record<number, HandMade> = { 70: '/And' };
    for (let num = 10; num < 70; num += 1) {
      tree[num] = `<</Type/Pages/Kids${twice(num)}/Count 1>>`;
      rules[num] = twice(num);
    }
    expect(findingOf(withObjects(tree))).toBe('limit_exceeded');
    const page =
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Properties<</A<</Type/OCMD/VE 10 0 R>>>>>>>>';
    expect(findingOf(withObjects({ ...rules, 3: page }))).toBe('limit_exceeded');
    const content = { entries: '/Filter/FlateDecode/DecodeParms 10 0 R', data: 'x' };
    expect(findingOf(withObjects({ ...rules, 4: content }))).toBe('limit_exceeded');
  });

  it('stops at decompression bombs, also at nested ones, and lets a big scan pass', () => {
    const bomb = flate(Buffer.alloc(100 * 2 ** 20));
    expect(findingOf(withObjects({ 3: WITH_PICTURE, 6: bomb }))).toBe('limit_exceeded');
    const nested = flate(Buffer.alloc(100 * 2 ** 20), 2);
    expect(findingOf(withObjects({ 3: WITH_PICTURE, 6: nested }))).toBe('limit_exceeded');
    const blank = flate(Buffer.alloc(30 * 2 ** 20));
    expect(findingOf(withObjects({ 3: WITH_PICTURE, 6: blank }))).toBe('fit: 1');
  });

  /** Objects of a page that draws with one resource, over and over by itself: `cell` makes the object at each depth. */
  function drawnBy(resources: string, content: string, chain: readonly HandMade[]): Buffer {
    return withObjects({
      3: `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<${resources}>>>>`,
      4: { entries: '', data: content },
      ...Object.fromEntries(chain.map((object, i) => [10 + i, object])),
    });
  }

  const tiling = (resources: string, step = 100): string =>
    `/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 100 100]/XStep ${step}/YStep ${step}/Resources<<${resources}>>`;
  const hatch: HandMade = { entries: tiling(''), data: '0 0 50 50 re f' };

  it.each([
    ['fills with the next one ten times', '/Pattern cs /P scn ' + '0 0 9 9 re f '.repeat(10)],
    ['fills behind a comment', '/Pattern cs /P % odd\nscn ' + '0 0 9 9 re f '.repeat(10)],
    ['sets it as the colour of a form that fills ten times', '/Pattern cs /P scn /F Do /F Do'],
  ])('stops at tiling patterns of which each %s', (_what, content) => {
    const form: HandMade = { entries: '/Subtype/Form/BBox[0 0 9 9]', data: '0 0 9 9 re f '.repeat(10) };
    const nested = (depth: number): readonly HandMade[] => [
      ...Array.from({ length: depth }, (_, i) => ({
        entries: tiling(`/Pattern<</P ${11 + i} 0 R>>/XObject<</F 60 0 R>>`),
        data: content,
      })),
      hatch,
    ];
    const pdf = (depth: number): Buffer => {
      const cells = nested(depth);
      const all = [...cells, ...Array.from({ length: 50 - cells.length }, () => 'null'), form];
      return drawnBy('/Pattern<</P 10 0 R>>', '/Pattern cs /P scn 0 0 595 842 re f', all);
    };
    expect(findingOf(pdf(12))).toBe('limit_exceeded');
    expect(findingOf(pdf(2))).toBe('fit: 1');
  });

  it('stops at a pattern of specks, on the page and in a form that is drawn small; a fine hatch is fit', () => {
    const filled = '/Pattern cs /P scn 0 0 595 842 re f';
    const with_ = (step: number): string =>
      findingOf(
        drawnBy('/Pattern<</P 10 0 R>>', filled, [{ entries: tiling('', step), data: '0 0 9 9 re f' }]),
      );
    expect(with_(0.01)).toBe('limit_exceeded');
    expect(with_(0.5)).toBe('fit: 1');
    const form = {
      entries: '/Subtype/Form/BBox[0 0 595000 842000]/Resources<</Pattern<</P 11 0 R>>>>',
      data: '/Pattern cs /P scn 0 0 595000 842000 re f',
    };
    const cell = { entries: tiling('', 5), data: '0 0 9 9 re f' };
    expect(findingOf(drawnBy('/XObject<</F 10 0 R>>', '.001 0 0 .001 0 0 cm /F Do', [form, cell]))).toBe(
      'limit_exceeded',
    );
  });

  it('stops at glyphs that show glyphs without end, and lets a font draw its letters', () => {
    const font = (glyph: number, resources: string): string =>
      `<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a ${glyph} 0 R>>/Resources<<${resources}>>>>`;
    const chain = (depth: number): readonly HandMade[] => [
      ...Array.from({ length: depth }, (_, i): readonly HandMade[] => [
        font(11 + 2 * i, `/Font<</F ${12 + 2 * i} 0 R>>`),
        { entries: '', data: '1 0 d0 BT /F 1 Tf (aaaaaaaaaa) Tj ET' },
      ]).flat(),
      font(11 + 2 * depth, ''),
      { entries: '', data: '1 0 d0 0 0 1 1 re f' },
    ];
    const shown = 'BT /F 10 Tf (aaaaaaaaaa) Tj ET';
    expect(findingOf(drawnBy('/Font<</F 10 0 R>>', shown, chain(8)))).toBe('limit_exceeded');
    expect(findingOf(drawnBy('/Font<</F 10 0 R>>', shown.repeat(10_000), chain(0)))).toBe('fit: 1');
  });

  it('stops at soft masks that are masked without end, and at forms that use the resources of the page', () => {
    const masks = Array.from({ length: 20 }, (_, i) => ({
      entries: `/Subtype/Form/BBox[0 0 9 9]/Resources<</ExtGState<</G<</SMask<</S/Alpha/G ${11 + i} 0 R>>>>>>>>`,
      data: '/G gs /G gs',
    }));
    const state = '/ExtGState<</G<</SMask<</S/Alpha/G 10 0 R>>>>>>';
    expect(findingOf(drawnBy(state, '/G gs', [...masks, hatch]))).toBe('limit_exceeded');
    const forms = Array.from({ length: 20 }, (_, i) => ({
      entries: '/Subtype/Form/BBox[0 0 9 9]',
      data: `/F${i + 1} Do /F${i + 1} Do`,
    }));
    const names = forms.map((_, i) => `/F${i} ${10 + i} 0 R`).join('');
    expect(findingOf(drawnBy(`/XObject<<${names}>>`, '/F0 Do', forms))).toBe('limit_exceeded');
  });

  it('stops at forms that draw forms without end, and lets a plan draw its symbols', () => {
    const page =
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 10 0 R>>>>>>';
    const form = (inner: number, drawn: string): HandMade => ({
      entries: `/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F ${inner} 0 R>>>>`,
      data: drawn,
    });
    const chain = (depth: number, drawn: string): Record<number, HandMade> => ({
      3: page,
      4: { entries: '', data: '/F Do' },
      ...Object.fromEntries(Array.from({ length: depth }, (_, i) => [10 + i, form(11 + i, drawn)])),
      [10 + depth]: { entries: '/Type/XObject/Subtype/Form/BBox[0 0 9 9]', data: '0 0 9 9 re f' },
    });
    expect(findingOf(withObjects(chain(20, '/F Do /F Do')))).toBe('limit_exceeded');
    expect(findingOf(withObjects(chain(20, '/#46 Do /F Do')))).toBe('limit_exceeded');
    expect(findingOf(withObjects(chain(20, '/F Do')))).toBe('fit: 1');
    expect(findingOf(withObjects(chain(2, '/F Do '.repeat(300))))).toBe('fit: 1');
    const itself = { ...chain(1, '/F Do /F Do'), 10: form(10, '/F Do /F Do') };
    expect(findingOf(withObjects(itself))).toBe('fit: 1');
  });

  it('stops at a picture of more pixels than any printer has', () => {
    const picture = '/Subtype/Image/Width 200000/Height 200000/BitsPerComponent 1/Filter/JBIG2Decode';
    expect(findingOf(withObjects({ 3: WITH_PICTURE, 6: { entries: picture, data: 'x' } }))).toBe(
      'limit_exceeded',
    );
  });

  it('stops after so many objects, and after so much time', () => {
    expect(findingOf(letter('x'), { maxObjects: 3 })).toBe('limit_exceeded');
    const many = Array.from({ length: 2_000 }, (_, i) => [10 + i, `[/x (${i})]`] as const);
    const list = many.map(([num]) => `/F${num} ${num} 0 R`).join('');
    const page = `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<<${list}>>>>>>`;
    expect(findingOf(withObjects({ ...Object.fromEntries(many), 3: page }), { maxMillis: -1 })).toBe(
      'limit_exceeded',
    );
  });

  it('finds page content damaged that does not decompress, and accepts a wrong checksum as viewers do', () => {
    const whole = deflateSync(Buffer.from('BT ET '.repeat(200)));
    const wrongChecksum = Buffer.from(whole);
    wrongChecksum[whole.length - 1] = (wrongChecksum.at(-1) ?? 0) ^ 1;
    expect(findingOf(withContent(wrongChecksum))).toBe('fit: 1');
    expect(findingOf(withContent(whole.subarray(0, 12)))).toBe('damaged');
  });

  it('never names in its finding what stands in the document', () => {
    const secret = withObjects({ 2: '<</Type/Pages/Kids(Erika Mustermann)/Count 1>>' });
    const inspection = inspectPdf(secret, DEFAULT_PDF_LIMITS);
    expect(inspection.fit).toBe(false);
    expect(JSON.stringify(inspection)).not.toContain('Mustermann');
  });
});
