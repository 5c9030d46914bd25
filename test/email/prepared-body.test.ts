import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64LinesLength, writeBase64Lines } from '../../src/email/base64-lines.ts';
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

  it('is copied only up to the last dot that is doubled', () => {
    const bytes = Buffer.from(`a\r\n.b\r\n${'c\r\n'.repeat(20_000)}`);
    const parts = prepareBody(bytes);
    expect(parts.map(({ length }) => length)).toEqual([4, bytes.length - 3]);
    expect(parts[1]?.buffer).toBe(bytes.buffer);
  });
});

describe('a body with an attachment that was encoded here', () => {
  /** Text, the attachment as base64 lines, text. */
  function message(before: string, attachment: Uint8Array, after: string): Buffer {
    const encoded = base64LinesLength(attachment.length);
    const bytes = Buffer.allocUnsafeSlow(before.length + encoded + after.length);
    bytes.write(before, 'latin1');
    writeBase64Lines(attachment, bytes, before.length);
    bytes.write(after, before.length + encoded, 'latin1');
    return bytes;
  }

  it('is what it would be if nothing were known of it', () => {
    const text = fc.stringMatching(/^[\r\n.a]{0,8}$/u);
    fc.assert(
      fc.property(text, fc.uint8Array({ maxLength: 120 }), text, (head, attachment, tail) => {
        const evenHead = head.length % 2 === 0 ? head : `a${head}`;
        const known = message(`${evenHead}\r\n`, attachment, `\r\n${tail}`);
        // A copy lies elsewhere in memory: of it nothing is known.
        const outcomeOf = (bytes: Buffer): string => {
          try {
            return Buffer.concat(prepareBody(bytes)).toString('latin1');
          } catch (error) {
            return (error as MessageFormatError).message;
          }
        };
        expect(outcomeOf(known)).toBe(outcomeOf(Buffer.from(known)));
      }),
      { numRuns: 1000 },
    );
  });
});
