/** What a body may have been cut to before it is decoded: a report that is longer says nothing new (characters). */
const MAX_BODY = 512 * 1024;

/**
 * Undoes a transfer encoding and a character set. What is damaged or unknown is read as far as it goes: a report is
 * evidence, and half of it is more than nothing.
 *
 * @param body one character a byte, LF line ends
 */
export function decodeBody(body: string, transferEncoding: string, charset: string): string {
  const cut = body.length > MAX_BODY ? body.slice(0, MAX_BODY) : body;
  switch (transferEncoding.trim().toLowerCase()) {
    case 'base64':
      return decodeCharset(Buffer.from(cut, 'base64'), charset).replaceAll(/\r\n?/gu, '\n');
    case 'quoted-printable':
      return decodeCharset(Buffer.from(quotedPrintable(cut), 'latin1'), charset);
    default:
      return decodeCharset(Buffer.from(cut, 'latin1'), charset);
  }
}

/** Bytes as text; an unknown or missing character set is UTF-8 where it fits, else Latin-1. */
export function decodeCharset(bytes: Uint8Array, charset: string): string {
  const named = charset.trim().toLowerCase();
  const guesses = named === '' || named === 'us-ascii' || named === 'ascii' ? ['utf-8'] : [named, 'utf-8'];
  for (const guess of guesses) {
    try {
      return new TextDecoder(guess, { fatal: true }).decode(bytes);
    } catch {
      // Another guess, and at last one that takes every byte.
    }
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function quotedPrintable(body: string): string {
  return body
    .replaceAll(/=[ \t]*\n/gu, '')
    .replaceAll(/=([0-9a-f]{2})/giu, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
