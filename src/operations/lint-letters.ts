import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { loadLetterRules } from '../config/load-letter-rules.ts';
import { UsageError } from '../domain/errors.ts';
import type { Finding } from '../print/lint/finding.ts';
import { aboutFile } from '../print/lint/lint-letter.ts';
import { PdfLinter } from '../print/lint/pdf-linter.ts';
import { DEFAULT_PDF_LIMITS } from '../print/pdf/inspect-pdf.ts';

export interface LintRequest {
  readonly files: readonly string[];
  /** A shop profile's file, or the name of a ready one. */
  readonly profile: string;
  /** Folder for the overlays, made where it is missing; null: none are drawn. */
  readonly overlayFolder: string | null;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

export interface FileFindings {
  readonly file: string;
  readonly pages: number;
  readonly findings: readonly Finding[];
  /** The overlay's path. */
  readonly overlay: string | null;
}

export interface LintReport {
  readonly profile: string;
  readonly errors: number;
  readonly warnings: number;
  readonly files: readonly FileFindings[];
}

/**
 * Measures letters against what a shop wants, without configuration, ledger or network: for the tests of those who make
 * the templates.
 * @throws UsageError (exit 64) for a file that cannot be read, ConfigurationError (exit 78) for a faulty profile
 */
export async function lintLetters(request: LintRequest): Promise<LintReport> {
  const rules = loadLetterRules(request.profile, request.cwd);
  const names = overlayNames(request.files);
  if (request.overlayFolder !== null) await mkdir(request.overlayFolder, { recursive: true });
  const linter = new PdfLinter({ geometry: rules.geometry, foldMarksAllowed: rules.marks.kind !== 'omr' });
  const files: FileFindings[] = [];
  try {
    for (const [index, file] of request.files.entries()) {
      request.signal.throwIfAborted();
      files.push(await lintFile(linter, file, request.overlayFolder, names[index] ?? ''));
    }
  } finally {
    await linter.close();
  }
  const levels = files.flatMap(({ findings }) => findings.map(({ level }) => level));
  const errors = levels.filter((level) => level === 'error').length;
  return { profile: rules.id, errors, warnings: levels.length - errors, files };
}

async function lintFile(
  linter: PdfLinter,
  file: string,
  overlayFolder: string | null,
  overlayName: string,
): Promise<FileFindings> {
  const pdf = await readLetter(file);
  if (pdf === null) {
    const finding = aboutFile('unfit', `at most ${DEFAULT_PDF_LIMITS.maxBytes} bytes`, 'a larger file');
    return { file, pages: 0, findings: [finding], overlay: null };
  }
  const { letter, overlay } = await linter.lint(pdf, overlayFolder === null ? null : basename(file));
  if (overlay === null || overlayFolder === null) return { file, ...letter, overlay: null };
  const path = join(overlayFolder, overlayName);
  await writeFile(path, overlay, { mode: 0o600 });
  return { file, ...letter, overlay: path };
}

/** Null for a file that is too large to be a letter: it is not read at all. */
async function readLetter(file: string): Promise<Uint8Array | null> {
  try {
    if ((await stat(file)).size > DEFAULT_PDF_LIMITS.maxBytes) return null;
    return await readFile(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new UsageError(`Expected a readable PDF \`${file}\`, got ${code}.`, { cause });
  }
}

/** Files of one name from different folders must not overwrite each other's overlay. */
function overlayNames(files: readonly string[]): readonly string[] {
  const taken = new Map<string, number>();
  return files.map((file) => {
    const base = basename(file).replace(/\.pdf$/i, '');
    const number = (taken.get(base) ?? 0) + 1;
    taken.set(base, number);
    return number === 1 ? `${base}.lint.pdf` : `${base}.${number}.lint.pdf`;
  });
}
