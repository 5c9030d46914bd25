import { expect, it } from 'vitest';
import { messageMemory, releaseMessage } from '../../src/email/message-memory.ts';

it('is empty for whoever still holds a message that was released, and serves the next one', () => {
  const memory = messageMemory(100_000);
  const bytes = Buffer.from(memory, 1, 50_000).fill('secret');
  const part = bytes.subarray(10, 20);
  releaseMessage(bytes);
  expect([bytes.length, part.length, memory.byteLength]).toEqual([0, 0, 0]);
  const next = messageMemory(90_000);
  expect(Buffer.from(next, 1, 6).toString()).toBe('secret');
  expect(messageMemory(90_000)).not.toBe(next);
});

it('is never too small, and never much too large', () => {
  releaseMessage(Buffer.from(messageMemory(200_000)));
  for (const size of [0, 1, 200_000, 3_000_000]) {
    const { byteLength } = messageMemory(size);
    expect(byteLength).toBeGreaterThanOrEqual(size);
    expect(byteLength).toBeLessThanOrEqual(2 * size + 65_536);
  }
});

it('leaves memory of another origin alone, and what was released already', () => {
  const other = Buffer.from('pooled by the runtime');
  releaseMessage(other);
  expect(other.toString()).toBe('pooled by the runtime');
  const bytes = Buffer.from(messageMemory(1000));
  releaseMessage(bytes);
  expect(() => releaseMessage(bytes)).not.toThrow();
});

it('keeps no more than 32 MB for later', () => {
  const all = Array.from({ length: 10 }, () => Buffer.from(messageMemory(8_000_000)));
  const memories = all.map(({ buffer }) => buffer);
  for (const bytes of all) releaseMessage(bytes);
  const again = Array.from({ length: 10 }, () => messageMemory(8_000_000));
  expect(memories.every(({ byteLength }) => byteLength === 0)).toBe(true);
  expect(new Set(again).size).toBe(10);
});
