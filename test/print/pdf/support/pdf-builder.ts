/** An object of a PDF made by hand: the text of its value, or a dictionary's entries and stream data. */
export type HandMade = string | { readonly entries: string; readonly data: string; readonly length?: number };

export interface Revision {
  readonly objects: Readonly<Record<number, HandMade>>;
  /** Entries of the trailer beside /Size and /Prev. */
  readonly trailer?: string;
}

/** A small PDF with a cross-reference table: one revision after the other, as incremental updates append them. */
export function buildPdf(...revisions: readonly Revision[]): Buffer {
  let text = '%PDF-1.7\n';
  let previous: number | null = null;
  let size = 0;
  for (const { objects, trailer } of revisions) {
    const table: string[] = [];
    for (const [key, object] of Object.entries(objects)) {
      const num = Number(key);
      size = Math.max(size, num + 1);
      table.push(`${num} 1\n${String(text.length).padStart(10, '0')} 00000 n \n`);
      text += `${num} 0 obj\n${objectText(object)}\nendobj\n`;
    }
    const start = text.length;
    const prev = previous === null ? '' : `/Prev ${previous}`;
    text += `xref\n0 1\n0000000000 65535 f \n${table.join('')}`;
    text += `trailer\n<</Size ${size}${prev}${trailer ?? '/Root 1 0 R'}>>\nstartxref\n${start}\n%%EOF\n`;
    previous = start;
  }
  return Buffer.from(text, 'latin1');
}

export function objectText(object: HandMade): string {
  if (typeof object === 'string') return object;
  return `<<${object.entries}/Length ${object.length ?? object.data.length}>>\nstream\n${object.data}\nendstream`;
}

const FONT = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>';

/** Objects 1 to 5 of a one-page letter on A4 that says `text`; `page` adds entries to its page (object 3). */
export function letterObjects(text: string, page = ''): Record<number, HandMade> {
  return {
    1: '<</Type/Catalog/Pages 2 0 R>>',
    2: '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    3: `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.276 841.89]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>${page}>>`,
    4: { entries: '', data: showText(text) },
    5: FONT,
  };
}

export function showText(text: string): string {
  return `BT /F1 24 Tf 72 700 Td (${text}) Tj ET`;
}

/** A one-page letter on A4 that says `text`. */
export function letter(text: string): Buffer {
  return buildPdf({ objects: letterObjects(text) });
}
