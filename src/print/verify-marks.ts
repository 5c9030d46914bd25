import { PrintFileMismatchError } from './errors.ts';
import type { ManifestMarks, PrintManifest } from './manifest.ts';
import type { ReadBack } from './read-back.ts';
import type { Bar, ReadMark } from './read-back/read-mark.ts';
import { sidesOfStream } from './stream.ts';

const PAGE_HEIGHT_MM = 297;
/** Ink may be off by a millimetre; what we draw ourselves must not be off by more than rounding. */
const OFF_MM = 0.05;

/** The front of a sheet, and the payload that its mark must tell. */
export interface MarkedFront {
  /** In the print file, counted from 1. */
  readonly page: number;
  readonly mailpiece: number;
  /** Of the mailpiece, counted from 1. */
  readonly sheet: number;
  readonly payload: string;
}

/** Every page that must show a mark. */
export function fronts(manifest: PrintManifest): readonly MarkedFront[] {
  if (manifest.marks.kind === 'none') return [];
  const pagesPerSheet = sidesOfStream(manifest.stream) === 'duplex' ? 2 : 1;
  return manifest.mailpieces.flatMap(({ sequence, firstPage, marks }) =>
    marks.map((payload, index) => ({
      page: firstPage + index * pagesPerSheet,
      mailpiece: sequence,
      sheet: index + 1,
      payload,
    })),
  );
}

/**
 * Whether the machine will read on each sheet what the manifest says, where the manifest says.
 * @throws PrintFileMismatchError that names the first sheet on which it will not
 */
export function verifyMarks(found: ReadBack, manifest: PrintManifest): void {
  for (const front of fronts(manifest)) {
    const got = told(found.marks.get(front.page), manifest.marks);
    if (got === front.payload) continue;
    throw new PrintFileMismatchError(
      `mailpiece ${front.mailpiece}, mark on sheet ${front.sheet} (page ${front.page})`,
      front.payload,
      got,
    );
  }
}

function told(mark: ReadMark | undefined, marks: ManifestMarks): string {
  if (mark === undefined) return 'none';
  if (mark.kind !== marks.kind) return `a mark of kind ${mark.kind}`;
  if (mark.kind === 'datamatrix' && marks.kind === 'datamatrix') {
    const isThere =
      isNear(mark.left, marks.x) &&
      isNear(PAGE_HEIGHT_MM - mark.top, marks.y) &&
      isNear(mark.module, marks.module);
    return isThere ? mark.text : 'one at another place, or of another size';
  }
  return mark.kind === 'omr' && marks.kind === 'omr' ? barsTold(mark.bars, marks) : 'nothing';
}

/** `1` per bar and `0` per blank line; a bar between the lines is no bar. */
function barsTold(bars: readonly Bar[], marks: Extract<ManifestMarks, { kind: 'omr' }>): string {
  const lines = marks.lines.map(() => '0');
  for (const bar of bars) {
    const line = Math.round((PAGE_HEIGHT_MM - bar.top - marks.y) / marks.pitch);
    const isThere =
      line in lines &&
      isNear(PAGE_HEIGHT_MM - bar.top, marks.y + line * marks.pitch) &&
      isNear(bar.left, marks.x) &&
      isNear(bar.length, marks.length) &&
      isNear(bar.thickness, marks.thickness);
    if (!isThere)
      return `a bar ${(PAGE_HEIGHT_MM - bar.top).toFixed(2)} mm from the top that is none of the mark`;
    lines[line] = '1';
  }
  return lines.join('');
}

function isNear(got: number, expected: number): boolean {
  return Math.abs(got - expected) <= OFF_MM;
}
