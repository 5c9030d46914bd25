import { drawnRectangles } from './drawn-rectangles.ts';
import type { DrawnRectangle } from './drawn-rectangles.ts';
import { decodeModules } from './decode-modules.ts';

/** What stands on a sheet for the machine, as it is drawn; millimetres from the left and lower edge of the page. */
export type ReadMark =
  | {
      readonly kind: 'datamatrix';
      readonly text: string;
      readonly left: number;
      readonly top: number;
      readonly module: number;
    }
  | { readonly kind: 'omr'; readonly bars: readonly Bar[] }
  | { readonly kind: 'unreadable'; readonly rectangles: number };

/** Its upper edge, as bars are placed. */
export interface Bar {
  readonly left: number;
  readonly top: number;
  readonly length: number;
  readonly thickness: number;
}

const MM_PER_POINT = 25.4 / 72;
const DARK_BELOW = 0.5;
/** A bar is at least 5 mm long and at most 1 mm thick (the bars in use: 10 × 0.35 to 0.7). */
const BAR = { minLength: 5, maxThickness: 1 } as const;
/** How far a module's edge may be off the grid: a fraction of a module. */
const OFF_GRID = 0.05;
/** ISO/IEC 16022: square symbols of ECC 200. */
const MIN_SIDE = 10;
const MAX_SIDE = 144;

/** Reads the mark that a page itself draws; null when it fills nothing dark. Decoded by ZXing, not by our encoder. */
export function readMark(content: Buffer): ReadMark | null {
  const dark = drawnRectangles(content).filter(({ gray }) => gray < DARK_BELOW);
  if (dark.length === 0) return null;
  if (dark.every(isBar)) {
    return { kind: 'omr', bars: dark.map(barOf).sort((a, b) => b.top - a.top) };
  }
  return dataMatrix(dark) ?? { kind: 'unreadable', rectangles: dark.length };
}

function barOf({ x, y, width, height }: DrawnRectangle): Bar {
  const [left, top, length, thickness] = [x, y + height, width, height].map((value) => value * MM_PER_POINT);
  return { left: left ?? 0, top: top ?? 0, length: length ?? 0, thickness: thickness ?? 0 };
}

function isBar({ width, height }: DrawnRectangle): boolean {
  return width * MM_PER_POINT >= BAR.minLength && height * MM_PER_POINT <= BAR.maxThickness;
}

function dataMatrix(dark: readonly DrawnRectangle[]): ReadMark | null {
  let [module, left, bottom, right, top] = [Infinity, Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of dark) {
    module = Math.min(module, height);
    left = Math.min(left, x);
    bottom = Math.min(bottom, y);
    right = Math.max(right, x + width);
    top = Math.max(top, y + height);
  }
  const side = Math.round((right - left) / module);
  const isSquare = Math.abs(right - left - (top - bottom)) < module * OFF_GRID * 2;
  if (!isSquare || side < MIN_SIDE || side > MAX_SIDE) return null;
  const modules = new Uint8Array(side * side);
  for (const { x, y, width, height } of dark) {
    const from = onGrid((x - left) / module);
    const to = onGrid((x + width - left) / module);
    const upper = onGrid((top - y - height) / module);
    const lower = onGrid((top - y) / module);
    if (from === null || to === null || upper === null || lower === null) return null;
    for (let row = upper; row < lower; row += 1) modules.fill(1, row * side + from, row * side + to);
  }
  const text = decodeModules(modules, side);
  if (text === null) return null;
  return {
    kind: 'datamatrix',
    text,
    left: left * MM_PER_POINT,
    top: top * MM_PER_POINT,
    module: module * MM_PER_POINT,
  };
}

/** The line of the grid that an edge, in modules, lies on; null when it is off the grid. */
function onGrid(edge: number): number | null {
  const line = Math.round(edge);
  return Math.abs(edge - line) > OFF_GRID ? null : line;
}
