import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SharedStreams } from '../../../src/print/pdf/shared-streams.ts';

function sha256(data: Uint8Array): string {
  return hash('sha256', data, 'binary');
}

describe('the streams that letters share', () => {
  test('are known by their bytes: another stream of the same length has a digest of its own', () => {
    const streams = new SharedStreams();
    const font = Buffer.alloc(10_000, 'font');
    streams.remember(font, 'told once');
    expect(streams.digestOf(Buffer.from(font))).toBe('told once');
    const other = Buffer.from(font);
    other[9_999] = 0;
    expect(streams.digestOf(other)).toBe(sha256(other));
  });

  test('are kept although the memory they came in is used again', () => {
    const streams = new SharedStreams();
    const memory = Buffer.alloc(10_000, 'font');
    streams.remember(memory, 'told once');
    memory.fill(0);
    expect(streams.digestOf(memory)).toBe(sha256(memory));
    expect(streams.digestOf(Buffer.alloc(10_000, 'font'))).toBe('told once');
  });

  test('are forgotten when there are too many', () => {
    const streams = new SharedStreams();
    const first = Buffer.alloc(1_000_000, 1);
    streams.remember(first, 'first');
    for (let number = 2; number < 8; number += 1) {
      const next = Buffer.alloc(1_000_000 + number, number);
      streams.remember(next, sha256(next));
    }
    expect(streams.digestOf(first)).toBe(sha256(first));
  });
});
