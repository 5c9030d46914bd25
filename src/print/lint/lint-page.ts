import { clearZonesOf } from '../letter-geometry.ts';
import type { ClearZone, LetterGeometry } from '../letter-geometry.ts';
import type { PageView } from '../pdfium/view-page.ts';
import type { Finding } from './finding.ts';
import { millimetres } from './finding.ts';
import { GLYPH_SLACK_MM, inkIn } from './ink.ts';
import { isFoldMark } from './fold-marks.ts';
import { lintAddress } from './lint-address.ts';
import { textLines } from './text-lines.ts';
import { grown, intersects, withoutTolerance } from './zone-measure.ts';

const A4 = { widthMm: 210, heightMm: 297 } as const;
/** A zone that is printed all over is one defect, not hundreds. */
const MAX_FINDINGS_PER_ZONE = 5;

export interface LintRules {
  readonly geometry: LetterGeometry;
  /** Whether the usual fold and punch marks in the left margin may stay: a shop that reads bars there wants none. */
  readonly foldMarksAllowed: boolean;
}

/** Findings on one page. @param number counted from 1 */
export function lintPage(view: PageView, number: number, rules: LintRules): readonly Finding[] {
  const { geometry } = rules;
  const format = lintFormat(view, number, geometry.tolerance.page);
  const fonts = view.fonts
    .filter((font) => !font.embedded)
    .map((font): Finding => ({
      code: 'font-not-embedded',
      level: 'error',
      page: number,
      zone: null,
      where: null,
      expected: 'every font embedded',
      got: `\`${font.name}\` is not: each machine prints it with another one`,
    }));
  // Zones are places on A4 portrait: on other pages they would be measured at a wrong place.
  if (format.length > 0) return [...format, ...fonts];
  const address = number === 1 ? lintAddress(view, geometry) : [];
  const zones = clearZonesOf(geometry)
    .filter((zone) => zone.on === 'every' || number === 1)
    .flatMap((zone) => lintClearZone(view, number, zone, rules));
  return [...fonts, ...address, ...zones];
}

function lintFormat(view: PageView, page: number, tolerance: number): readonly Finding[] {
  const { widthMm, heightMm } = view;
  const fits = (width: number, height: number): boolean =>
    Math.abs(width - A4.widthMm) <= tolerance && Math.abs(height - A4.heightMm) <= tolerance;
  if (fits(widthMm, heightMm)) return [];
  const isTurned = fits(heightMm, widthMm);
  return [
    {
      code: isTurned ? 'page-turned' : 'page-size',
      level: isTurned ? 'warning' : 'error',
      page,
      zone: null,
      where: { x: 0, y: 0, width: widthMm, height: heightMm },
      expected: `A4 portrait, 210 × 297 mm ± ${tolerance}`,
      got: `${millimetres(widthMm)} × ${millimetres(heightMm)} mm${isTurned ? ', landscape: it will be turned' : ''}`,
    },
  ];
}

function lintClearZone(view: PageView, page: number, zone: ClearZone, rules: LintRules): readonly Finding[] {
  const area = withoutTolerance(zone, rules.geometry.tolerance.ink, view);
  const inside = view.glyphs.filter((glyph) => intersects(glyph, area));
  const text = textLines(inside).map(({ box, text: characters }): Finding => ({
    ...common(page, zone),
    code: 'text-in-zone',
    where: box,
    got: `text (${characters.length} characters)`,
  }));
  const ink = inkIn(
    view.raster,
    area,
    inside.map((glyph) => grown(glyph, GLYPH_SLACK_MM)),
  )
    .filter((spot) => !(rules.foldMarksAllowed && isFoldMark(spot)))
    .map((where): Finding => ({ ...common(page, zone), code: 'ink-in-zone', where, got: 'ink' }));
  return [...text, ...ink].slice(0, MAX_FINDINGS_PER_ZONE);
}

function common(page: number, zone: ClearZone): Pick<Finding, 'level' | 'page' | 'zone' | 'expected'> {
  const { x, y, width, height } = zone;
  const place = `x ${millimetres(x)}, y ${millimetres(y)}, ${millimetres(width)} × ${millimetres(height)} mm`;
  return { level: 'error', page, zone: zone.name, expected: `nothing within ${place}` };
}
