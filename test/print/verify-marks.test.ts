import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { degrees, PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildManifest } from '../../src/print/build-manifest.ts';
import type { ManifestInput } from '../../src/print/build-manifest.ts';
import type { PrintManifest } from '../../src/print/manifest.ts';
import type { Marks } from '../../src/print/marks.ts';
import { drawMark } from '../../src/print/marks/draw-mark.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/pdf-limits.ts';
import { createPrintFileWriter } from '../../src/print/pdf/print-file-writer.ts';
import { provenManifest } from '../../src/print/proven-manifest.ts';
import { readBack } from '../../src/print/read-back.ts';
import { verifyPrintFile } from '../../src/print/verify-print-file.ts';
import { EXAMPLE_PROFILE, printItem } from './example-profile.ts';
import { letter } from './pdf/support/pdf-builder.ts';

const DATA_MATRIX: Marks = {
  kind: 'datamatrix',
  x: 4.5,
  y: 168,
  module: 0.5,
  symbolSize: null,
  whiteBox: true,
  separator: '',
  fields: [
    { field: 'printFile', length: null, text: null },
    { field: 'mailpiece', length: 6, text: null },
    { field: 'sheet', length: 3, text: null },
    { field: 'endOfSet', length: null, text: null },
  ],
};
const OMR: Marks = {
  kind: 'omr',
  x: 5,
  y: 120,
  length: 10,
  thickness: 0.5,
  pitch: 3.18,
  whiteBox: true,
  lines: ['benchmark', 'safety', 'notEnd', 'wrap1', 'wrap2', 'wrap4', 'parity'],
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-marks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three sheets: pages as templates make them, turned, cropped and of another size. */
async function oddLetter(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage([595.28, 841.89]).drawText('upright');
  pdf.addPage([841.89, 595.28]).setRotation(degrees(90));
  const cropped = pdf.addPage([700, 900]);
  cropped.setCropBox(50, 30, 595, 842);
  cropped.drawText('cropped', { x: 100, y: 100 });
  return pdf.save();
}

async function written(
  name: string,
  marks: Marks,
  change: (payload: string, mailpiece: number, sheet: number) => string | null = (payload) => payload,
): Promise<{ path: string; input: ManifestInput }> {
  const pdfs = [await oddLetter(), letter('second')];
  const pages = [3, 1];
  const profile = { ...EXAMPLE_PROFILE, duplex: false, marks };
  const input: ManifestInput = {
    plan: {
      stream: 'domestic-standard-simplex',
      mailpieces: pages.map((count, index) => ({
        items: [printItem({ dispatchId: `d-${index}`, documentId: `doc-${index}`, pages: count })],
        sheets: count,
      })),
    },
    profile,
    printFileId: '20261123-0001',
    businessDate: '2026-11-23',
    runId: 'run-1',
    catalogueHash: 'c'.repeat(64),
    toolVersion: '0.1.0',
    file: { name: 'x.pdf', sha256: '0'.repeat(64), bytes: 1 },
  };
  const planned = buildManifest(input);
  const path = join(folder, `${name}.pdf`);
  const writer = await createPrintFileWriter(path, { limits: DEFAULT_PDF_LIMITS, title: 'Test' });
  for (const [index, pdf] of pdfs.entries()) {
    await writer.append(pdf, {
      duplex: false,
      overlay: (sheet) => {
        const payload = planned.mailpieces[index]?.marks[sheet - 1] ?? '';
        return drawMark(marks, change(payload, index + 1, sheet));
      },
    });
  }
  const { sha256, bytes } = await writer.finish();
  return { path, input: { ...input, file: { name: 'x.pdf', sha256, bytes } } };
}

function verified(path: string, manifest: PrintManifest): Promise<string> {
  return verifyPrintFile(path, manifest).then(
    () => 'agrees',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
}

describe.each([
  ['DataMatrix', DATA_MATRIX],
  ['OMR', OMR],
] as const)('marks of kind %s', (name, marks) => {
  it('are read on every sheet, however its page was turned, cropped or scaled', async () => {
    const { path, input } = await written(`${name}-good`, marks);
    const manifest = await provenManifest(path, input);
    expect(await verified(path, manifest)).toBe('agrees');
    expect((await verifyPrintFile(path, manifest)).marks.size).toBe(4);
  });

  it('that tell another sheet block the hand-over, and the sheet is named', async () => {
    const { path, input } = await written(`${name}-wrong`, marks, (payload, mailpiece, sheet) => {
      if (mailpiece !== 1 || sheet !== 2) return payload;
      return name === 'OMR' ? `${payload.slice(0, -1)}${payload.endsWith('1') ? '0' : '1'}` : `${payload}9`;
    });
    expect(await verified(path, buildManifest(input))).toMatch(/mailpiece 1, mark on sheet 2 \(page 2\)/);
  });

  it('that are missing block the hand-over', async () => {
    const { path, input } = await written(`${name}-none`, marks, (payload, mailpiece) =>
      mailpiece === 2 ? null : payload,
    );
    expect(await verified(path, buildManifest(input))).toMatch(/mailpiece 2, mark on sheet 1 .*got none/);
  });

  it('at another place than the manifest says block the hand-over', async () => {
    const { path, input } = await written(`${name}-moved`, marks);
    const moved = { ...input, profile: { ...input.profile, marks: { ...marks, x: marks.x + 1 } } };
    expect(await verified(path, buildManifest(moved))).toMatch(/mailpiece 1, mark on sheet 1/);
  });
});

describe('the digest of a mailpiece', () => {
  it('is the same wherever it stands, in every print file', async () => {
    const one = await written('digest-one', DATA_MATRIX, () => null);
    const first = await readBack(one.path);
    const path = join(folder, 'digest-two.pdf');
    const writer = await createPrintFileWriter(path, { limits: DEFAULT_PDF_LIMITS, title: 'Other' });
    await writer.append(letter('in front'), { duplex: false });
    await writer.append(letter('second'), { duplex: false });
    await writer.finish();
    const second = await readBack(path);
    expect(second.pageDigests[1]).toBe(first.pageDigests[3]);
    expect(second.pageDigests[0]).not.toBe(first.pageDigests[3]);
    // The file as a whole differs: the digest is about what is shown.
    expect(second.sha256).not.toBe(first.sha256);
  });

  it('names the mailpiece whose content is another one, whoever mends the hash of the file', async () => {
    const { path, input } = await written('digest-changed', DATA_MATRIX);
    const manifest = await provenManifest(path, input);
    const bytes = readFileSync(path);
    const at = bytes.indexOf('(second)');
    expect(at).toBeGreaterThan(0);
    bytes.write('(zweite)', at, 'latin1');
    const changed = join(folder, 'digest-changed-2.pdf');
    writeFileSync(changed, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const mended = await readBack(changed);
    const forged = buildManifest({ ...input, file: { ...input.file, sha256 } });
    const withOldDigests = buildManifest({
      ...input,
      file: { ...input.file, sha256 },
      pageDigests: (await readBack(path)).pageDigests,
    });
    expect(mended.sha256).toBe(sha256);
    expect(await verified(changed, forged)).toBe('agrees');
    expect(await verified(changed, withOldDigests)).toMatch(/mailpiece 2, content/);
    expect(manifest.mailpieces[0]?.contentSha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
