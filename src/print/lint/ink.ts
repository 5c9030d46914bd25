import type { Zone } from '../letter-geometry.ts';
import type { Raster } from '../pdfium/view-page.ts';
import { around } from './zone-measure.ts';

/** Darker than this is ink: a watermark of 4 % counts, the noise of a scaled picture does not. */
const INK_BELOW = 245;
/** Spots nearer than this are one thing. */
const GAP_MM = 3;
/** Smoothed edges colour pixels beyond a character's outline: two pixels at 100 dpi. */
export const GLYPH_SLACK_MM = 0.5;
const MM_PER_INCH = 25.4;

/**
 * Boxes around the ink within a zone, things that stand apart in a box each.
 * @param ignored places whose ink is known already, such as text
 */
export function inkIn(raster: Raster, zone: Zone, ignored: readonly Zone[]): readonly Zone[] {
  const perMm = raster.dpi / MM_PER_INCH;
  const left = clamp(Math.ceil(zone.x * perMm), raster.width);
  const right = clamp(Math.floor((zone.x + zone.width) * perMm), raster.width);
  const top = clamp(Math.ceil(zone.y * perMm), raster.height);
  const bottom = clamp(Math.floor((zone.y + zone.height) * perMm), raster.height);
  const spots: Zone[] = [];
  for (let row = top; row < bottom; row += 1) {
    const y = row / perMm;
    const covered = ignored.filter((box) => y >= box.y - 1 / perMm && y <= box.y + box.height);
    for (const [from, to] of inkRuns(raster, row, left, right)) {
      const run = { x: from / perMm, y, width: (to - from) / perMm, height: 1 / perMm };
      if (isCovered(run, covered, 1 / perMm)) continue;
      join(spots, run);
    }
  }
  return merged(spots);
}

function inkRuns(raster: Raster, row: number, left: number, right: number): readonly [number, number][] {
  const runs: [number, number][] = [];
  const start = row * raster.width;
  for (let column = left; column < right; column += 1) {
    if ((raster.pixels[start + column] ?? 255) >= INK_BELOW) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === column) last[1] = column + 1;
    else runs.push([column, column + 1]);
  }
  return runs;
}

/** Characters touch each other: a run may lie in the boxes of several. */
function isCovered(run: Zone, boxes: readonly Zone[], slack: number): boolean {
  let covered = run.x;
  for (const box of boxes.toSorted((a, b) => a.x - b.x)) {
    if (box.x - slack <= covered && box.x + box.width + slack > covered) covered = box.x + box.width + slack;
  }
  return covered >= run.x + run.width;
}

function join(spots: Zone[], run: Zone): void {
  const index = spots.findLastIndex((spot) => isNear(spot, run));
  const spot = spots[index];
  if (spot === undefined) spots.push(run);
  else spots[index] = around(spot, run);
}

function merged(spots: readonly Zone[]): readonly Zone[] {
  let rest = [...spots];
  for (;;) {
    const next: Zone[] = [];
    for (const spot of rest) join(next, spot);
    if (next.length === rest.length) return next;
    rest = next;
  }
}

function isNear(a: Zone, b: Zone): boolean {
  return (
    a.x - GAP_MM < b.x + b.width &&
    b.x - GAP_MM < a.x + a.width &&
    a.y - GAP_MM < b.y + b.height &&
    b.y - GAP_MM < a.y + a.height
  );
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}
