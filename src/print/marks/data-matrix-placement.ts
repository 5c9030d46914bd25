/**
 * Where each bit of each codeword stands in a square mapping matrix (ISO/IEC 16022, annex F): per module, from the top
 * left, `codeword * 8 + bit` with bit 7 the highest; `FIXED` and `EMPTY` for the corner that holds no codeword.
 */
export type Placement = Int16Array;

export const EMPTY = -1;
export const FIXED = -2;

/** Row and column of the bits 7 to 0, negative ones counted from the lower and right edge. */
type Shape = readonly (readonly [row: number, column: number])[];

/** The usual shape, relative to the module of its bit 0. */
const UTAH: Shape = [
  [-2, -2],
  [-2, -1],
  [-1, -2],
  [-1, -1],
  [-1, 0],
  [0, -2],
  [0, -1],
  [0, 0],
];

const CORNERS: Readonly<Record<'a' | 'b' | 'c' | 'd', Shape>> = {
  a: [
    [-1, 0],
    [-1, 1],
    [-1, 2],
    [0, -2],
    [0, -1],
    [1, -1],
    [2, -1],
    [3, -1],
  ],
  b: [
    [-3, 0],
    [-2, 0],
    [-1, 0],
    [0, -4],
    [0, -3],
    [0, -2],
    [0, -1],
    [1, -1],
  ],
  c: [
    [-3, 0],
    [-2, 0],
    [-1, 0],
    [0, -2],
    [0, -1],
    [1, -1],
    [2, -1],
    [3, -1],
  ],
  d: [
    [-1, 0],
    [-1, -1],
    [0, -3],
    [0, -2],
    [0, -1],
    [1, -3],
    [1, -2],
    [1, -1],
  ],
};

const PLACEMENTS = new Map<number, Placement>();

/** @param side modules of the mapping matrix, without finder and clock. */
export function placementOf(side: number): Placement {
  const known = PLACEMENTS.get(side);
  if (known !== undefined) return known;
  const placement = place(side);
  PLACEMENTS.set(side, placement);
  return placement;
}

function place(side: number): Placement {
  const placement = new Int16Array(side * side).fill(EMPTY);
  let codeword = 0;
  const set = (row: number, column: number, bit: number): void => {
    placement[row * side + column] = codeword * 8 + bit;
  };
  const corner = (shape: Shape): void => {
    for (const [index, [row, column]] of shape.entries()) {
      set(row < 0 ? row + side : row, column < 0 ? column + side : column, 7 - index);
    }
    codeword += 1;
  };
  const utah = (row: number, column: number): void => {
    const inside = row >= 0 && row < side && column >= 0 && column < side;
    if (!inside || placement[row * side + column] !== EMPTY) return;
    for (const [index, [down, right]] of UTAH.entries()) {
      const [r, c] = wrapped(row + down, column + right, side);
      set(r, c, 7 - index);
    }
    codeword += 1;
  };
  let row = 4;
  let column = 0;
  while (row < side || column < side) {
    if (row === side && column === 0) corner(CORNERS.a);
    if (row === side - 2 && column === 0 && side % 4 !== 0) corner(CORNERS.b);
    if (row === side - 2 && column === 0 && side % 8 === 4) corner(CORNERS.c);
    if (row === side + 4 && column === 2 && side % 8 === 0) corner(CORNERS.d);
    for (; row >= 0 && column < side; row -= 2, column += 2) utah(row, column);
    row += 1;
    column += 3;
    for (; row < side && column >= 0; row += 2, column -= 2) utah(row, column);
    row += 3;
    column += 1;
  }
  const last = side * side - 1;
  if (placement[last] === EMPTY) {
    placement[last] = FIXED;
    placement[last - side - 1] = FIXED;
  }
  return placement;
}

/** What leaves at the upper or left edge comes in at the opposite one, shifted. */
function wrapped(row: number, column: number, side: number): readonly [row: number, column: number] {
  const shift = 4 - ((side + 4) % 8);
  let [r, c] = [row, column];
  if (r < 0) {
    r += side;
    c += shift;
  }
  if (c < 0) {
    c += side;
    r += shift;
  }
  return [r, c];
}
