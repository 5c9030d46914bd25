import { readFile } from 'node:fs/promises';
import { loadLetterRules } from '../config/load-letter-rules.ts';
import { UsageError } from '../domain/errors.ts';
import { PrintFileMismatchError } from '../print/errors.ts';
import { parseManifest, type ManifestMailpiece } from '../print/manifest.ts';
import { verifyPrintFile } from '../print/verify-print-file.ts';
import { strayAddresses } from '../print/window-text/stray-addresses.ts';

export interface VerifyRequest {
  readonly printFile: string;
  /** Null: the print file's name with `.json`. */
  readonly manifest: string | null;
  /** A shop profile's file, or a ready one's name: postal codes are looked for in its address field. Null: they are not. */
  readonly profile: string | null;
  readonly cwd: string;
}

export interface Verified {
  readonly printFileId: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly pages: number;
  readonly mailpieces: number;
  /** Read on fronts of sheets, each as the manifest says. */
  readonly marks: number;
  /** Mailpieces whose content is what the manifest says. */
  readonly contentDigests: number;
  /** Mailpieces whose postal code stands in the window; null: not looked for. */
  readonly addresses: number | null;
}

/**
 * Whether a print file is what its manifest says: anybody, any time, offline, with nothing but the two files.
 * @throws PrintFileMismatchError, PrintFileDamagedError (exit 1) with the first disagreement
 * @throws UsageError (exit 64) for files that cannot be read
 */
export async function verifyFiles(request: VerifyRequest): Promise<Verified> {
  const { printFile } = request;
  const manifestPath = request.manifest ?? printFile.replace(/(\.pdf)?$/i, '.json');
  const window =
    request.profile === null ? null : loadLetterRules(request.profile, request.cwd).geometry.addressField;
  const manifest = parseManifest(await readText(manifestPath));
  const found = await verifyPrintFile(printFile, manifest);
  if (window !== null) assertNoStray(await strayAddresses(printFile, manifest, window));
  return {
    printFileId: manifest.printFileId,
    file: printFile,
    sha256: found.sha256,
    bytes: found.bytes,
    pages: found.pages,
    mailpieces: manifest.mailpieces.length,
    marks: found.marks.size,
    contentDigests: manifest.mailpieces.filter(({ contentSha256 }) => contentSha256 !== undefined).length,
    addresses:
      window === null ? null : manifest.mailpieces.filter(({ postalCode }) => postalCode !== '').length,
  };
}

function assertNoStray(strays: readonly ManifestMailpiece[]): void {
  const [first] = strays;
  if (first === undefined) return;
  const others = strays.length === 1 ? '' : `; the same for ${strays.length - 1} more`;
  throw new PrintFileMismatchError(
    `mailpiece ${first.sequence}, address window of page ${first.firstPage}`,
    'its postal code in the window',
    `none there${others}`,
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new UsageError(`Expected the manifest \`${path}\`, got ${code}. Name it with --manifest.`, {
      cause,
    });
  }
}
