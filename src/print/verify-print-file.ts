import { PrintFileMismatchError } from './errors.ts';
import type { PrintManifest } from './manifest.ts';
import { readBack } from './read-back.ts';
import type { ReadBack } from './read-back.ts';
import { mailpieceDigest } from './read-back/page-digest.ts';
import { verifyManifest } from './verify-manifest.ts';
import { fronts, verifyMarks } from './verify-marks.ts';

const A4_MM = { width: 210, height: 297, tolerance: 2 } as const;

/**
 * Whether a finished print file is what its manifest says, and the manifest agrees with itself. To be called before
 * each hand-over; anybody can do it again later, with nothing but the two files.
 * @throws PrintFileMismatchError that names the first disagreement.
 * @throws PrintFileDamagedError when the file cannot be read as a print file.
 */
export async function verifyPrintFile(path: string, manifest: PrintManifest): Promise<ReadBack> {
  verifyManifest(manifest);
  const found = await readAgainst(path, manifest);
  assertAgrees(found, manifest);
  return found;
}

/** Reads a print file, and marks where the manifest says that there are some. */
export async function readAgainst(path: string, manifest: PrintManifest): Promise<ReadBack> {
  return readBack(path, { marksOn: new Set(fronts(manifest).map(({ page }) => page)) });
}

/** @throws PrintFileMismatchError */
export function assertAgrees(found: ReadBack, manifest: PrintManifest): void {
  // Pages first: they tell more about what went wrong than a hash does.
  expectSame('pages', manifest.counts.pages + manifest.counts.servicePages, found.pages);
  for (const { widthMm, heightMm, pages } of found.pageSizes) {
    const isA4 =
      Math.abs(widthMm - A4_MM.width) <= A4_MM.tolerance &&
      Math.abs(heightMm - A4_MM.height) <= A4_MM.tolerance;
    if (!isA4)
      expectSame('page sizes', 'A4 portrait ± 2 mm', `${pages} pages of ${widthMm} × ${heightMm} mm`);
  }
  verifyMarks(found, manifest);
  verifyContent(found, manifest);
  expectSame('bytes', manifest.file.bytes, found.bytes);
  expectSame('SHA-256', manifest.file.sha256, found.sha256);
}

function verifyContent({ pageDigests }: ReadBack, { mailpieces }: PrintManifest): void {
  for (const { sequence, firstPage, lastPage, contentSha256 } of mailpieces) {
    if (contentSha256 === undefined) continue;
    const digest = mailpieceDigest(pageDigests.slice(firstPage - 1, lastPage));
    expectSame(`mailpiece ${sequence}, content`, contentSha256, digest);
  }
}

function expectSame(what: string, expected: string | number, got: string | number): void {
  if (expected !== got) throw new PrintFileMismatchError(what, expected, got);
}
