import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A page as grey levels, row by row from the top; 0 is black. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Stands in the titles of suites that are skipped without these programs. */
export const TOOLS_NOTE = 'needs qpdf and poppler: apt-get install qpdf poppler-utils';

/** Whether a program can be started here. */
export function hasTool(name: string): boolean {
  return spawnSync(name, ['-v'], { stdio: 'ignore' }).error === undefined;
}

/** All pages of a PDF through poppler, cropped as a viewer shows them. */
export function renderPages(pdf: string, dpi: number): readonly Picture[] {
  const folder = mkdtempSync(join(tmpdir(), 'postausgang-render-'));
  try {
    const arguments_ = ['-gray', '-cropbox', '-r', String(dpi), pdf, join(folder, 'page')];
    execFileSync('pdftoppm', arguments_, { stdio: ['ignore', 'ignore', 'ignore'], maxBuffer: 2 ** 26 });
    return readdirSync(folder)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((name) => readGreymap(readFileSync(join(folder, name))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Binary PGM with one byte per pixel. */
function readGreymap(file: Buffer): Picture {
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 64));
  if (header === null) throw new Error('Expected a binary greymap from pdftoppm.');
  return { width: Number(header[1]), height: Number(header[2]), pixels: file.subarray(header[0].length) };
}

/** The text of a PDF in reading order, page by page, without the space between words and lines. */
export function textOfPages(pdf: string): readonly string[] {
  const text = execFileSync('pdftotext', ['-cropbox', '-raw', '-enc', 'UTF-8', pdf, '-'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
  return text
    .split('\f')
    .slice(0, -1)
    .map((page) => page.replaceAll(/\s+/g, ''));
}
