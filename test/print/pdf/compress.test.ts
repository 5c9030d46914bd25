import { inflateSync } from 'node:zlib';
import { array, assert, constantFrom, integer, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compress } from '../../../src/print/pdf/compress.ts';

function restored(data: Uint8Array): Uint8Array {
  return new Uint8Array(inflateSync(compress(data)));
}

describe('what the writer compresses', () => {
  test('is the same again when zlib decompresses it', () => {
    const pieces = array(tuple(uint8Array({ maxLength: 40 }), integer({ min: 0, max: 40 })), {
      maxLength: 60,
    });
    assert(
      property(pieces, (parts) => {
        // Each piece comes once, and then some earlier one again: matches at all distances.
        const data = Buffer.concat(
          parts.flatMap(([piece, again], index) => [piece, parts[again % (index + 1)]?.[0] ?? piece]),
        );
        expect(restored(data)).toEqual(new Uint8Array(data));
      }),
    );
  });

  test('is right at every length of a match and at the ends of the window', () => {
    const piece = Uint8Array.from({ length: 259 }, (_, index) => (index * index * 7 + index) & 255);
    for (let length = 0; length <= 259; length += 1) {
      const data = Buffer.concat([piece, Buffer.from('~'), piece.subarray(0, length), Buffer.from('!')]);
      expect(restored(data)).toEqual(new Uint8Array(data));
    }
    assert(
      property(constantFrom(1, 2, 257, 16_385, 32_767, 32_768, 32_769, 70_000), (distance) => {
        const data = new Uint8Array(distance + 300);
        for (let at = 0; at < distance; at += 1) data[at] = (Math.imul(at, 0x9e_37_79_b1) >>> 11) & 255;
        data.copyWithin(distance, 0, Math.min(300, distance));
        expect(restored(data)).toEqual(data);
      }),
    );
  });

  test.each([
    ['nothing', 0, 8],
    ['one byte again and again', 300_000, 3_000],
  ])('makes little of %s', (_what, length, most) => {
    const packed = compress(new Uint8Array(length).fill(65));
    expect(packed.length).toBeLessThanOrEqual(most);
    expect(inflateSync(packed)).toHaveLength(length);
  });

  test('never grows by more than an eighth, and does not depend on what was compressed before', () => {
    const noise = Uint8Array.from(
      { length: 100_000 },
      (_, at) => (Math.imul(at + 1, 0x9e_37_79_b1) >>> 13) | 144,
    );
    const first = compress(noise);
    expect(first.length).toBeLessThanOrEqual((noise.length * 9) / 8 + 16);
    compress(Buffer.from('between'.repeat(10_000)));
    expect(compress(noise)).toEqual(first);
  });
});
