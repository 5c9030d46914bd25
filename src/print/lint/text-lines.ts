import type { Zone } from '../letter-geometry.ts';
import type { Glyph } from '../pdfium/view-page.ts';
import { around } from './zone-measure.ts';

/** Characters that stand side by side. */
export interface TextLine {
  readonly box: Zone;
  readonly text: string;
}

/** Words of one line are closer than this; the next column of a table is not. */
const MAX_GAP_MM = 8;

/** Puts characters together to lines, whatever the order of the content: from the top, then from the left. */
export function textLines(glyphs: readonly Glyph[]): readonly TextLine[] {
  const lines: { box: Zone; glyphs: Glyph[] }[] = [];
  for (const glyph of [...glyphs].sort((a, b) => a.x - b.x)) {
    const line = lines.find(
      ({ box }) => sharesHeight(box, glyph) && glyph.x - (box.x + box.width) < MAX_GAP_MM,
    );
    if (line === undefined) lines.push({ box: glyph, glyphs: [glyph] });
    else {
      line.box = around(line.box, glyph);
      line.glyphs.push(glyph);
    }
  }
  return lines
    .map(({ box, glyphs: members }) => ({
      box: { x: box.x, y: box.y, width: box.width, height: box.height },
      text: members.map(({ character }) => character).join(''),
    }))
    .sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
}

/** A comma hangs below and an umlaut stands above, but the middle of a character lies within its line. */
function sharesHeight(line: Zone, glyph: Zone): boolean {
  const middle = glyph.y + glyph.height / 2;
  const lineMiddle = line.y + line.height / 2;
  return (
    (middle > line.y && middle < line.y + line.height) ||
    (lineMiddle > glyph.y && lineMiddle < glyph.y + glyph.height)
  );
}
