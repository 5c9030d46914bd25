import { oneLine } from './email-text.ts';

const GERMAN: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  ß: 'ss',
};

/** Longest name that every file system and mail program takes, in characters. */
const MAX_LENGTH = 100;

/** A file name as a customer's computer takes it: one line, no path, no leading dot, ends in `.pdf`. */
export function safeFileName(name: string): string {
  const stem = oneLine(name)
    .normalize('NFC')
    .replace(/\.pdf$/iu, '')
    .replaceAll(/["*/:<>?\\|]/gu, '_')
    .replaceAll(/^[. ]+|[. ]+$/gu, '');
  return `${stem.slice(0, MAX_LENGTH).toWellFormed() || 'Dokument'}.pdf`;
}

/** The same in ASCII, for programs that know no RFC 2231: ä becomes ae, what has no ASCII becomes `_`. */
export function asciiFileName(name: string): string {
  const ascii = name
    .replaceAll(/[äöüÄÖÜß]/gu, (letter) => GERMAN[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]/gu, '_');
  // Once more: the full-width quotation mark, for one, has just become a real one.
  return safeFileName(ascii);
}

/** `Content-Disposition` with the ASCII name, and the real one by RFC 2231 beside it where it differs. */
export function contentDisposition(name: string): string {
  const ascii = asciiFileName(name);
  const plain = `attachment;\r\n filename="${ascii}"`;
  if (ascii === name) return plain;
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*!]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // One piece, although RFC 2231 section 3 knows pieces: programs that meet both forms choose between two whole names.
  return `${plain};\r\n filename*=UTF-8''${encoded}`;
}
