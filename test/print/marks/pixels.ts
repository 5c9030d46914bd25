import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Dots per millimetre at which pages are looked at: 300 dpi, as a machine's camera does. */
export const DOTS = 300 / 25.4;

/** A strip of a page as the printer would make it. */
export interface Strip {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly gray: Uint8Array;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Renders this area (millimetres) of each page with poppler. */
export function renderStrips(pdf: string, area: Area, directory: string): readonly Strip[] {
  mkdirSync(directory, { recursive: true });
  const crop = ['-x', area.x, '-y', area.y, '-W', area.width, '-H', area.height].map((value) =>
    typeof value === 'number' ? String(Math.round(value * DOTS)) : value,
  );
  execFileSync('pdftoppm', ['-r', '300', '-gray', ...crop, pdf, join(directory, 'strip')]);
  return readdirSync(directory)
    .sort()
    .map((name) => readGraymap(join(directory, name)));
}

function readGraymap(file: string): Strip {
  const bytes = readFileSync(file);
  const header = /^P5\s(\d+)\s(\d+)\s255\s/.exec(bytes.subarray(0, 40).toString('latin1'));
  if (header === null) throw new Error(`${file} is no graymap`);
  const gray = bytes.subarray(header[0].length);
  return { file, width: Number(header[1]), height: Number(header[2]), gray };
}

/**
 * Reads OMR bars as a machine does: along one vertical line, dark or not at each place of the first bar's pitch.
 * @param along millimetres from the strip's left edge.
 */
export function readBars(strip: Strip, along: number, first: number, pitch: number, count: number): string {
  const column = Math.round(along * DOTS);
  const isDark = (millimetres: number): boolean => {
    const row = Math.round(millimetres * DOTS);
    return (strip.gray[row * strip.width + column] ?? 255) < 128;
  };
  return Array.from({ length: count }, (_, index) => (isDark(first + index * pitch) ? '1' : '0')).join('');
}

/** Reads one DataMatrix a strip with libdmtx, which shares no code with ours; empty where it reads none. */
export function readDataMatrices(strips: readonly Strip[]): readonly string[] {
  return strips.map(({ file }) => {
    try {
      return execFileSync('dmtxread', ['-N', '1', '-m', '3000', file], { encoding: 'utf8' });
    } catch {
      return '';
    }
  });
}
