/**
 * What extractors make of one and the same letter differs: ligatures, decomposed umlauts, soft hyphens, words broken
 * at line ends. The guards read one form of it.
 */

const BROKEN_HERE = '\u0002';

/** Composed, ligatures resolved, words that a line end broke joined again; lines and case stay. */
export function plainText(extracted: string): string {
  return narrow(
    extracted
      .normalize('NFKC')
      // PDFium writes U+0002 where a hyphen at the end of a line breaks a word.
      .split(BROKEN_HERE)
      .map((part, index) => (index === 0 ? part : part.trimStart()))
      .join('')
      .replaceAll(/[\u00ad\u200b-\u200d\u2060\ufeff]/gu, '')
      .replaceAll(/(\p{L})[-‐‑]\s*\r?\n\s*(?=\p{Ll})(?!(?:und|oder|bzw)\b)/gu, '$1')
      .replaceAll(/[‐‑‒–—−]/gu, '-')
      .replaceAll('\r\n', '\n')
      .replaceAll(/[^\S\n]+/gu, ' '),
  );
}

/** Lower case with umlauts and ß spelt out and other accents gone: `Müßiggang`, `MUESSIGGANG` and `Muessiggang` are one. */
export function folded(text: string): string {
  return narrow(
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll('ä', 'ae')
      .replaceAll('ö', 'oe')
      .replaceAll('ü', 'ue')
      .replaceAll('ß', 'ss')
      .normalize('NFD')
      .replaceAll(/\p{M}+/gu, ''),
  );
}

/**
 * The same text. V8 leaves what `normalize` gives in two bytes a character, and needs three times as long to search it
 * (measured on the guards' patterns).
 */
function narrow(text: string): string {
  return WIDE.test(text) ? text : Buffer.from(text, 'latin1').toString('latin1');
}

const WIDE = /[^\0-\u00ff]/u;

/** Folded, and nothing but letters and digits: spacing, line ends and hyphens make no difference. */
export function squeezed(text: string): string {
  return folded(text).replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
