import { A4 } from '../../../../src/print/pdf/page-placement.ts';
import type { PagePlacement } from '../../../../src/print/pdf/page-placement.ts';
import { compose, transformBox } from '../../../../src/print/pdf/matrix.ts';
import type { Matrix } from '../../../../src/print/pdf/matrix.ts';
import type { Picture } from './rendering.ts';

/** About 8 mm: a lost word or a shift by a few millimetres shows in the mean of a cell, resampling does not. */
const CELL_POINTS = 24;

/**
 * The largest difference of mean grey (0 to 255) between a printed sheet and its original page, cell by cell: each
 * pixel of the sheet is looked up in the original through the placement. Works for turned and scaled pages too.
 */
export function largestCellDifference(
  original: Picture,
  printed: Picture,
  placement: PagePlacement,
  rotate: number,
  dpi: number,
): number {
  const scale = dpi / 72;
  const toOriginal = compose(invert(placement.matrix), ontoPicture(placement, rotate, dpi));
  const cell = Math.max(2, Math.round(CELL_POINTS * scale));
  let largest = 0;
  for (let top = 0; top + cell <= printed.height; top += cell) {
    for (let left = 0; left + cell <= printed.width; left += cell) {
      let difference = 0;
      for (let y = top; y < top + cell; y += 1) {
        for (let x = left; x < left + cell; x += 1) {
          const sheetX = (x + 0.5) / scale;
          const sheetY = A4.height - (y + 0.5) / scale;
          const [u, v] = apply(toOriginal, sheetX, sheetY);
          difference += (printed.pixels[y * printed.width + x] ?? 255) - sample(original, u, v);
        }
      }
      largest = Math.max(largest, Math.abs(difference) / (cell * cell));
    }
  }
  return largest;
}

/** Share of pixels that differ by more than `tolerance`, for pages that lie on the same pixel grid. */
export function shareOfDifferentPixels(original: Picture, printed: Picture, tolerance: number): number {
  const width = Math.min(original.width, printed.width);
  const height = Math.min(original.height, printed.height);
  let different = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const a = original.pixels[y * original.width + x] ?? 255;
      const b = printed.pixels[y * printed.width + x] ?? 255;
      if (Math.abs(a - b) > tolerance) different += 1;
    }
  }
  return different / (width * height);
}

/** From the page's own coordinates to pixels of its rendering, which the page fills after its rotation. */
function ontoPicture(placement: PagePlacement, rotate: number, dpi: number): Matrix {
  const { visible } = placement;
  const turned = compose([1, 0, 0, 1, -visible.left, -visible.bottom], quarterTurns(rotate));
  const box = transformBox(visible, turned);
  const scale = dpi / 72;
  return compose(compose(turned, [1, 0, 0, 1, -box.left, -box.top]), [scale, 0, 0, -scale, 0, 0]);
}

function quarterTurns(degrees: number): Matrix {
  const turn = (((degrees % 360) + 360) % 360) / 90;
  if (turn === 1) return [0, -1, 1, 0, 0, 0];
  if (turn === 2) return [-1, 0, 0, -1, 0, 0];
  return turn === 3 ? [0, 1, -1, 0, 0, 0] : [1, 0, 0, 1, 0, 0];
}

function invert([a, b, c, d, e, f]: Matrix): Matrix {
  const det = a * d - b * c;
  return [d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det];
}

function apply([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** Bilinear; white beyond the page. */
function sample(picture: Picture, u: number, v: number): number {
  const x = Math.floor(u - 0.5);
  const y = Math.floor(v - 0.5);
  const right = u - 0.5 - x;
  const down = v - 0.5 - y;
  return (
    level(picture, x, y) * (1 - right) * (1 - down) +
    level(picture, x + 1, y) * right * (1 - down) +
    level(picture, x, y + 1) * (1 - right) * down +
    level(picture, x + 1, y + 1) * right * down
  );
}

function level(picture: Picture, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return 255;
  return picture.pixels[y * picture.width + x] ?? 255;
}
