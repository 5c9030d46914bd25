import { describe, expect, test } from 'vitest';
import { SharedStreams, streamDigest, textDigest } from '../../../src/print/pdf/shared-streams.ts';

const DICT = '<</Filter/FlateDecode>>';

describe('the streams that letters share', () => {
  test('are known by their bytes: another stream of the same length has a digest of its own', () => {
    const streams = new SharedStreams();
    const font = Buffer.alloc(10_000, 'font');
    streams.remember(DICT, font, 'told once');
    expect(streams.digestOf(DICT, Buffer.from(font))).toBe('told once');
    const other = Buffer.from(font);
    other[9_999] = 0;
    expect(streams.digestOf(DICT, other)).toBe(streamDigest(DICT, other));
  });

  test('are known by their dictionary as well', () => {
    const streams = new SharedStreams();
    const data = Buffer.alloc(10_000, 'data');
    streams.remember(DICT, data, 'told once');
    expect(streams.digestOf('<<>>', data)).toBe(streamDigest('<<>>', data));
  });

  test('are kept although the memory they came in is used again', () => {
    const streams = new SharedStreams();
    const memory = Buffer.alloc(10_000, 'font');
    streams.remember(DICT, memory, 'told once');
    memory.fill(0);
    expect(streams.digestOf(DICT, memory)).toBe(streamDigest(DICT, memory));
    expect(streams.digestOf(DICT, Buffer.alloc(10_000, 'font'))).toBe('told once');
  });

  test('are forgotten when there are too many', () => {
    const streams = new SharedStreams();
    const first = Buffer.alloc(1_000_000, 1);
    streams.remember(DICT, first, 'first');
    for (let number = 2; number < 8; number += 1) {
      const next = Buffer.alloc(1_000_000 + number, number);
      streams.remember(DICT, next, streamDigest(DICT, next));
    }
    expect(streams.digestOf(DICT, first)).toBe(streamDigest(DICT, first));
  });
});

describe('the digest of an object', () => {
  const short = [
    ['<<>>', 'data'],
    ['<<>>d', 'ata'],
    ['<</Length 4>>', 'data'],
    ['<<>>', ''],
    ['', 'data<<>>'],
    ['', '<<>>'],
  ] as const;
  // Of either side of the length up to which a stream is copied.
  const streams = short.flatMap(([text, data]) => [
    [text, Buffer.from(data)] as const,
    [text, Buffer.from(data.padEnd(40_000, '.'))] as const,
    [text.padEnd(5_000, ' '), Buffer.from(data)] as const,
  ]);

  test('is another for another dictionary or other bytes, wherever the one ends and the other begins', () => {
    expect(new Set(streams.map(([text, data]) => streamDigest(text, data))).size).toBe(streams.length);
  });

  test('is never that of a text which stands for the same bytes: nobody can pass a string off as a font', () => {
    for (const [text, data] of streams) {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(data.length);
      const forged = Buffer.concat([data, Buffer.from(text), length]).toString('latin1');
      expect(textDigest(forged)).not.toBe(streamDigest(text, data));
    }
  });
});
