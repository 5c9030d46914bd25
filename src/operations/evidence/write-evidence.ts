import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '../../domain/errors.ts';
import { evidenceDocument } from './evidence-document.ts';
import type { Evidence } from './gather-evidence.ts';

export interface WrittenEvidence {
  readonly json: string;
  readonly pdf: string;
}

/**
 * Writes the bundle as JSON and PDF, readable by the owner alone. Never overwrites: an older bundle may be an exhibit.
 *
 * @throws ConfigurationError when the folder or a file cannot be made
 */
export async function writeEvidence(
  evidence: Evidence,
  folder: string,
  timeZone: string,
): Promise<WrittenEvidence> {
  const stamp = evidence.madeAt.replaceAll(/[-:]|\.\d+/g, '');
  const name = evidence.documentId.replaceAll(/[^\w.-]/g, '_');
  const path = join(folder, `nachweis-${name}-${stamp}`);
  const written = { json: `${path}.json`, pdf: `${path}.pdf` };
  // Every job loads this file; what sets pages takes longer to load than all else.
  const { toPdf } = await import('../written-document/to-pdf.ts');
  const pdf = await toPdf(evidenceDocument(evidence, timeZone));
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(written.json, `${JSON.stringify(evidence, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await writeFile(written.pdf, pdf, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new ConfigurationError(
      `--out: \`${folder}\` cannot take the files (${code}). Name another folder.`,
      {
        cause,
      },
    );
  }
  return written;
}
