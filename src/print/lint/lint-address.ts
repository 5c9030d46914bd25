import type { LetterGeometry } from '../letter-geometry.ts';
import type { PageView } from '../pdfium/view-page.ts';
import type { Finding } from './finding.ts';
import { counted, millimetres } from './finding.ts';
import { GLYPH_SLACK_MM, inkIn } from './ink.ts';
import { textLines } from './text-lines.ts';
import type { TextLine } from './text-lines.ts';
import { around, contains, grown, intersects } from './zone-measure.ts';

const ZONE = 'address';
/** Four digits (AT, CH) to six, or letters and digits as in the United Kingdom and the Netherlands. */
const POSTAL_CODE = /(?<!\d)\d{4,6}(?!\d)|\d{2,3}[- ]?\d{2,3}|[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|\d{4}[A-Z]{2}/;

/** Whether the address stands where the window of the envelope shows it, and nothing else does. First page only. */
export function lintAddress(view: PageView, geometry: LetterGeometry): readonly Finding[] {
  const zone = geometry.addressZone;
  const tolerance = geometry.tolerance.ink;
  const touching = textLines(view.glyphs).filter(({ box }) => intersects(box, grown(zone, -tolerance)));
  const inside = touching.filter(({ box }) => contains(grown(zone, tolerance), box));
  const finding = (
    code: Finding['code'],
    level: Finding['level'],
    rest: Pick<Finding, 'where' | 'expected' | 'got'>,
  ): Finding => ({ code, level, page: 1, zone: ZONE, ...rest });
  if (touching.length === 0) {
    return [
      finding('address-missing', 'error', {
        where: zone,
        expected: 'the address within this zone',
        got: 'no text',
      }),
    ];
  }
  return [
    ...touching
      .filter((line) => !inside.includes(line))
      .map(({ box }) =>
        finding('address-outside', 'error', {
          where: box,
          expected: 'each line within the zone, or outside of it',
          got: `a line that leaves it by ${millimetres(overhang(box, zone))} mm`,
        }),
      ),
    ...inkIn(
      view.raster,
      grown(zone, -tolerance),
      view.glyphs.map((glyph) => grown(glyph, GLYPH_SLACK_MM)),
    ).map((where) =>
      finding('ink-in-address', 'error', { where, expected: 'the address only', got: 'other ink' }),
    ),
    ...(inside.length > 0 && !touching.some(({ text }) => POSTAL_CODE.test(text))
      ? [
          finding('address-no-postal-code', 'warning', {
            where: boxAround(inside),
            expected: 'a postal code in one of the lines',
            got: `${counted(inside.length, 'line')} without one`,
          }),
        ]
      : []),
    ...lintSafeWindow(inside, geometry).map((rest) => finding('address-not-safe', 'warning', rest)),
  ];
}

/** The part of the window that always shows, however the sheet slips in its envelope. */
function lintSafeWindow(
  inside: readonly TextLine[],
  { safeWindow, tolerance }: LetterGeometry,
): readonly Pick<Finding, 'where' | 'expected' | 'got'>[] {
  if (safeWindow === null || inside.length === 0) return [];
  const box = boxAround(inside);
  if (contains(grown(safeWindow, tolerance.ink), box)) return [];
  return [
    {
      where: box,
      expected: 'the address within the part of the window that always shows',
      got: `one that leaves it by ${millimetres(overhang(box, safeWindow))} mm`,
    },
  ];
}

function boxAround(lines: readonly TextLine[]): TextLine['box'] {
  return lines.map(({ box }) => box).reduce(around);
}

/** By how many millimetres the first reaches out of the second, at the worst side. */
function overhang(inner: TextLine['box'], outer: TextLine['box']): number {
  return Math.max(
    outer.x - inner.x,
    outer.y - inner.y,
    inner.x + inner.width - outer.x - outer.width,
    inner.y + inner.height - outer.y - outer.height,
  );
}
