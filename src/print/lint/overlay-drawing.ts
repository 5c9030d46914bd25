import { rgb } from 'pdf-lib';
import type { Color, PDFFont, PDFImage, PDFPage } from 'pdf-lib';
import { clearZonesOf } from '../letter-geometry.ts';
import type { LetterGeometry, Zone } from '../letter-geometry.ts';
import { counted, millimetres } from './finding.ts';
import type { Finding } from './finding.ts';

/** One page of an overlay: the letter at the left, the panel of findings beside it. */
export interface Canvas {
  readonly page: PDFPage;
  readonly fonts: { readonly regular: PDFFont; readonly semibold: PDFFont };
  readonly letter: { readonly widthMm: number; readonly heightMm: number };
  readonly heightMm: number;
}

export const PANEL_MM = 95;
const POINTS_PER_MM = 72 / 25.4;
const MARGIN_MM = 6;
const LINE_MM = 4;
const TEXT_PT = 8.5;
const BADGE_MM = 2.4;

const COLORS = {
  text: rgb(0.13, 0.15, 0.18),
  quiet: rgb(0.42, 0.45, 0.5),
  panel: rgb(0.96, 0.965, 0.975),
  address: rgb(0.1, 0.36, 0.75),
  safe: rgb(0.05, 0.5, 0.3),
  clear: rgb(0.85, 0.5, 0.05),
  error: rgb(0.8, 0.08, 0.12),
  warning: rgb(0.72, 0.5, 0),
  white: rgb(1, 1, 1),
} as const;

export function drawLetter(canvas: Canvas, picture: PDFImage): void {
  const { widthMm, heightMm } = canvas.letter;
  canvas.page.drawImage(picture, rectangle(canvas, { x: 0, y: 0, width: widthMm, height: heightMm }));
}

/** The shop's zones; those that concern the first page only are left out on the others. */
export function drawZones(canvas: Canvas, geometry: LetterGeometry, isFirst: boolean): void {
  for (const zone of clearZonesOf(geometry)) {
    if (zone.on === 'first' && !isFirst) continue;
    canvas.page.drawRectangle({
      ...rectangle(canvas, zone),
      color: COLORS.clear,
      opacity: 0.12,
      borderColor: COLORS.clear,
      borderWidth: 0.4,
      borderOpacity: 0.6,
    });
    if (!zone.name.endsWith('-edge'))
      write(canvas, zone.name, zone.x + 0.8, zone.y + 2.4, { size: 5.5, color: COLORS.clear });
  }
  if (!isFirst) return;
  outline(canvas, geometry.addressField, COLORS.address, [2, 2]);
  outline(canvas, geometry.addressZone, COLORS.address, []);
  writeRightOf(canvas, geometry.addressZone, 'address zone', COLORS.address);
  if (geometry.safeWindow !== null) {
    outline(canvas, geometry.safeWindow, COLORS.safe, [1, 1.5]);
    write(
      canvas,
      'always visible',
      geometry.safeWindow.x + geometry.safeWindow.width - 17,
      geometry.safeWindow.y + geometry.safeWindow.height - 1,
      { size: 5.5, color: COLORS.safe },
    );
  }
}

/** A box around the place of each finding, with the number that the panel tells it by. */
export function drawFindings(canvas: Canvas, findings: readonly Finding[]): void {
  const taken: { readonly x: number; readonly y: number }[] = [];
  for (const [index, finding] of findings.entries()) {
    if (finding.where === null) continue;
    const color = COLORS[finding.level];
    canvas.page.drawRectangle({
      ...rectangle(canvas, grownToSee(finding.where)),
      color,
      opacity: 0.1,
      borderColor: color,
      borderWidth: 1,
    });
    const x = Math.max(BADGE_MM, finding.where.x + finding.where.width + 2.5);
    const y = Math.min(
      Math.max(BADGE_MM, finding.where.y + finding.where.height / 2),
      canvas.letter.heightMm - BADGE_MM,
    );
    let place = Math.min(x, canvas.letter.widthMm - BADGE_MM);
    // Two findings about one place: their numbers stand side by side.
    while (taken.some((other) => Math.hypot(other.x - place, other.y - y) < 2 * BADGE_MM))
      place += 2 * BADGE_MM;
    taken.push({ x: place, y });
    badge(canvas, index + 1, place, y, color);
  }
}

/** What the numbers mean. Findings that do not fit are counted, never dropped silently. */
export function drawPanel(canvas: Canvas, title: string, findings: readonly Finding[]): void {
  const left = canvas.letter.widthMm;
  canvas.page.drawRectangle({
    ...rectangle(canvas, { x: left, y: 0, width: PANEL_MM, height: canvas.heightMm }),
    color: COLORS.panel,
  });
  const x = left + MARGIN_MM;
  let y = 12;
  for (const line of wrapped(canvas.fonts.semibold, title, 10, PANEL_MM - 2 * MARGIN_MM)) {
    write(canvas, line, x, y, { size: 10, color: COLORS.text, isBold: true });
    y += LINE_MM + 1;
  }
  const errors = findings.filter(({ level }) => level === 'error').length;
  const summary =
    findings.length === 0
      ? 'No findings.'
      : `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`;
  write(canvas, summary, x, y, { size: TEXT_PT, color: COLORS.quiet });
  y += 2 * LINE_MM;
  for (const [index, finding] of findings.entries()) {
    const lines = linesOf(finding).flatMap(({ text, isBold }) =>
      wrapped(
        isBold ? canvas.fonts.semibold : canvas.fonts.regular,
        text,
        TEXT_PT,
        PANEL_MM - 2 * MARGIN_MM - 8,
      ).map((line) => ({ line, isBold })),
    );
    if (y + (lines.length + 2) * LINE_MM > canvas.heightMm) {
      write(canvas, `and ${findings.length - index} more`, x, y, { size: TEXT_PT, color: COLORS.quiet });
      return;
    }
    badge(canvas, index + 1, x + BADGE_MM, y - 1, COLORS[finding.level]);
    for (const { line, isBold } of lines) {
      write(canvas, line, x + 8, y, { size: TEXT_PT, color: COLORS.text, isBold });
      y += LINE_MM;
    }
    y += LINE_MM / 2;
  }
}

function linesOf(finding: Finding): readonly { readonly text: string; readonly isBold: boolean }[] {
  const { where } = finding;
  return [
    {
      text: finding.zone === null ? finding.code : `${finding.code}: ${finding.zone}`,
      isBold: true,
    },
    ...(where === null
      ? []
      : [
          {
            text: `x ${millimetres(where.x)}, y ${millimetres(where.y)}, ${millimetres(where.width)} × ${millimetres(where.height)} mm`,
            isBold: false,
          },
        ]),
    { text: `Expected ${finding.expected}; got ${finding.got}.`, isBold: false },
  ];
}

function outline(canvas: Canvas, zone: Zone, color: Color, dash: number[]): void {
  canvas.page.drawRectangle({
    ...rectangle(canvas, zone),
    borderColor: color,
    borderWidth: 0.7,
    borderDashArray: dash,
  });
}

function badge(canvas: Canvas, number: number, x: number, y: number, color: Color): void {
  const text = String(number);
  const size = 6.5;
  canvas.page.drawCircle({
    x: x * POINTS_PER_MM,
    y: (canvas.heightMm - y) * POINTS_PER_MM,
    size: BADGE_MM * POINTS_PER_MM,
    color,
  });
  const width = canvas.fonts.semibold.widthOfTextAtSize(text, size) / POINTS_PER_MM;
  write(canvas, text, x - width / 2, y + 0.85, { size, color: COLORS.white, isBold: true });
}

function writeRightOf(canvas: Canvas, zone: Zone, text: string, color: Color): void {
  write(canvas, text, zone.x + zone.width + 1, zone.y + 2.4, { size: 5.5, color });
}

/** @param y of the base line, millimetres from the top */
function write(
  canvas: Canvas,
  text: string,
  x: number,
  y: number,
  style: { readonly size: number; readonly color: Color; readonly isBold?: boolean },
): void {
  canvas.page.drawText(text, {
    x: x * POINTS_PER_MM,
    y: (canvas.heightMm - y) * POINTS_PER_MM,
    size: style.size,
    color: style.color,
    font: style.isBold === true ? canvas.fonts.semibold : canvas.fonts.regular,
  });
}

function wrapped(font: PDFFont, text: string, size: number, widthMm: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replaceAll(/[\s\p{Cc}]+/gu, ' ').split(/(?<=[ _-])/)) {
    const longer = line + word;
    if (line !== '' && font.widthOfTextAtSize(longer.trimEnd(), size) > widthMm * POINTS_PER_MM) {
      lines.push(line.trimEnd());
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function rectangle(canvas: Canvas, zone: Zone): { x: number; y: number; width: number; height: number } {
  return {
    x: zone.x * POINTS_PER_MM,
    y: (canvas.heightMm - zone.y - zone.height) * POINTS_PER_MM,
    width: zone.width * POINTS_PER_MM,
    height: zone.height * POINTS_PER_MM,
  };
}

/** A hairline would vanish below its own frame. */
function grownToSee(zone: Zone): Zone {
  return { x: zone.x - 0.5, y: zone.y - 0.5, width: zone.width + 1, height: zone.height + 1 };
}
