import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, type PDFFont } from 'pdf-lib';
import { readHouseFont } from '../../print/house-font.ts';
import { LetterPage, wrap, type TextStyle } from '../../print/letter-page.ts';
import type { Block, WrittenDocument, RuleBlock, Table } from './blocks.ts';

/** Millimetres from the top left corner of an A4 page. */
const AREA = { x: 20, y: 20, width: 170, bottom: 277 } as const;
const FOOTER_Y = 284;
const CELL = { gap: 2.5, above: 1.2, below: 1.6 } as const;

interface Styles {
  readonly title: TextStyle;
  readonly heading: TextStyle;
  readonly strong: TextStyle;
  readonly body: TextStyle;
  readonly small: TextStyle;
  readonly smallStrong: TextStyle;
}

/** The same document on A4 pages, with the embedded house font. The same rules give the same bytes. */
export async function toPdf(document: WrittenDocument): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.registerFontkit(fontkit);
  const embedded = { subset: true, features: { liga: false } };
  const regular = await pdf.embedFont(await readHouseFont('regular'), embedded);
  const semibold = await pdf.embedFont(await readHouseFont('semibold'), embedded);
  pdf.setTitle(document.title, { showInWindowTitleBar: true });
  pdf.setLanguage('de-DE');
  const flow = new Flow(pdf, stylesOf(regular, semibold));
  flow.title(document.title);
  for (const block of document.blocks) flow.add(block);
  flow.footers(document.footer);
  return pdf.save();
}

function stylesOf(regular: PDFFont, semibold: PDFFont): Styles {
  return {
    title: { font: semibold, size: 17, pitch: 8 },
    heading: { font: semibold, size: 12.5, pitch: 6 },
    strong: { font: semibold, size: 9.5, pitch: 4.6 },
    body: { font: regular, size: 9.5, pitch: 4.6 },
    small: { font: regular, size: 8, pitch: 3.8 },
    smallStrong: { font: semibold, size: 8, pitch: 3.8 },
  };
}

/** Sets one block below the other and begins a page where the next part would not fit. */
class Flow {
  readonly #pdf: PDFDocument;
  readonly #styles: Styles;
  readonly #pages: LetterPage[] = [];
  #y: number = AREA.bottom;

  constructor(pdf: PDFDocument, styles: Styles) {
    this.#pdf = pdf;
    this.#styles = styles;
  }

  title(text: string): void {
    this.#paragraph(text, this.#styles.title, 3);
  }

  add(block: Block): void {
    const { heading, body } = this.#styles;
    switch (block.kind) {
      case 'heading':
        this.#heading(block.text, heading);
        break;
      case 'text':
        this.#paragraph(block.text, body, 2.5);
        break;
      case 'table':
        this.#table(block);
        break;
      case 'rule':
        this.#rule(block);
        break;
      case 'signatures':
        for (const line of block.lines) this.#signature(line);
        break;
    }
  }

  footers(text: string): void {
    const { small } = this.#styles;
    for (const [index, page] of this.#pages.entries()) {
      page.rule(AREA.x, FOOTER_Y - 1.5, AREA.width, 0.25);
      page.lines([`${text} · Seite ${index + 1} von ${this.#pages.length}`], AREA.x, FOOTER_Y, small);
    }
  }

  /** A page with so many millimetres left. */
  #room(height: number): LetterPage {
    const page = this.#pages.at(-1);
    if (page !== undefined && this.#y + height <= AREA.bottom) return page;
    const next = new LetterPage(this.#pdf.addPage());
    this.#pages.push(next);
    this.#y = AREA.y;
    return next;
  }

  #heading(text: string, style: TextStyle): void {
    const lines = wrap(text, AREA.width, style);
    // Never the last thing on a page: at least a few lines follow it there.
    this.#room(lines.length * style.pitch + 30);
    if (this.#y > AREA.y) this.#y += 4;
    const page = this.#room(0);
    this.#y = page.lines(lines, AREA.x, this.#y, style) + 0.8;
    page.rule(AREA.x, this.#y, AREA.width, 0.75);
    this.#y += 2.2;
  }

  #paragraph(text: string, style: TextStyle, below: number): void {
    for (const line of wrap(text, AREA.width, style)) {
      this.#y = this.#room(style.pitch).lines([line], AREA.x, this.#y, style);
    }
    this.#y += below;
  }

  #rule({ id, clause, wording, citation, parameters }: RuleBlock): void {
    const { strong, body, small } = this.#styles;
    const notes = [`Fundstelle: ${citation}`, ...(parameters === null ? [] : [`Parameter: ${parameters}`])];
    const parts = [
      { lines: wrap(`${clause}   ${id}`, AREA.width, strong), style: strong },
      { lines: wrap(wording, AREA.width, body), style: body },
      ...notes.map((note) => ({ lines: wrap(note, AREA.width, small), style: small })),
    ];
    const page = this.#room(parts.reduce((sum, { lines, style }) => sum + lines.length * style.pitch, 0) + 2);
    for (const { lines, style } of parts) this.#y = page.lines(lines, AREA.x, this.#y, style);
    page.rule(AREA.x, this.#y + 1, AREA.width, 0.2);
    this.#y += 2.2;
  }

  #table({ columns, rows }: Table): void {
    const { small, smallStrong } = this.#styles;
    const headers = columns.map(({ header }) => header);
    const firstRow = rows[0] ?? [];
    // A header without a row below it says nothing.
    this.#room(this.#heightOf(columns, headers, smallStrong) + this.#heightOf(columns, firstRow, small));
    this.#row(columns, headers, smallStrong, 0.5);
    for (const row of rows) {
      const height = this.#heightOf(columns, row, small);
      if (this.#y + height > AREA.bottom) {
        this.#room(height + 10);
        this.#row(columns, headers, smallStrong, 0.5);
      }
      this.#row(columns, row, small, 0.2);
    }
    this.#y += 2;
  }

  #row(columns: Table['columns'], cells: readonly string[], style: TextStyle, thickness: number): void {
    const height = this.#heightOf(columns, cells, style);
    const page = this.#room(height);
    let x: number = AREA.x;
    for (const [index, { share }] of columns.entries()) {
      const width = (AREA.width * share) / 100;
      page.lines(wrap(cells[index] ?? '', width - CELL.gap, style), x, this.#y + CELL.above, style);
      x += width;
    }
    this.#y += height;
    page.rule(AREA.x, this.#y, AREA.width, thickness);
  }

  #heightOf(columns: Table['columns'], cells: readonly string[], style: TextStyle): number {
    const lines = columns.map(
      ({ share }, index) => wrap(cells[index] ?? '', (AREA.width * share) / 100 - CELL.gap, style).length,
    );
    return Math.max(1, ...lines) * style.pitch + CELL.above + CELL.below;
  }

  #signature(text: string): void {
    const { small } = this.#styles;
    const page = this.#room(24);
    this.#y += 16;
    page.rule(AREA.x, this.#y, AREA.width * 0.7, 0.5);
    this.#y = page.lines([text], AREA.x, this.#y + 0.8, small) + 2;
  }
}
