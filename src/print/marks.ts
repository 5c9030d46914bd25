import type { OMR_LINES } from '../domain/omr-lines.ts';

/** The marks that the shop's inserting machine reads on the front of every sheet. */
export type Marks = NoMarks | DataMatrixMarks | OmrMarks;

export interface NoMarks {
  readonly kind: 'none';
}

/** A place in the margin: millimetres of its upper left corner on the finished A4 page. */
interface MarkPlace {
  readonly x: number;
  readonly y: number;
  /** Whether a white box with its quiet zone lies below: ink behind a mark stops the machine. */
  readonly whiteBox: boolean;
}

/** DataMatrix ECC 200 (ISO/IEC 16022), square. */
export interface DataMatrixMarks extends MarkPlace {
  readonly kind: 'datamatrix';
  /** Millimetres of one module. */
  readonly module: number;
  /** Modules a side; null: the smallest symbol that takes the payload. */
  readonly symbolSize: number | null;
  readonly fields: readonly MarkField[];
  /** Between two fields; null: nothing. */
  readonly separator: string | null;
}

export interface MarkField {
  readonly field: 'printFile' | 'mailpiece' | 'sheet' | 'sheets' | 'endOfSet' | 'inserts' | 'constant';
  /** Digits of a number, stations of `inserts`; null: 6 for `mailpiece`, 3 for `sheet` and `sheets`, 4 for `inserts`. */
  readonly length: number | null;
  /** What `constant` prints. */
  readonly text: string | null;
}

/** Bars across the paper's way, one below the other; a line that is not set stays blank. */
export interface OmrMarks extends MarkPlace {
  readonly kind: 'omr';
  /** Millimetres along the bar, across it, and from one bar to the next. */
  readonly length: number;
  readonly thickness: number;
  readonly pitch: number;
  /** From the top. */
  readonly lines: readonly OmrLine[];
}

/**
 * `benchmark` and `safety`: always there. `notEnd`: more sheets of this envelope follow; that it is lost stops the
 * machine, so no two letters are joined. `wrap…`: the sheet's number in the print file, modulo 8. `feed…`: add an insert from
 * this station. `parity`: makes the number of bars even.
 */
export type OmrLine = (typeof OMR_LINES)[number];
