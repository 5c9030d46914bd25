import { DEMO_INSURER } from '../insurer.ts';
import { BRAND, type Colour, type LetterPage, type Outline } from './letter-page.ts';

const LIGHT: Colour = [0.55, 0.74, 0.36];
const WHITE: Colour = [1, 1, 1];
/** Height of the leaf; the name stands right of it. */
const LEAF_HEIGHT = 13;

/** The leaf of a lime tree with the insurer's name, its upper left corner at `x`, `y`: 52 × 15 mm. */
export function drawLogo(page: LetterPage, x: number, y: number): void {
  page.shape(leaf(x, y, 1), BRAND);
  page.shape(leaf(x + 0.2, y, -1), LIGHT);
  page.line([x + 6.6, y + 1.4], [x + 6.6, y + LEAF_HEIGHT + 2], 1, WHITE);
  for (const [at, reach] of [
    [4.2, 3.6],
    [6.6, 3.4],
    [9, 2.4],
  ] as const) {
    page.line([x + 6.6, y + at + 1.6], [x + 6.6 - reach, y + at - 0.6], 0.6, WHITE);
    page.line([x + 6.6, y + at + 1.6], [x + 6.6 + reach, y + at - 0.6], 0.6, WHITE);
  }
  page.text(x + 16, y + 7, DEMO_INSURER.shortName, { font: 'semibold', size: 17, colour: BRAND });
  page.text(x + 16.1, y + 12.2, DEMO_INSURER.claim, { size: 11, colour: BRAND });
}

/** One half of the heart-shaped leaf: `side` 1 is the left one, -1 the right one. */
function leaf(x: number, y: number, side: 1 | -1): Outline {
  const middle = x + 6.5;
  const at = (dx: number, dy: number): readonly [number, number] => [middle - side * dx, y + dy];
  return {
    start: at(0, 1.6),
    curves: [
      [at(1.6, -0.9), at(6.2, -0.6), at(6.3, 4.2)],
      [at(6.3, 8.2), at(2.6, 9.8), at(0, LEAF_HEIGHT + 1)],
    ],
  };
}
