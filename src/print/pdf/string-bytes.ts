import { damaged } from './unfit-pdf-error.ts';

const ESCAPES: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['b', 8],
  ['f', 12],
]);

/**
 * The bytes that a string object stands for, `(…)` or `<…>` (ISO 32000-1, 7.3.4).
 * @throws UnfitPdfError `damaged` for digits that are none
 */
export function bytesOfString(text: string): Uint8Array {
  return text.startsWith('<') ? ofHexadecimal(text.slice(1, -1)) : ofLiteral(text.slice(1, -1));
}

function ofHexadecimal(inner: string): Uint8Array {
  const digits = inner.replace(/[\0\t\n\f\r ]+/g, '');
  if (!/^[\dA-Fa-f]*$/.test(digits)) throw damaged('A hexadecimal string holds something else than digits.');
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
}

function ofLiteral(inner: string): Uint8Array {
  // A line end within a string is one line feed, however it is written; an escaped one is none.
  const plain = inner.replace(
    /\\(?:([0-7]{1,3})|(\r\n|[^]))|\r\n?/g,
    (_, octal: string | undefined, escaped: string | undefined) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      if (escaped === undefined) return '\n';
      if (escaped === '\n' || escaped.startsWith('\r')) return '';
      const code = ESCAPES.get(escaped);
      return code === undefined ? escaped : String.fromCharCode(code);
    },
  );
  return Buffer.from(plain, 'latin1');
}
