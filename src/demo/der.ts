/** The little of DER (ITU-T X.690) that a certificate needs. Every function returns one complete element. */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

export function sequence(...elements: readonly Buffer[]): Buffer {
  return element(TAG.sequence, Buffer.concat(elements));
}

export function set(...elements: readonly Buffer[]): Buffer {
  return element(TAG.set, Buffer.concat(elements));
}

/** A context-specific element; `constructed` when it wraps other elements. */
export function tagged(number: number, content: Buffer, constructed: boolean): Buffer {
  return element((constructed ? 0xa0 : 0x80) | number, content);
}

/** A positive integer from its big-endian bytes. */
export function integer(bytes: Buffer): Buffer {
  const signed = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return element(TAG.integer, signed);
}

export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(TAG.objectIdentifier, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

export function utf8String(text: string): Buffer {
  return element(TAG.utf8String, Buffer.from(text));
}

export function octetString(content: Buffer): Buffer {
  return element(TAG.octetString, content);
}

/** `unusedBits`: how many low bits of the last byte carry nothing. */
export function bitString(content: Buffer, unusedBits = 0): Buffer {
  return element(TAG.bitString, Buffer.concat([Buffer.of(unusedBits), content]));
}

export function trueValue(): Buffer {
  return element(TAG.boolean, Buffer.of(0xff));
}

/** `YYMMDDHHMMSSZ`: what certificates use until 2049 (RFC 5280 section 4.1.2.5). */
export function utcTime(time: Date): Buffer {
  const digits = time.toISOString().replaceAll(/[-:T]|\.\d+/gu, '');
  return element(TAG.utcTime, Buffer.from(digits.slice(2)));
}

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.of(bytes);
  const size = bytes < 0x100 ? 1 : bytes < 0x10000 ? 2 : 3;
  const encoded = Buffer.alloc(size);
  encoded.writeUIntBE(bytes, 0, size);
  return Buffer.concat([Buffer.of(0x80 | size), encoded]);
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let rest = arc >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
