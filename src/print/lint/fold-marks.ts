import type { Zone } from '../letter-geometry.ts';

/** DIN 5008: folds of form A and B, and the punch mark; millimetres from the top. */
const HEIGHTS = [87, 105, 148.5, 192, 210] as const;
/** Marks are drawn by hand-made templates: a millimetre off is usual. */
const OFF_MM = 1.5;
const MAX_THICKNESS_MM = 1;
const MAX_LENGTH_MM = 12;
const MARGIN_MM = 15;

/** Whether ink is one of the short lines in the left margin that show where to fold and to punch. */
export function isFoldMark(ink: Zone): boolean {
  const middle = ink.y + ink.height / 2;
  return (
    ink.height <= MAX_THICKNESS_MM &&
    ink.width <= MAX_LENGTH_MM &&
    ink.x + ink.width <= MARGIN_MM &&
    HEIGHTS.some((height) => Math.abs(middle - height) <= OFF_MM)
  );
}
