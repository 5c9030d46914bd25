import fontkit from '@pdf-lib/fontkit';
import { PDFDocument } from 'pdf-lib';
import { readHouseFont } from '../house-font.ts';
import type { Finding } from './finding.ts';
import { grayPng } from './gray-png.ts';
import type { LintedPage } from './lint-letter.ts';
import type { LintRules } from './lint-page.ts';
import { drawFindings, drawLetter, drawPanel, drawZones, PANEL_MM } from './overlay-drawing.ts';
import type { Canvas } from './overlay-drawing.ts';

const POINTS_PER_MM = 72 / 25.4;
const A4 = { widthMm: 210, heightMm: 297 } as const;

/**
 * A PDF for people who would rather look: each page as it prints, the shop's zones over it, findings numbered, and told
 * beside it. Drawn from the picture that was measured, so it shows what the linter saw, of damaged files too.
 */
export class Overlay {
  readonly #document: PDFDocument;
  readonly #fonts: Canvas['fonts'];
  readonly #title: string;
  readonly #rules: LintRules;
  #pages = 0;

  /** @param title name of the file, for the heading */
  static async create(title: string, rules: LintRules): Promise<Overlay> {
    const document = await PDFDocument.create();
    document.registerFontkit(fontkit);
    const [regular, semibold] = await Promise.all([readHouseFont('regular'), readHouseFont('semibold')]);
    return new Overlay(document, title, rules, {
      regular: await document.embedFont(regular, { subset: true }),
      semibold: await document.embedFont(semibold, { subset: true }),
    });
  }

  private constructor(document: PDFDocument, title: string, rules: LintRules, fonts: Canvas['fonts']) {
    this.#document = document;
    this.#fonts = fonts;
    this.#title = title;
    this.#rules = rules;
  }

  /** @param findings those of this page, and on the first one those of the whole file */
  async addPage(linted: LintedPage, findings: readonly Finding[]): Promise<void> {
    const canvas = this.#newPage(linted.widthMm, linted.heightMm);
    drawLetter(canvas, await this.#document.embedPng(grayPng(linted.raster)));
    drawZones(canvas, this.#rules.geometry, linted.number === 1);
    drawFindings(canvas, findings);
    drawPanel(canvas, `${this.#title}, page ${linted.number}`, findings);
  }

  /** @param fileFindings for a file without a page that could be drawn */
  async save(fileFindings: readonly Finding[]): Promise<Uint8Array> {
    if (this.#pages === 0) {
      drawPanel(this.#newPage(A4.widthMm, A4.heightMm), this.#title, fileFindings);
    }
    return this.#document.save();
  }

  #newPage(widthMm: number, heightMm: number): Canvas {
    this.#pages += 1;
    const height = Math.max(heightMm, A4.heightMm);
    const page = this.#document.addPage([(widthMm + PANEL_MM) * POINTS_PER_MM, height * POINTS_PER_MM]);
    return { page, fonts: this.#fonts, letter: { widthMm, heightMm }, heightMm: height };
  }
}
