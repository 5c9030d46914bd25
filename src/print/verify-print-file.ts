import { PrintFileMismatchError } from './errors.ts';
import type { PrintManifest } from './manifest.ts';
import { readBack } from './read-back.ts';
import type { ReadBack } from './read-back.ts';
import { verifyManifest } from './verify-manifest.ts';

/**
 * Whether a finished print file is what its manifest says, and the manifest agrees with itself. To be called before
 * each hand-over; anybody can do it again later, with nothing but the two files.
 * @throws PrintFileMismatchError that names the first disagreement.
 * @throws PrintFileDamagedError when the file cannot be read as a print file.
 */
export async function verifyPrintFile(path: string, manifest: PrintManifest): Promise<ReadBack> {
  verifyManifest(manifest);
  const found = await readBack(path);
  // Pages first: they tell more about what went wrong than a hash does.
  expectSame('pages', manifest.counts.pages + manifest.counts.servicePages, found.pages);
  expectSame('bytes', manifest.file.bytes, found.bytes);
  expectSame('SHA-256', manifest.file.sha256, found.sha256);
  return found;
}

function expectSame(what: string, expected: string | number, got: string | number): void {
  if (expected !== got) throw new PrintFileMismatchError(what, expected, got);
}
