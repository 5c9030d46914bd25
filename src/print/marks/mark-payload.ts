import type { DataMatrixMarks, MarkField, Marks, OmrLine, OmrMarks } from '../marks.ts';

/** What a mark tells about its sheet. */
export interface MarkedSheet {
  readonly printFileId: string;
  /** Place of the mailpiece in the print file, from 1. */
  readonly mailpiece: number;
  /** Place of the sheet in the mailpiece, from 1. */
  readonly sheet: number;
  readonly sheets: number;
  /** Place of the sheet in the print file, from 1. */
  readonly sheetOfFile: number;
  /** Stations whose inserts join this mailpiece. */
  readonly stations: readonly number[];
}

const USUAL_LENGTHS = { mailpiece: 6, sheet: 3, sheets: 3, inserts: 4 } as const;

/**
 * The payload of one sheet's mark, as the manifest lists it: the text of a DataMatrix; a `1` per bar and a `0` per blank
 * line from the top for OMR; null without marks. The same sheet always gives the same payload.
 */
export function markPayload(marks: Marks, sheet: MarkedSheet): string | null {
  switch (marks.kind) {
    case 'none':
      return null;
    case 'datamatrix':
      return marks.fields.map((field) => fieldText(field, sheet)).join(marks.separator ?? '');
    case 'omr':
      return omrBits(marks, sheet);
  }
}

/** The largest numbers that the marks of a profile can tell; what is beyond must not be planned. */
export function markCapacity(marks: Marks): { readonly mailpieces: number; readonly sheets: number } {
  if (marks.kind !== 'datamatrix') return { mailpieces: Infinity, sheets: Infinity };
  const digits = (names: readonly MarkField['field'][]): number =>
    Math.min(...marks.fields.filter(({ field }) => names.includes(field)).map(lengthOf));
  return {
    mailpieces: 10 ** digits(['mailpiece']) - 1,
    sheets: 10 ** digits(['sheet', 'sheets']) - 1,
  };
}

function fieldText(field: DataMatrixMarks['fields'][number], sheet: MarkedSheet): string {
  const number = (value: number): string => String(value).padStart(lengthOf(field), '0');
  switch (field.field) {
    case 'printFile':
      return sheet.printFileId;
    case 'mailpiece':
      return number(sheet.mailpiece);
    case 'sheet':
      return number(sheet.sheet);
    case 'sheets':
      return number(sheet.sheets);
    case 'endOfSet':
      return sheet.sheet === sheet.sheets ? '1' : '0';
    case 'inserts':
      return stationBits(sheet.stations, lengthOf(field));
    case 'constant':
      return field.text ?? '';
  }
}

function lengthOf({ field, length }: MarkField): number {
  if (length !== null) return length;
  return field in USUAL_LENGTHS ? USUAL_LENGTHS[field as keyof typeof USUAL_LENGTHS] : 0;
}

function stationBits(stations: readonly number[], count: number): string {
  return Array.from({ length: count }, (_, index) => (stations.includes(index + 1) ? '1' : '0')).join('');
}

function omrBits(marks: OmrMarks, sheet: MarkedSheet): string {
  const bars = marks.lines.map((line) => line !== 'parity' && isBar(line, sheet));
  const odd = bars.filter(Boolean).length % 2 === 1;
  return marks.lines.map((line, index) => ((line === 'parity' ? odd : bars[index]) ? '1' : '0')).join('');
}

function isBar(line: Exclude<OmrLine, 'parity'>, sheet: MarkedSheet): boolean {
  switch (line) {
    case 'benchmark':
    case 'safety':
      return true;
    case 'notEnd':
      return sheet.sheet < sheet.sheets;
    case 'wrap1':
    case 'wrap2':
    case 'wrap4':
      return (sheet.sheetOfFile & Number(line.slice(-1))) !== 0;
    case 'feed1':
    case 'feed2':
    case 'feed3':
    case 'feed4':
      return sheet.stations.includes(Number(line.slice(-1)));
  }
}
