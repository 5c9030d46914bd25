import { buildManifest } from './build-manifest.ts';
import type { ManifestInput } from './build-manifest.ts';
import type { PrintManifest } from './manifest.ts';
import { verifyManifest } from './verify-manifest.ts';
import { assertAgrees, readAgainst } from './verify-print-file.ts';

/**
 * The manifest of a print file that was just written, with the digests of what it really shows, and the proof that the
 * file is what the plan asks for. The file is read once for both.
 * @throws PrintFileMismatchError that names the first disagreement.
 * @throws PrintFileDamagedError when the file cannot be read as a print file.
 */
export async function provenManifest(
  path: string,
  input: Omit<ManifestInput, 'pageDigests'>,
): Promise<PrintManifest> {
  const found = await readAgainst(path, buildManifest(input));
  const manifest = buildManifest({ ...input, pageDigests: found.pageDigests });
  verifyManifest(manifest);
  assertAgrees(found, manifest);
  return manifest;
}
