import type { UnreadableText } from '../../domain/content.ts';

/** The text of a PDF as it extracts, or why there is none. Personal data: never logged, never stored. */
export type PdfText =
  | { readonly kind: 'read'; readonly pages: readonly PageText[] }
  | { readonly kind: 'unreadable'; readonly why: UnreadableText };

export interface PageText {
  /** Hidden text of scans included; lines end in CR LF. */
  readonly text: string;
  /** Whether the page shows anything at all: blank reverse sides do not. */
  readonly isBlank: boolean;
}

/** Letters and digits that a page must hold: a scan with nothing but its page number says nothing. */
const MIN_CHARACTERS = 15;

export function holdsText({ text }: PageText): boolean {
  return (text.match(/[\p{L}\p{N}]/gu) ?? []).length >= MIN_CHARACTERS;
}
