import { PAGE, POINTS_PER_MM } from '../din5008.ts';
import type { DataMatrixMarks, Marks, OmrMarks } from '../marks.ts';
import type { Zone } from '../letter-geometry.ts';
import { encodeDataMatrix } from './data-matrix.ts';
import type { ModuleMatrix } from './data-matrix.ts';

/** Modules that stay white around a DataMatrix: twice what ISO/IEC 16022 asks for, as sheets slip. */
const QUIET_MODULES = 2;
/** Millimetres that stay white around OMR bars. */
const QUIET_BARS = 2;

/**
 * The operators of a PDF page that draw a mark in black, on upright A4; empty without marks.
 * @throws ConfigurationError when the payload does not fit the symbol.
 */
export function drawMark(marks: Marks, payload: string | null): string {
  if (marks.kind === 'none' || payload === null) return '';
  return marks.kind === 'datamatrix' ? drawDataMatrix(marks, payload) : drawOmr(marks, payload);
}

function drawDataMatrix(marks: DataMatrixMarks, payload: string): string {
  const matrix = encodeDataMatrix(payload, marks.symbolSize);
  const side = matrix.side * marks.module;
  const zone = { x: marks.x, y: marks.y, width: side, height: side };
  const module = points(marks.module);
  // In units of a module, from the lower left corner: small whole numbers keep the usual mark at 1.2 KB.
  const place = `${module} 0 0 ${module} ${points(zone.x)} ${points(PAGE.height - zone.y - side)} cm`;
  const box = marks.whiteBox ? whiteBox(zone, QUIET_MODULES * marks.module) : '';
  return `q\n${box}0 g\n${place}\n${runsOf(matrix)}f\nQ\n`;
}

/** Dark modules side by side are one rectangle; all are one path, so that no renderer leaves seams between rows. */
function runsOf({ side, dark }: ModuleMatrix): string {
  let path = '';
  for (let row = 0; row < side; row += 1) {
    let column = 0;
    while (column < side) {
      const start = column;
      while (column < side && dark[row * side + column] === 1) column += 1;
      if (column > start) path += `${start} ${side - row - 1} ${column - start} 1 re\n`;
      else column += 1;
    }
  }
  return path;
}

function drawOmr(marks: OmrMarks, bits: string): string {
  const zone = { x: marks.x, y: marks.y, width: marks.length, height: marks.pitch * marks.lines.length };
  const bars = Array.from(bits, (bit, index) => {
    const y = marks.y + index * marks.pitch;
    return bit === '1' ? rectangle({ x: marks.x, y, width: marks.length, height: marks.thickness }) : '';
  });
  return `q\n${marks.whiteBox ? whiteBox(zone, QUIET_BARS) : ''}0 g\n${bars.join('')}f\nQ\n`;
}

function whiteBox({ x, y, width, height }: Zone, quiet: number): string {
  const box = { x: x - quiet, y: y - quiet, width: width + 2 * quiet, height: height + 2 * quiet };
  return `1 g\n${rectangle(box)}f\n`;
}

function rectangle({ x, y, width, height }: Zone): string {
  return `${points(x)} ${points(PAGE.height - y - height)} ${points(width)} ${points(height)} re\n`;
}

/** 1/1000 pt is finer than any printer. */
function points(millimetres: number): string {
  return (millimetres * POINTS_PER_MM).toFixed(3);
}
