import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { DEFAULT_PDF_LIMITS } from '../../../src/print/pdf/inspect-pdf.ts';
import { createPrintFileWriter } from '../../../src/print/pdf/print-file-writer.ts';
import { readBack } from '../../../src/print/read-back.ts';
import { UnfitPdfError } from '../../../src/print/pdf/unfit-pdf-error.ts';
import { buildPdf, letter, letterObjects } from './support/pdf-builder.ts';
import type { HandMade } from './support/pdf-builder.ts';
import { inFolder, printFileOf, writePrintFile } from './support/print-file.ts';
import { hasTool } from './support/rendering.ts';

/** The print file with its object streams opened, so that its objects can be searched. */
async function openedPrintFile(...pdfs: readonly Uint8Array[]): Promise<string> {
  return inFolder(async (folder) => {
    const path = join(folder, 'print.pdf');
    await writePrintFile(path, pdfs);
    return execFileSync('qpdf', ['--qdf', '--object-streams=disable', path, '-'], { encoding: 'latin1' });
  });
}

describe('the print file', () => {
  it('gives the same bytes for the same documents', async () => {
    const documents = [letter('one'), letter('two'), letter('one')];
    const [first, second] = [await printFileOf(...documents), await printFileOf(...documents)];
    expect(second.sha256).toBe(first.sha256);
    expect(second.content.equals(first.content)).toBe(true);
  });

  it('has the bytes that it had on every other machine: nothing in it depends on the processor or on zlib', async () => {
    const rotatedInTwoParts = buildPdf({
      objects: {
        ...letterObjects('two', '/Rotate 90/Contents[4 0 R 6 0 R]'),
        6: { entries: '', data: '0 0 10 10 re f\n'.repeat(40) },
      },
    });
    const written = await printFileOf(letter('one'), rotatedInTwoParts);
    expect({ sha256: written.sha256, bytes: written.bytes }).toEqual({
      bytes: 1431,
      sha256: 'cd6cb9cc3aec2de73673fa9b82e8ada9ce3036107dba6b5b8588278323e5d883',
    });
  });

  it('has the same bytes when its documents were inspected before, and still proves what had to be repaired', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'p.pdf');
      const writer = await createPrintFileWriter(path, { limits: DEFAULT_PDF_LIMITS, title: 'Test' });
      for (const text of ['one', 'two'])
        await writer.append(letter(text), { duplex: false, inspected: true });
      const foreign = letter('three')
        .toString('latin1')
        .replace('startxref', 'startxxxx')
        .replace('Tj', 'foreign');
      const damaged = Buffer.from(foreign, 'latin1');
      await expect(writer.append(damaged, { duplex: false, inspected: true })).rejects.toThrow(UnfitPdfError);
      const finished = await writer.finish();
      expect(finished.sha256).toBe((await printFileOf(letter('one'), letter('two'))).sha256);
    });
  });

  it('can be read back when a document nests as deep as a document may', async () => {
    const nested = `${'['.repeat(95)}${']'.repeat(95)}`;
    const deep = buildPdf({ objects: { ...letterObjects('deep'), 5: `<</Type/Font/Odd ${nested}>>` } });
    await inFolder(async (folder) => {
      const path = join(folder, 'p.pdf');
      await writePrintFile(path, [deep]);
      expect(await readBack(path)).toMatchObject({ pages: 1 });
    });
  });

  it('counts pages and sheets of simplex documents', async () => {
    const written = await printFileOf(letter('one'), letter('two'));
    expect(written).toMatchObject({ pages: 2, sheets: 2 });
    expect(written.documents[1]).toEqual({ firstPage: 2, lastPage: 2, pages: 1, sheets: 1 });
  });

  it('ends an odd duplex document with a blank back, so that the next one starts on a front', async () => {
    const written = await inFolder(async (folder) =>
      writePrintFile(join(folder, 'p.pdf'), [letter('one'), letter('two')], true),
    );
    expect(written).toMatchObject({ pages: 4, sheets: 2 });
    expect(written.documents[0]).toEqual({ firstPage: 1, lastPage: 2, pages: 1, sheets: 1 });
    expect(written.documents[1]).toEqual({ firstPage: 3, lastPage: 4, pages: 1, sheets: 1 });
  });

  it('is left as it was by an unfit document', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'p.pdf');
      const writer = await createPrintFileWriter(path, { limits: DEFAULT_PDF_LIMITS, title: 'Test' });
      await writer.append(letter('one'), { duplex: false });
      const unfit = buildPdf({
        objects: { ...letterObjects('x'), 2: '<</Type/Pages/Kids[3 0 R 3 0 R 9 0 R]/Count 3>>' },
      });
      await expect(writer.append(unfit, { duplex: false })).rejects.toThrow(UnfitPdfError);
      await writer.append(letter('two'), { duplex: false });
      const finished = await writer.finish();
      const clean = await printFileOf(letter('one'), letter('two'));
      expect(finished.sha256).toBe(clean.sha256);
    });
  });

  it('is removed when it is aborted', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'p.pdf');
      const writer = await createPrintFileWriter(path, { limits: DEFAULT_PDF_LIMITS, title: 'Test' });
      await writer.append(letter('one'), { duplex: false });
      await writer.abort();
      expect(existsSync(path)).toBe(false);
    });
  });

  it.skipIf(!existsSync('/dev/full'))(
    'reports a full disk (needs /dev/full, a disk that is always full)',
    async () => {
      const writer = await createPrintFileWriter('/dev/full', { limits: DEFAULT_PDF_LIMITS, title: 'Test' });
      await writer.append(letter('one'), { duplex: false });
      await expect(writer.finish()).rejects.toMatchObject({ code: 'ENOSPC' });
    },
  );

  it('replaces what stands at its path', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'p.pdf');
      await writePrintFile(
        path,
        Array.from({ length: 50 }, (_, i) => letter(`page ${i}`)),
      );
      const second = await writePrintFile(path, [letter('one')]);
      expect(statSync(path).size).toBe(second.bytes);
    });
  });

  it('writes equal streams, pictures and fonts once', async () => {
    const picture: HandMade = {
      entries: '/Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8',
      data: 'x'.repeat(10_000),
    };
    const withPicture = (text: string): Buffer => {
      const objects = letterObjects(text);
      const page =
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.276 841.89]/Contents 4 0 R/Resources<</XObject<</I 6 0 R>>>>>>';
      return buildPdf({ objects: { ...objects, 3: page, 6: picture } });
    };
    const one = await printFileOf(withPicture('a'));
    const two = await printFileOf(withPicture('a'), withPicture('b'));
    expect(two.bytes - one.bytes).toBeLessThan(1_000);
  });

  it('grows a balanced page tree for many pages', async () => {
    const written = await printFileOf(...Array.from({ length: 4_200 }, () => letter('same')));
    expect(written.pages).toBe(4_200);
    expect(written.bytes).toBeLessThan(200_000);
  });

  it.skipIf(!hasTool('qpdf'))(
    'carries neither scripts, attachments, outlines nor metadata over',
    async () => {
      const objects = {
        ...letterObjects('body', '/AA<</O 6 0 R>>/Metadata 7 0 R/StructParents 3/PieceInfo<</X 7 0 R>>'),
        1: '<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R/Outlines 8 0 R/Metadata 7 0 R/Names<</EmbeddedFiles 9 0 R>>>>',
        6: '<</S/JavaScript/JS(app.alert\\(1\\))>>',
        5: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Metadata 7 0 R/AF[7 0 R]>>',
        7: { entries: '/Type/Metadata/Subtype/XML', data: '<secret/>' },
        8: '<</Type/Outlines/Title(secret)>>',
        9: '<</Names[(secret) 7 0 R]>>',
      };
      const opened = await openedPrintFile(buildPdf({ objects }));
      expect(opened).not.toMatch(/JavaScript|secret|Outlines|PieceInfo|StructParents/);
    },
  );

  it.skipIf(!hasTool('qpdf'))(
    'does not follow /P and /Parent back into the document they come from',
    async () => {
      const objects = {
        ...letterObjects('body', '/Annots[6 0 R]'),
        6: '<</Type/Annot/Subtype/Stamp/F 4/P 3 0 R/Parent 9 0 R/Rect[10 10 50 50]/AP<</N 7 0 R>>>>',
        7: {
          entries:
            '/Type/XObject/Subtype/Form/BBox[0 0 10 10]/Parent 2 0 R/Resources<</XObject<</Back 3 0 R>>>>',
          data: '0 0 10 10 re f',
        },
        9: '<</T(field)/Kids[6 0 R]/Leftover 8 0 R>>',
        8: { entries: '', data: 'leftover' },
      };
      const opened = await openedPrintFile(buildPdf({ objects }));
      expect(opened.match(/\/Type \/Page\n/g)).toHaveLength(1);
      expect(opened).not.toMatch(/leftover|field/i);
    },
  );
});
