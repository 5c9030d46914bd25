import { open } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Facts, PdfFinding } from '../domain/document.ts';
import type { Database } from './database.ts';
import { FACT_COLUMNS, parseFacts } from './core-facts.ts';
import { chunksFor, numberOf, textOf, textOrNull, type Row } from './rows.ts';

export interface DocumentSourceOptions {
  /** The view, schema-qualified where the core database wants it. */
  readonly view: string;
  /** Root of the file store for rows with a `pdf_path`; null when every PDF stands in the database. */
  readonly pdfRoot: string | null;
  /** A larger PDF is never fetched. */
  readonly maxPdfBytes: number;
}

/** What the view says about one document id. Two rows with one id contradict each other: nobody may choose. */
export type FactsLookup =
  | { readonly kind: 'found'; readonly facts: Facts }
  | { readonly kind: 'absent' }
  | { readonly kind: 'ambiguous'; readonly rows: number };

export type PdfLookup =
  | { readonly kind: 'found'; readonly pdf: Uint8Array }
  | { readonly kind: 'unfit'; readonly bytes: number; readonly finding: PdfFinding };

/** The core database as we see it: one documented view that we only ever read (docs/core-view.md). */
export class DocumentSource {
  readonly #core: Database;
  readonly #options: DocumentSourceOptions;

  constructor(core: Database, options: DocumentSourceOptions) {
    this.#core = core;
    this.#options = options;
  }

  /**
   * Ids of pending documents in chunks, in the order of the id. Keyset pagination: memory holds one chunk, whether the
   * view has a thousand rows or a million; wants an index on document_id below the view.
   */
  async *pendingIds(chunkSize: number): AsyncGenerator<readonly string[]> {
    let after: string | null = null;
    for (;;) {
      const query = this.#core
        .knex(this.#options.view)
        .distinct('document_id')
        .orderBy('document_id')
        .limit(chunkSize);
      if (after !== null) void query.where('document_id', '>', after);
      const rows: Row[] = await query;
      const ids = rows.map((row) => textOf({ id: String(row['document_id']) }, 'id'));
      const last = ids.at(-1);
      if (last === undefined) return;
      yield ids;
      after = last;
    }
  }

  /** The facts of these documents as they stand now. */
  async factsOf(documentIds: readonly string[]): Promise<ReadonlyMap<string, FactsLookup>> {
    const rowsById = new Map<string, Row[]>();
    for (const chunk of chunksFor(documentIds, 1)) {
      const rows: Row[] = await this.#core
        .knex(this.#options.view)
        .whereIn('document_id', chunk)
        .select(...FACT_COLUMNS);
      for (const row of rows) {
        const id = String(row['document_id']);
        rowsById.set(id, [...(rowsById.get(id) ?? []), row]);
      }
    }
    return new Map(documentIds.map((id) => [id, lookupOf(id, rowsById.get(id) ?? [])]));
  }

  /** One document's PDF, whole in memory, after its size was checked. */
  async pdfOf(documentId: string): Promise<PdfLookup> {
    const { view } = this.#options;
    const rows: Row[] = await this.#core
      .knex(view)
      .where({ document_id: documentId })
      .select(
        'pdf_path',
        this.#core.knex.raw(`${this.#core.dialect.byteLength('pdf_content')} AS content_bytes`),
      );
    const [row] = rows;
    if (row === undefined) return unfit(0, 'missing', 'the document is no longer in the view');
    const path = textOrNull(row, 'pdf_path');
    if (path !== null) return this.#readFile(path);
    if (row['content_bytes'] === null)
      return unfit(0, 'missing', 'neither pdf_path nor pdf_content is filled');
    const bytes = numberOf(row, 'content_bytes');
    const finding = this.#sizeFinding(bytes);
    if (finding !== null) return finding;
    const content: Row | undefined = await this.#core
      .knex(view)
      .where({ document_id: documentId })
      .first('pdf_content');
    const pdf = content?.['pdf_content'];
    if (!(pdf instanceof Uint8Array)) return unfit(bytes, 'missing', 'pdf_content is not a binary value');
    return { kind: 'found', pdf };
  }

  async #readFile(path: string): Promise<PdfLookup> {
    const { pdfRoot } = this.#options;
    if (pdfRoot === null)
      return unfit(0, 'missing', 'the row names a pdf_path, but core.pdfRoot is not configured');
    const full = resolve(pdfRoot, path);
    const below = relative(pdfRoot, full);
    // A path from a database must not reach outside of the file store.
    if (below === '' || below.startsWith('..') || isAbsolute(below)) {
      return unfit(0, 'missing', 'pdf_path leads outside of core.pdfRoot');
    }
    let file;
    try {
      file = await open(full, 'r');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      // Only a file that does not exist is the document's fault; a store that cannot be read is everybody's.
      if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EISDIR') throw error;
      return unfit(0, 'missing', `there is no file at pdf_path (${code})`);
    }
    try {
      const { size } = await file.stat();
      return this.#sizeFinding(size) ?? { kind: 'found', pdf: await file.readFile() };
    } finally {
      await file.close();
    }
  }

  #sizeFinding(bytes: number): PdfLookup | null {
    const { maxPdfBytes } = this.#options;
    if (bytes === 0) return unfit(0, 'empty', 'the PDF has 0 bytes');
    if (bytes <= maxPdfBytes) return null;
    return unfit(bytes, 'too_large', `the PDF has ${bytes} bytes, pdf.maxBytes allows ${maxPdfBytes}`);
  }
}

function lookupOf(documentId: string, rows: readonly Row[]): FactsLookup {
  const [row] = rows;
  if (row === undefined) return { kind: 'absent' };
  if (rows.length > 1) return { kind: 'ambiguous', rows: rows.length };
  return { kind: 'found', facts: parseFacts(documentId, row) };
}

function unfit(bytes: number, code: PdfFinding['code'], message: string): PdfLookup {
  return { kind: 'unfit', bytes, finding: { code, message } };
}
