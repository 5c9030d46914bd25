import { rm } from 'node:fs/promises';

import { BLANK_PAGE } from './compose-page.ts';
import { composeDocument } from './compose-document.ts';
import type { ComposedDocument } from './compose-document.ts';
import { DigestIndex } from './digest-index.ts';
import { FileSink } from './file-sink.ts';
import { ObjectPacker } from './object-packer.ts';
import { ObjectPlaces } from './object-places.ts';
import { PageTreeWriter } from './page-tree-writer.ts';
import type { PdfLimits } from './pdf-limits.ts';

/** Pages and sheets of one document within the print file; pages count from 1. */
export interface AppendedDocument {
  readonly firstPage: number;
  /** Includes the blank back that completes the last sheet of a duplex document. */
  readonly lastPage: number;
  /** The document's own pages, without a blank back. */
  readonly pages: number;
  readonly sheets: number;
}

export interface FinishedPrintFile {
  readonly path: string;
  readonly bytes: number;
  /** All pages of the file, blank backs included. */
  readonly pages: number;
  readonly sheets: number;
  /** Lower-case hex SHA-256 of the file. */
  readonly sha256: string;
}

export interface AppendOptions {
  /** Printed on both sides: each document starts on a front, an odd one ends with a blank back. */
  readonly duplex: boolean;
  /**
   * `inspectPdf` found these very bytes fit, under the same limits: sound page content is not decompressed again.
   */
  readonly inspected?: boolean;
  /**
   * Operators to draw above the front of each of the document's sheets (counted from 1), in points from the lower left
   * corner of the finished A4 page; empty for none.
   */
  readonly overlay?: (sheet: number) => string;
}

export interface PrintFileWriter {
  /**
   * Appends one document. It is read and checked whole before its first byte is written.
   * @throws UnfitPdfError and leaves the file as it was; any other error makes the file unusable: abort it.
   */
  append(pdf: Uint8Array, options: AppendOptions): Promise<AppendedDocument>;
  /** Writes what makes the file a PDF, flushes it to the disk and closes it. */
  finish(): Promise<FinishedPrintFile>;
  /** Closes and removes the file. */
  abort(): Promise<void>;
}

/** The binary comment says to transports that this is no text (ISO 32000-1, 7.5.2). */
const HEADER = '%PDF-1.7\n%\xE2\xE3\xCF\xD3\n';
const CATALOGUE = 1;
const INFO = 2;
const LAYERS = { printed: 3, hidden: 4 } as const;
const FIRST_FREE = 5;

/**
 * Opens a print file for writing; what stands at `path` is replaced.
 * The same documents in the same order give the same bytes: there is no date and no random identifier inside.
 */
export async function createPrintFileWriter(
  path: string,
  options: { readonly limits: PdfLimits; readonly title: string },
): Promise<PrintFileWriter> {
  const sink = await FileSink.open(path);
  sink.append(Buffer.from(HEADER, 'latin1'));
  return new StreamingPrintFileWriter(path, options.limits, options.title, sink);
}

/** A text string as UTF-16 in hexadecimal: any character, nothing to escape (ISO 32000-1, 7.9.2.2). */
function textString(text: string): string {
  return `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`;
}

/** Pages count from 0, sheets from 1; in duplex every other page is a front. */
function onFronts(overlay: (sheet: number) => string, duplex: boolean): (page: number) => string {
  if (!duplex) return (page) => overlay(page + 1);
  return (page) => (page % 2 === 0 ? overlay(page / 2 + 1) : '');
}

class StreamingPrintFileWriter implements PrintFileWriter {
  readonly #path: string;
  readonly #limits: PdfLimits;
  readonly #title: string;
  readonly #sink: FileSink;
  readonly #places = new ObjectPlaces();
  readonly #digests = new DigestIndex();
  readonly #packer = new ObjectPacker();
  readonly #tree: PageTreeWriter;
  #nextNumber = FIRST_FREE;
  #sheets = 0;
  #usesLayers = false;

  constructor(path: string, limits: PdfLimits, title: string, sink: FileSink) {
    this.#path = path;
    this.#limits = limits;
    this.#title = title;
    this.#sink = sink;
    this.#tree = new PageTreeWriter({
      allocate: () => this.#allocate(),
      put: (num, text) => {
        this.#packer.put(num, text);
      },
    });
  }

  async append(pdf: Uint8Array, options: AppendOptions): Promise<AppendedDocument> {
    const composed = composeDocument(pdf, this.#limits, {
      known: this.#digests,
      firstNumber: this.#nextNumber,
      layers: LAYERS,
      inspected: options.inspected === true,
      ...(options.overlay === undefined ? {} : { overlay: onFronts(options.overlay, options.duplex) }),
    });
    const firstPage = this.#tree.pages + 1;
    await this.#write(composed);
    const pages = composed.pages.length;
    if (options.duplex && pages % 2 === 1) this.#tree.addPage(BLANK_PAGE);
    const sheets = options.duplex ? Math.ceil(pages / 2) : pages;
    this.#sheets += sheets;
    this.#packWhenFull();
    await this.#sink.drain();
    return { firstPage, lastPage: this.#tree.pages, pages, sheets };
  }

  async #write(composed: ComposedDocument): Promise<void> {
    this.#nextNumber = composed.nextNumber;
    this.#usesLayers ||= composed.usesLayers;
    for (const { num, text, data, digest } of composed.objects) {
      if (digest !== null) this.#digests.set(digest, num);
      if (data !== null) this.#putStream(num, text, data);
      else this.#packer.put(num, text);
      this.#packWhenFull();
      if (this.#sink.isBehind) await this.#sink.drain();
    }
    for (const entries of composed.pages) {
      this.#tree.addPage(entries);
      this.#packWhenFull();
    }
  }

  #allocate(): number {
    this.#nextNumber += 1;
    return this.#nextNumber - 1;
  }

  #putStream(num: number, dict: string, data: Uint8Array): void {
    this.#places.setOffset(num, this.#sink.position);
    this.#sink.appendText(`${num} 0 obj\n${dict}\nstream\n`);
    this.#sink.append(data);
    this.#sink.appendText('\nendstream\nendobj\n');
  }

  #packWhenFull(): void {
    if (this.#packer.isFull) this.#putPack();
  }

  #putPack(): void {
    const num = this.#allocate();
    const { members, entries, data } = this.#packer.take();
    for (const [index, member] of members.entries()) this.#places.setPacked(member, num, index);
    this.#putStream(num, `<<${entries}/Length ${data.length}>>`, data);
  }

  async finish(): Promise<FinishedPrintFile> {
    const pages = this.#tree.pages;
    const root = this.#tree.finish();
    this.#packer.put(CATALOGUE, this.#catalogue(root));
    this.#packer.put(INFO, `<</Title ${textString(this.#title)}>>`);
    if (this.#usesLayers) {
      this.#packer.put(LAYERS.printed, '<</Type/OCG/Name(Printed)>>');
      this.#packer.put(LAYERS.hidden, '<</Type/OCG/Name(Hidden)>>');
    }
    this.#putPack();
    this.#putCrossReference();
    const bytes = this.#sink.position;
    const sha256 = await this.#sink.finish();
    return { path: this.#path, bytes, pages, sheets: this.#sheets, sha256 };
  }

  #catalogue(pages: number): string {
    const layers = `/OCProperties<</OCGs[${LAYERS.printed} 0 R ${LAYERS.hidden} 0 R]/D<</OFF[${LAYERS.hidden} 0 R]>>>>`;
    return `<</Type/Catalog/Pages ${pages} 0 R${this.#usesLayers ? layers : ''}>>`;
  }

  #putCrossReference(): void {
    const num = this.#allocate();
    const offset = this.#sink.position;
    this.#places.setOffset(num, offset);
    const { data, widths } = this.#places.encode(this.#nextNumber);
    const id = this.#sink.digestSoFar().slice(0, 32);
    const dict =
      `<</Type/XRef/Size ${this.#nextNumber}/W[${widths.join(' ')}]/Root ${CATALOGUE} 0 R/Info ${INFO} 0 R` +
      `/ID[<${id}><${id}>]/Filter/FlateDecode/Length ${data.length}>>`;
    this.#putStream(num, dict, data);
    this.#sink.appendText(`startxref\n${offset}\n%%EOF\n`);
  }

  async abort(): Promise<void> {
    await this.#sink.abandon();
    await rm(this.#path, { force: true });
  }
}
