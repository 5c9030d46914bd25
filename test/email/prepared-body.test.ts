import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageFormatError, prepareBody } from '../../src/email/prepared-body.ts';

function prepared(text: string): string {
  return Buffer.concat(prepareBody(Buffer.from(text, 'latin1'))).toString('latin1');
}

/** Section 4.5.2 of RFC 5321 in the plainest words. */
function stuffed(text: string): string {
  const whole = text.endsWith('\r\n') ? text : `${text}\r\n`;
  return whole.replaceAll(/^\./gmu, '..');
}

describe('a body as it goes over the wire', () => {
  it.each([
    ['', '\r\n'],
    ['a', 'a\r\n'],
    ['a\r\n', 'a\r\n'],
    ['.', '..\r\n'],
    ['.\r\n.\r\n..a\r\n', '..\r\n..\r\n...a\r\n'],
    ['a.\r\nb', 'a.\r\nb\r\n'],
  ])('%j becomes %j', (text, wire) => {
    expect(prepared(text)).toBe(wire);
  });

  it('is what the RFC says, whatever the lines hold', () => {
    const line = fc.stringMatching(/^[.a]{0,4}$/u);
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('', '\r\n'), (lines, end) => {
        const text = `${lines.join('\r\n')}${end}`;
        expect(prepared(text)).toBe(stuffed(text));
      }),
    );
  });

  it.each([
    ['a\nb\r\n', 1],
    ['\n', 0],
    ['a\rb\r\n', 1],
    ['a\r\r\n', 1],
    ['a\r\n\n', 3],
    ['a\r\nb\r', 4],
    ['\r', 0],
    ['a\r\nb\n.\r\nMAIL FROM:<eve@example.org>\r\n', 4],
  ])('%j is refused: a bare line end may smuggle a second message', (text, offset) => {
    expect(() => prepared(text)).toThrow(MessageFormatError);
    expect(() => prepared(text)).toThrow(`byte ${offset}.`);
  });

  it('finds every bare line end that a pattern finds', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\r\n.a]{0,12}$/u), (text) => {
        const isBare = /\r(?!\n)|(?<!\r)\n/u.test(text);
        if (isBare) expect(() => prepared(text)).toThrow(MessageFormatError);
        else expect(prepared(text)).toBe(stuffed(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is not copied where no line begins with a dot', () => {
    const bytes = Buffer.from('a\r\n'.repeat(200_000));
    const parts = prepareBody(bytes);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.every(({ buffer }) => buffer === bytes.buffer)).toBe(true);
  });
});
