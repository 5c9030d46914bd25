import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const STYLE = readFileSync(join(import.meta.dirname, '../../templates/console/console.css'), 'utf8');

/** Colours of text and of what it stands on, as the style uses them together. */
const PAIRS = [
  ...['ink', 'soft', 'accent'].flatMap((text) =>
    ['bg', 'card', 'code', 'quiet-bg', 'busy-bg'].map((ground) => [text, ground] as const),
  ),
  ['on-accent', 'accent'],
  ['card', 'bad'],
  ['ink', 'bad-bg'],
  ['ink', 'warn-bg'],
  ['ink', 'good-bg'],
  ['good', 'good-bg'],
  ['warn', 'warn-bg'],
  ['bad', 'bad-bg'],
  ['busy', 'busy-bg'],
] as const;

function coloursOf(block: string): ReadonlyMap<string, string> {
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', coloursOf(STYLE.slice(0, STYLE.indexOf('@media')))],
  ['dark', coloursOf(STYLE.slice(STYLE.indexOf('@media'), STYLE.indexOf('box-sizing')))],
])('texts of the console, %s', (_theme, colours) => {
  it.each(PAIRS)('have a contrast of at least 4.5 : 1: %s on %s', (text, ground) => {
    expect(contrast(colours.get(text) ?? '', colours.get(ground) ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});
