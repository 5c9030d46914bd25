import { expect, it } from 'vitest';
import { nearestWord } from '../../src/config/nearest-word.ts';
import { parseDuration, parseSize } from '../../src/config/units.ts';

it.each([
  ['1500ms', 1500],
  ['30s', 30_000],
  ['5m', 300_000],
  ['14h', 50_400_000],
  ['30d', 2_592_000_000],
])('reads the duration %s as %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', '5', '5 m', '-5m', '1.5h', '5M', '5min', 'm', '5m5s', '1234567890s'])(
  'does not guess what the duration `%s` means',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

it.each([
  ['500B', 500],
  ['64KB', 64_000],
  ['10MB', 10_000_000],
  ['10 MB', 10_000_000],
  ['2GB', 2_000_000_000],
  ['64KiB', 65_536],
  ['10MiB', 10_485_760],
])('reads the size %s as %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

it.each(['', '10', '10M', '10mb', '-1MB', '1,5MB', 'MB'])(
  'does not guess what the size `%s` means',
  (text) => {
    expect(parseSize(text)).toBeNull();
  },
);

it.each([
  ['prot', 'port'],
  ['timezone', 'timeZone'],
  ['return-path', 'returnPath'],
  ['maxWiat', 'maxWait'],
  ['colour', null],
  ['', null],
])('finds what `%s` was meant to be: %s', (word, meant) => {
  expect(nearestWord(word, ['port', 'timeZone', 'returnPath', 'maxWait', 'lease'])).toBe(meant);
});
