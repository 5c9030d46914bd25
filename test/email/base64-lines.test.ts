import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { base64LinesLength, writeBase64Lines } from '../../src/email/base64-lines.ts';

function lines(source: Uint8Array): string {
  const target = Buffer.alloc(base64LinesLength(source.length) + 4, '#');
  writeBase64Lines(source, target, 2);
  expect(target.toString('latin1')).toMatch(/^##[^#]*##$/u);
  return target.toString('latin1').slice(2, -2);
}

it('is Node.js’ own base64 in lines of 76 characters, whatever the bytes and however many', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .constantFrom(0, 1, 2, 3, 56, 57, 58, 59, 60, 113, 114, 115, 171)
      .map((n) => new Uint8Array(n).fill(251)),
  );
  fc.assert(
    fc.property(anything, (source) => {
      const expected = (
        Buffer.from(source)
          .toString('base64')
          .match(/.{1,76}/gu) ?? []
      ).join('\r\n');
      expect(lines(source)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
