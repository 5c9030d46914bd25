import type { EmailFigures, StepFigures } from '../run-report.ts';
import { escaped } from '../../escape-html.ts';

// Bars are drawn in a box of 100 units that stretches to whatever width there is; words stand beside it as text, so that
// they stay readable on a telephone. Colours are classes: the style sheet has a light, a dark and a printed one.

/** One part of a stacked bar. */
export interface Part {
  readonly label: string;
  readonly value: number;
  /** Class of the colour. */
  readonly tone: string;
}

/** Parts of a whole beside each other; small ones are at least visible. */
export function stackedBar(parts: readonly Part[], label: string): string {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  let x = 0;
  const rects = parts
    .filter(({ value }) => value > 0)
    .map(({ label: name, value, tone }) => {
      const width = (value / total) * 100;
      const rect = `<rect class="${tone}" x="${fixed(x)}" y="0" width="${fixed(Math.max(width - 0.25, 0.4))}" height="10"><title>${escaped(name)}: ${value}</title></rect>`;
      x += width;
      return rect;
    });
  return svg(rects.join(''), label, 'bar tall');
}

/** One bar of a list, as a share of the longest. */
export function bar(value: number, longest: number, tone: string, label: string): string {
  const width = longest === 0 ? 0 : (value / longest) * 100;
  return svg(
    `<rect class="track" x="0" y="0" width="100" height="10"/><rect class="${tone}" x="0" y="0" width="${fixed(Math.max(width, value > 0 ? 0.8 : 0))}" height="10"/>`,
    label,
    'bar',
  );
}

/** Columns over time; accepted below, everything else on top. */
export function timeline(pieces: EmailFigures['timeline']['pieces'], label: string): string {
  const highest = Math.max(1, ...pieces.map(({ accepted, other }) => accepted + other));
  const step = 100 / Math.max(pieces.length, 12);
  const rects = pieces.map(({ accepted, other }, index) => {
    const low = (accepted / highest) * 38;
    const high = (other / highest) * 38;
    const x = fixed(index * step + step * 0.1);
    const width = fixed(step * 0.8);
    return `<rect class="email" x="${x}" y="${fixed(40 - low)}" width="${width}" height="${fixed(low)}"/><rect class="warn" x="${x}" y="${fixed(40 - low - high)}" width="${width}" height="${fixed(high)}"/>`;
  });
  return `<svg class="plot" viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label="${escaped(label)}"><line class="axis" x1="0" x2="100" y1="40" y2="40"/>${rects.join('')}</svg>`;
}

/** Documents of each night, the last one marked. */
export function columns(values: readonly number[], label: string): string {
  const highest = Math.max(1, ...values);
  const step = 100 / Math.max(values.length, 10);
  const rects = values.map((value, index) => {
    const height = Math.max((value / highest) * 38, value > 0 ? 0.8 : 0);
    const tone = index === values.length - 1 ? 'email' : 'quiet';
    return `<rect class="${tone}" x="${fixed(index * step + step * 0.1)}" y="${fixed(40 - height)}" width="${fixed(step * 0.8)}" height="${fixed(height)}"/>`;
  });
  return `<svg class="plot low" viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label="${escaped(label)}"><line class="axis" x1="0" x2="100" y1="40" y2="40"/>${rects.join('')}</svg>`;
}

/** The usual range as a band, its median as a tick, tonight as a bar over it. */
export function durationBar({ seconds, usual }: StepFigures, longest: number, label: string): string {
  const at = (value: number): number => (longest === 0 ? 0 : (value / longest) * 100);
  const band =
    usual === null
      ? ''
      : `<rect class="band" x="${fixed(at(usual.lowest))}" y="0" width="${fixed(Math.max(at(usual.highest) - at(usual.lowest), 0.6))}" height="10"/><rect class="tick" x="${fixed(at(usual.median))}" y="0" width="0.6" height="10"/>`;
  const slow = usual !== null && seconds !== null && seconds > usual.highest;
  const now = `<rect class="${slow ? 'warn' : 'email'}" x="0" y="3" width="${fixed(Math.max(at(seconds ?? 0), 0.6))}" height="4"/>`;
  return svg(
    `<rect class="track" x="0" y="0" width="100" height="10"/>${band}${seconds === null ? '' : now}`,
    label,
    'bar',
  );
}

function svg(content: string, label: string, className: string): string {
  return `<svg class="${className}" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${escaped(label)}">${content}</svg>`;
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
