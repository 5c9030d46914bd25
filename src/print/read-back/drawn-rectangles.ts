import { visitOperations } from './content-operations.ts';

/** A filled rectangle on the page; points from the lower left corner. */
export interface DrawnRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 0 black to 1 white. */
  readonly gray: number;
}

type Matrix = readonly [number, number, number, number, number, number];

interface State {
  readonly matrix: Matrix;
  readonly gray: number;
}

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/**
 * The rectangles that a page itself fills, in the order of drawing (ISO 32000-1, 8.5): `re` and `f` under `q`, `Q`, `cm`
 * and `g`. Everything else is passed over; marks are drawn by these alone.
 */
export function drawnRectangles(content: Buffer): readonly DrawnRectangle[] {
  const filled: DrawnRectangle[] = [];
  const stack: State[] = [];
  let state: State = { matrix: IDENTITY, gray: 0 };
  let path: DrawnRectangle[] = [];
  visitOperations(content, (operator, operands) => {
    switch (operator) {
      case 'q':
        stack.push(state);
        break;
      case 'Q':
        state = stack.pop() ?? state;
        break;
      case 'cm':
        state = { ...state, matrix: times(matrixOf(operands), state.matrix) };
        break;
      case 'g':
        state = { ...state, gray: operands[0] ?? 0 };
        break;
      case 're':
        path.push(placed(operands, state));
        break;
      case 'f':
      case 'F':
      case 'f*':
        // Of the same colour, unless `g` stands between a path and what fills it: then the later colour counts.
        for (const rectangle of path)
          filled.push(rectangle.gray === state.gray ? rectangle : { ...rectangle, gray: state.gray });
        path = [];
        break;
      case 'n':
      case 'S':
        path = [];
        break;
    }
  });
  return filled;
}

function matrixOf([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: readonly number[]): Matrix {
  return [a, b, c, d, e, f];
}

/** What `cm` does: the new matrix is applied first. */
function times(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
    a[4] * b[0] + a[5] * b[2] + b[4],
    a[4] * b[1] + a[5] * b[3] + b[5],
  ];
}

function placed(
  [x = 0, y = 0, width = 0, height = 0]: readonly number[],
  { matrix: m, gray }: State,
): DrawnRectangle {
  const left = x * m[0] + y * m[2] + m[4];
  const right = (x + width) * m[0] + (y + height) * m[2] + m[4];
  const lower = x * m[1] + y * m[3] + m[5];
  const upper = (x + width) * m[1] + (y + height) * m[3] + m[5];
  return {
    x: Math.min(left, right),
    y: Math.min(lower, upper),
    width: Math.abs(right - left),
    height: Math.abs(upper - lower),
    gray,
  };
}
