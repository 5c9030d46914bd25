import { deflateSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { DEFAULT_PDF_LIMITS, inspectPdf } from '../../../src/print/pdf/inspect-pdf.ts';
import { buildPdf, letter, letterObjects, showText } from './support/pdf-builder.ts';
import type { HandMade } from './support/pdf-builder.ts';
import { printedText } from './support/print-file.ts';
import { TOOLS_NOTE, hasTool } from './support/rendering.ts';

function annotation(flags: number, appearance: number, subtype = 'Stamp'): string {
  return `<</Type/Annot/Subtype/${subtype}/F ${flags}/Rect[100 100 300 150]/AP<</N ${appearance} 0 R>>>>`;
}

function form(text: string): HandMade {
  return {
    entries: '/Type/XObject/Subtype/Form/BBox[0 0 200 50]/Resources<</Font<</F1 5 0 R>>>>',
    data: `BT /F1 12 Tf 10 10 Td (${text}) Tj ET`,
  };
}

function withAnnotation(entries: string): Buffer {
  return buildPdf({ objects: letterObjects('body', `/Annots[<</F 4/Rect[100 100 300 150]${entries}>>]`) });
}

/** Text on two layers and under a rule, with this default configuration of the layers. */
function layered(configuration: string): Buffer {
  return buildPdf({
    objects: {
      1: `<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R 7 0 R]/D<<${configuration}>>>>>>`,
      2: '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      3: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/Properties<</A 6 0 R/B 7 0 R/N 8 0 R>>>>>>',
      4: {
        entries: '',
        data:
          `/OC /A BDC ${showText('A')} EMC /OC /B BDC BT /F1 24 Tf 72 600 Td (B) Tj ET EMC ` +
          '/OC /N BDC BT /F1 24 Tf 72 500 Td (neither) Tj ET EMC',
      },
      5: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
      6: '<</Type/OCG/Name(Layer)/Usage<</Print<</PrintState/OFF>>>>>>',
      7: '<</Type/OCG/Name(Layer)>>',
      8: '<</Type/OCMD/OCGs[6 0 R 7 0 R]/P/AllOff>>',
    },
  });
}

describe.skipIf(!hasTool('pdftotext'))(`what a page says after it was copied (${TOOLS_NOTE})`, () => {
  it('is unchanged where attributes are inherited from nodes above', async () => {
    const objects = {
      ...letterObjects(''),
      2: '<</Type/Pages/Kids[6 0 R]/Count 1/Resources<</Font<</F1 5 0 R>>>>/MediaBox[0 0 595 842]/Rotate 90>>',
      6: '<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1/Rotate 0>>',
      3: '<</Type/Page/Parent 6 0 R/Contents 4 0 R>>',
      4: { entries: '', data: showText('inherited') },
    };
    expect(await printedText(buildPdf({ objects }))).toEqual(['inherited']);
  });

  it('survives dangling references, which mean null', async () => {
    const pdf = buildPdf({ objects: letterObjects('there', '/Annots 88 0 R/Group 89 0 R') });
    expect(await printedText(pdf)).toEqual(['there']);
  });

  it('survives fonts and forms that refer to themselves', async () => {
    const objects = {
      ...letterObjects('loop'),
      5: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FontDescriptor 6 0 R>>',
      6: '<</Type/FontDescriptor/FontName/Helvetica/Flags 32/Self 6 0 R/Font 5 0 R>>',
    };
    expect(await printedText(buildPdf({ objects }), letter('next'))).toEqual(['loop', 'next']);
  });

  it('is put together from several content streams on a page that must be moved', async () => {
    const page =
      '<</Type/Page/Parent 2 0 R/MediaBox[100 100 700 940]/Contents[6 0 R 4 0 R]/Resources<</Font<</F1 5 0 R>>>>>>';
    const compressed = deflateSync(Buffer.from('BT /F1 12 Tf 150 600 Td (first) Tj')).toString('latin1');
    const objects = {
      ...letterObjects(''),
      3: page,
      4: { entries: '', data: '0 -30 Td (second) Tj ET' },
      6: { entries: '/Filter[/FlateDecode]', data: compressed },
    };
    expect(await printedText(buildPdf({ objects }))).toEqual(['firstsecond']);
  });

  it('shows a printing annotation and leaves out hidden, unprintable and popup ones', async () => {
    const objects = {
      ...letterObjects(
        'body',
        `/Annots[${annotation(4, 6)}${annotation(6, 7)}${annotation(0, 8)}${annotation(4, 9, 'Popup')}]`,
      ),
      6: form('printed'),
      7: form('hidden'),
      8: form('screen'),
      9: form('popup'),
    };
    expect(await printedText(buildPdf({ objects }))).toEqual(['bodyprinted']);
  });

  it('shows an appearance that does not say that it is a form', async () => {
    const appearance: HandMade = {
      entries: '/BBox[0 0 200 50]/Resources<</Font<</F1 5 0 R>>>>',
      data: 'BT /F1 12 Tf 10 10 Td (unnamed) Tj ET',
    };
    const objects = { ...letterObjects('body', `/Annots[${annotation(4, 6)}]`), 6: appearance };
    expect(await printedText(buildPdf({ objects }))).toEqual(['bodyunnamed']);
  });

  it('shows a check box in its present state', async () => {
    const widget = '<</Subtype/Widget/F 4/AS/Yes/Rect[100 100 300 150]/AP<</N<</Yes 6 0 R/Off 7 0 R>>>>>>';
    const objects = { ...letterObjects('body', `/Annots[${widget}]`), 6: form('checked'), 7: form('clear') };
    expect(await printedText(buildPdf({ objects }))).toEqual(['bodychecked']);
  });

  it('is held where a filled field or a drawing has no appearance, and not where the field is empty', async () => {
    const found = (entries: string): string => {
      const inspection = inspectPdf(withAnnotation(entries), DEFAULT_PDF_LIMITS);
      return inspection.fit ? 'fit' : inspection.finding.message;
    };
    expect(found('/Subtype/Widget/FT/Tx/V(4711)')).toMatch(/^A form field holds a value/);
    expect(found('/Subtype/Widget/Parent<</FT/Tx/V(4711)>>')).toMatch(/^A form field holds a value/);
    expect(found('/Subtype/FreeText/Contents(note)')).toMatch(/^An annotation of type FreeText/);
    expect(found('/Subtype/Widget/FT/Tx/V()')).toBe('fit');
    expect(found('/Subtype/Widget/FT/Sig/V<<>>')).toBe('fit');
    expect(found('/Subtype/Link/Border[0 0 1]')).toBe('fit');
    expect(await printedText(withAnnotation('/Subtype/Widget/FT/Tx'))).toEqual(['body']);
  });

  it('leaves out layers that are off, whatever the layers of other documents are called', async () => {
    const text = await printedText(
      layered('/OFF[6 0 R]'),
      layered('/BaseState/OFF/ON[6 0 R]'),
      layered('/BaseState/OFF'),
      layered('/AS[<</Event/Print/Category[/Print]/OCGs[6 0 R 7 0 R]>>]'),
    );
    expect(text).toEqual(['B', 'A', 'neither', 'B']);
  });
});
