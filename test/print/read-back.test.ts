import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, PDFName, PDFNumber } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostausgangError } from '../../src/domain/errors.ts';
import { buildManifest } from '../../src/print/build-manifest.ts';
import { PrintFileDamagedError, PrintFileError, PrintFileMismatchError } from '../../src/print/errors.ts';
import { readBack } from '../../src/print/read-back.ts';
import { verifyPrintFile } from '../../src/print/verify-print-file.ts';
import { EXAMPLE_PROFILE, printItem } from './example-profile.ts';

const LETTERS = join(import.meta.dirname, '../../../shared/data/letters');
const A4: [number, number] = [595.28, 841.89];

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'read-back-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A PDF with cross-reference and object streams, as our writer makes them, but by other code. */
async function pdfOf(
  pages: number,
  change: (document: PDFDocument) => void = () => undefined,
): Promise<Buffer> {
  const document = await PDFDocument.create({ updateMetadata: false });
  for (let page = 0; page < pages; page += 1)
    document.addPage(A4).drawRectangle({ width: 10, height: page + 1 });
  change(document);
  return Buffer.from(await document.save({ useObjectStreams: true, addDefaultPage: false }));
}

function fileWith(bytes: Uint8Array): string {
  const path = join(directory, `${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.pdf`);
  writeFileSync(path, bytes);
  return path;
}

/** Replaces text by text of the same length, so that every offset stays true. */
function replaced(bytes: Buffer, from: string, to: string): Buffer {
  expect(to).toHaveLength(from.length);
  const at = bytes.indexOf(from, 0, 'latin1');
  expect(at).toBeGreaterThanOrEqual(0);
  const copy = Buffer.from(bytes);
  copy.write(to, at, 'latin1');
  return copy;
}

/** Resources of the first page, each of which refers to all of them: n objects, n! ways. */
function tangle(objects: number): (document: PDFDocument) => void {
  return (document) => {
    const knots = Array.from({ length: objects }, () => document.context.obj({}));
    const links = knots.map((knot) => document.context.register(knot));
    for (const knot of knots)
      for (const [index, link] of links.entries()) knot.set(PDFName.of(`K${index}`), link);
    document.getPage(0).node.set(PDFName.of('Resources'), document.context.obj({ Knots: links }));
  };
}

/** A finished simplex print file of so many pages, and a manifest that promises three. */
async function finished(
  pages: number,
): Promise<{ path: string; manifest: ReturnType<typeof buildManifest> }> {
  const bytes = await pdfOf(pages);
  const manifest = buildManifest({
    plan: {
      stream: 'domestic-standard-simplex',
      mailpieces: [{ items: [printItem({ pages: 3 })], sheets: 3 }],
    },
    profile: EXAMPLE_PROFILE,
    printFileId: 'pf-1',
    businessDate: '2026-11-23',
    runId: 'run-1',
    catalogueHash: 'c'.repeat(64),
    toolVersion: '0.1.0',
    file: { name: 'x.pdf', sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length },
  });
  return { path: fileWith(bytes), manifest };
}

describe('reading back', () => {
  test('counts pages, bytes and sizes of what is really there', async () => {
    const bytes = await pdfOf(7);
    const found = await readBack(fileWith(bytes));
    expect(found).toMatchObject({
      pages: 7,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      pageSizes: [{ widthMm: 210, heightMm: 297, pages: 7 }],
    });
    expect(found.objectsAtOffset).toBeGreaterThan(7);
  });

  test('a turned page counts as it is seen', async () => {
    const bytes = await pdfOf(2, (document) =>
      document.getPage(1).node.set(PDFName.of('Rotate'), PDFNumber.of(90)),
    );
    expect((await readBack(fileWith(bytes))).pageSizes).toEqual([
      { widthMm: 210, heightMm: 297, pages: 1 },
      { widthMm: 297, heightMm: 210, pages: 1 },
    ]);
  });

  test('no page at all is a page tree too', async () => {
    expect((await readBack(fileWith(await pdfOf(0)))).pages).toBe(0);
  });

  test('reads what qpdf writes from real letters: predictors, inherited boxes, hundreds of objects', async ({
    skip,
  }) => {
    skip(!existsSync(LETTERS), '../shared/data/letters is absent');
    const letters = readdirSync(LETTERS)
      .filter((name) => name.endsWith('.pdf'))
      .slice(0, 20)
      .map((name) => join(LETTERS, name));
    const path = join(directory, 'letters.pdf');
    const run = spawnSync('qpdf', [
      '--object-streams=generate',
      '--empty',
      '--pages',
      ...letters,
      '--',
      path,
    ]);
    skip(run.error !== undefined, 'qpdf is not installed');
    const pages = Number(spawnSync('qpdf', ['--show-npages', path], { encoding: 'utf8' }).stdout);
    expect(pages).toBeGreaterThan(20);
    expect((await readBack(path)).pages).toBe(pages);
  });

  test('a missing file is named', async () => {
    await expect(readBack(join(directory, 'none.pdf'))).rejects.toThrow(PrintFileError);
  });
});

describe('reading back what our writer would never make', () => {
  test.each([
    ['an empty file', (): Buffer => Buffer.alloc(0)],
    ['text', (): Buffer => Buffer.from('no PDF at all')],
    ['a file without its end', (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - 100)],
    [
      'a file without its middle',
      (bytes: Buffer): Buffer => Buffer.concat([bytes.subarray(0, 200), bytes.subarray(400)]),
    ],
    ['something after the end', (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.from('more')])],
    ['another start', (bytes: Buffer): Buffer => replaced(bytes, '%PDF-', '%FDF-')],
    [
      'an object that is not where it should be',
      (bytes: Buffer): Buffer => replaced(bytes, ' 0 obj', ' 7 obj'),
    ],
  ])('%s is refused', async (_title, change) => {
    await expect(readBack(fileWith(change(await pdfOf(3))))).rejects.toThrow(PrintFileDamagedError);
  });

  test('a classic cross-reference table is refused', async () => {
    const document = await PDFDocument.load(await pdfOf(1));
    const bytes = await document.save({ useObjectStreams: false });
    await expect(readBack(fileWith(bytes))).rejects.toThrow(PrintFileDamagedError);
  });

  test.each<[string, (document: PDFDocument) => void, string]>([
    [
      'a tree that counts a page too many',
      (document) => document.catalog.Pages().set(PDFName.of('Count'), PDFNumber.of(4)),
      '/Count 3',
    ],
    [
      'a page that is used twice',
      (document) => {
        const kids = document.catalog.Pages().Kids();
        kids.set(2, kids.get(1));
      },
      'one place in the tree',
    ],
    [
      'a tree that bites its tail',
      (document) => {
        const root = document.catalog.get(PDFName.of('Pages'));
        if (root !== undefined) document.catalog.Pages().Kids().set(1, root);
      },
      'one place in the tree',
    ],
    [
      'a page without a size',
      (document) => document.getPage(1).node.delete(PDFName.of('MediaBox')),
      'page 2): expected /MediaBox',
    ],
    [
      'a page whose content is missing',
      (document) => {
        const contents = document.getPage(2).node.get(PDFName.of('Contents'));
        if (contents !== undefined)
          document.getPage(2).node.set(PDFName.of('Contents'), document.context.nextRef());
      },
      '(page 3), /Contents',
    ],
    [
      'a catalogue without pages',
      (document) => document.catalog.delete(PDFName.of('Pages')),
      'a reference to a node',
    ],
  ])('%s is refused, with the place', async (_title, change, named) => {
    await expect(readBack(fileWith(await pdfOf(3, change)))).rejects.toThrow(named);
  });

  test('resources that all refer to one another are given up, not walked for ever', async () => {
    const bytes = await pdfOf(1, tangle(40));
    await expect(readBack(fileWith(bytes))).rejects.toThrow('ways through objects that refer to one another');
  });

  test('pages that all use more objects than are remembered are given up, not hashed for ever', async () => {
    const bytes = await pdfOf(10, (document) => {
      const objects = Array.from({ length: 17_000 }, (_, index) =>
        document.context.register(PDFNumber.of(index)),
      );
      for (const page of document.getPages())
        page.node.set(PDFName.of('Resources'), document.context.obj({ Numbers: objects }));
    });
    await expect(readBack(fileWith(bytes))).rejects.toThrow('objects to be hashed 8 times at most');
  });

  test('a few that refer to one another have the same digest in each file', async () => {
    const [first, second] = await Promise.all([pdfOf(1, tangle(4)), pdfOf(2, tangle(4))]);
    const { pageDigests } = await readBack(fileWith(first));
    expect((await readBack(fileWith(second))).pageDigests[0]).toBe(pageDigests[0]);
  });

  test('an encrypted file is refused', async ({ skip }) => {
    const path = join(directory, 'encrypted.pdf');
    const run = spawnSync('qpdf', [
      '--encrypt',
      '',
      'o',
      '256',
      '--',
      '--object-streams=generate',
      fileWith(await pdfOf(1)),
      path,
    ]);
    skip(run.error !== undefined, 'qpdf is not installed');
    await expect(readBack(path)).rejects.toThrow('no /Encrypt');
  });

  test('whatever bytes change, it ends with a result or an error of ours', async () => {
    const bytes = await pdfOf(5);
    let seed = 20_261_123;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const path = join(directory, 'mutant.pdf');
    for (let trial = 0; trial < 400; trial += 1) {
      const mutant = Buffer.from(bytes);
      for (let change = 0; change <= random(4); change += 1) mutant[random(mutant.length)] = random(256);
      writeFileSync(path, mutant);
      const error: unknown = await readBack(path).then(
        () => null,
        (cause: unknown) => cause,
      );
      if (error !== null) expect(error).toBeInstanceOf(PostausgangError);
    }
  });
});

describe('verification of a print file', () => {
  test('a file that holds what its manifest says passes', async () => {
    const { path, manifest } = await finished(3);
    expect((await verifyPrintFile(path, manifest)).pages).toBe(3);
  });

  test.each([2, 4])('a file of %i pages for three is stopped', async (pages) => {
    const { path, manifest } = await finished(pages);
    await expect(verifyPrintFile(path, manifest)).rejects.toThrow(
      `disagree on pages: expected 3, got ${pages}`,
    );
  });

  test('another file of the same pages and bytes is stopped', async () => {
    const { path, manifest } = await finished(3);
    // The binary comment of the second line means nothing to any reader.
    const bytes = readFileSync(path);
    bytes[11] = (bytes[11] ?? 0) ^ 1;
    await expect(verifyPrintFile(fileWith(bytes), manifest)).rejects.toThrow('disagree on SHA-256');
  });

  test('a manifest that disagrees with itself is stopped', async () => {
    const { path, manifest } = await finished(3);
    const tampered = { ...manifest, counts: { ...manifest.counts, sheets: 4 } };
    await expect(verifyPrintFile(path, tampered)).rejects.toThrow(PrintFileMismatchError);
  });
});
