import type { Facts, PdfFinding } from '../domain/document.ts';
import { PostausgangError } from '../domain/errors.ts';
import type { Database } from './database.ts';
import { FACT_COLUMNS, OPTIONAL_FACT_COLUMNS, parseFacts } from './core-facts.ts';
import { missingViewColumns, presentViewColumns } from './core-view-probe.ts';
import { readStoredFile } from './file-store.ts';
import { chunksFor, numberOf, type Row } from './rows.ts';

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
  #optional: Promise<readonly string[]> | null = null;

  constructor(core: Database, options: DocumentSourceOptions) {
    this.#core = core;
    this.#options = options;
  }

  /**
   * Ids of pending documents in chunks, in the order of the id, each once as it is spelled. Keyset pagination: memory
   * holds one chunk, whether the view has a thousand rows or a million; wants an index on document_id below the view.
   * The next chunk begins behind the id as the database gave it: as a text, a number without a declared type would sort
   * before every text.
   *
   * No DISTINCT, and the ids that the database takes for the last one are asked for by themselves: to a collation that
   * ignores capitals or trailing blanks `D-1a` and `D-1A` are one value, of which DISTINCT keeps one and `>` skips the
   * rest. Each chunk begins above all of them, so the reading ends whatever the view holds. Two seeks a chunk; touched is what
   * it gives.
   *
   * @throws CoreViewError
   */
  async *pendingIds(chunkSize: number): AsyncGenerator<readonly string[]> {
    let after: string | number | null = null;
    for (;;) {
      const query = this.#core
        .knex(this.#options.view)
        .select('document_id')
        .whereNotNull('document_id')
        .orderBy('document_id')
        .limit(chunkSize);
      if (after !== null) void query.where('document_id', '>', after);
      const rows: Row[] = await query;
      const ids = rows.map(({ document_id: id }) => keyOf(id));
      const last = ids.at(-1);
      if (last === undefined) return;
      yield [...new Set([...ids, ...(await this.#idsEqualTo(last))].map(String))];
      after = last;
    }
  }

  /** Every id that the core database takes for this one, itself included. One seek in the index below the view. */
  async #idsEqualTo(id: string | number): Promise<readonly (string | number)[]> {
    const rows: Row[] = await this.#core
      .knex(this.#options.view)
      .where('document_id', id)
      .select('document_id');
    return rows.map(({ document_id: equal }) => keyOf(equal));
  }

  /** Rows without an id: nobody can collect them, so somebody has to be told. One scan of the view. */
  async countRowsWithoutId(): Promise<number> {
    const row: Row | undefined = await this.#core
      .knex(this.#options.view)
      .whereNull('document_id')
      .count({ n: '*' })
      .first();
    return row === undefined ? 0 : numberOf(row, 'n');
  }

  /**
   * The facts of these documents as they stand now. One statement for up to 2,000 of them, a seek for each in the index on
   * document_id below the view.
   */
  async factsOf(documentIds: readonly string[]): Promise<ReadonlyMap<string, FactsLookup>> {
    const rowsById = new Map<string, Row[]>();
    for (const chunk of chunksFor(documentIds, 1)) {
      const optional = await this.#optionalColumns();
      const rows = await this.#orMissingColumns(() =>
        this.#core
          .knex(this.#options.view)
          .whereIn('document_id', chunk)
          .select<Row[]>(...FACT_COLUMNS, ...optional),
      );
      for (const row of rows) {
        const id = String(row['document_id']);
        rowsById.set(id, [...(rowsById.get(id) ?? []), row]);
      }
    }
    return new Map(documentIds.map((id) => [id, lookupOf(id, rowsById.get(id) ?? [])]));
  }

  /** A database that refuses a statement over a column names one at most, and some none: the view is asked for all. */
  async #orMissingColumns<T>(ask: () => PromiseLike<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const { view } = this.#options;
      const missing = await missingViewColumns(this.#core, view).catch(() => []);
      if (missing.length === 0) throw error;
      throw new CoreViewError(
        `Core view \`${view}\` lacks ${missing.map((column) => `\`${column}\``).join(', ')} (docs/core-view.md). Have them added, then run again: nothing was decided on what is left.`,
        { cause: error },
      );
    }
  }

  /** Asked once: a view of an earlier release lacks them, and stays what it is. */
  #optionalColumns(): Promise<readonly string[]> {
    this.#optional ??= presentViewColumns(this.#core, this.#options.view, OPTIONAL_FACT_COLUMNS);
    return this.#optional;
  }

  /**
   * One document's PDF, whole in memory; one that is too large stays in the database. Ids are compared as they are spelled: a collation
   * that ignores capitals finds two rows here, and the other one's PDF would go to the wrong person.
   * One seek in the index on document_id below the view; touched are the rows of this id.
   */
  async pdfOf(documentId: string): Promise<PdfLookup> {
    const { view, maxPdfBytes } = this.#options;
    const { knex, dialect } = this.#core;
    const size = dialect.byteLength('pdf_content');
    const rows: Row[] = await knex(view)
      .where({ document_id: documentId })
      .select(
        'document_id',
        'pdf_path',
        knex.raw(`${size} AS content_bytes`),
        knex.raw(`CASE WHEN ${size} <= ? THEN pdf_content END AS pdf_content`, [maxPdfBytes]),
      );
    const row = rows.find(isOf(documentId));
    if (row === undefined) return unfit(0, 'missing', 'the document is no longer in the view');
    const path = row['pdf_path'];
    if (path !== null && typeof path !== 'string') return unfit(0, 'missing', 'pdf_path is not a text');
    // Padded like every `char` column; a blank one names nothing.
    if (path !== null && path.trim() !== '') return this.#readFile(path.trim());
    if (row['content_bytes'] === null)
      return unfit(0, 'missing', 'neither pdf_path nor pdf_content is filled');
    const bytes = numberOf(row, 'content_bytes');
    const finding = this.#sizeFinding(bytes);
    if (finding !== null) return finding;
    const pdf = row['pdf_content'];
    if (!(pdf instanceof Uint8Array)) return unfit(bytes, 'missing', 'pdf_content is not a binary value');
    return { kind: 'found', pdf };
  }

  async #readFile(path: string): Promise<PdfLookup> {
    const { pdfRoot } = this.#options;
    if (pdfRoot === null)
      return unfit(0, 'missing', 'the row names a pdf_path, but core.pdfRoot is not configured');
    const file = await readStoredFile(pdfRoot, path, (size) => this.#sizeFinding(size) === null);
    if (file.kind === 'absent') return unfit(0, 'missing', file.why);
    return file.kind === 'read' ? { kind: 'found', pdf: file.bytes } : this.#refused(file.size);
  }

  #refused(bytes: number): PdfLookup {
    return this.#sizeFinding(bytes) ?? unfit(bytes, 'missing', 'the PDF changed its size while it was read');
  }

  #sizeFinding(bytes: number): PdfLookup | null {
    const { maxPdfBytes } = this.#options;
    if (bytes === 0) return unfit(0, 'empty', 'the PDF has 0 bytes');
    if (bytes <= maxPdfBytes) return null;
    return unfit(bytes, 'too_large', `the PDF has ${bytes} bytes, pdf.maxBytes allows ${maxPdfBytes}`);
  }
}

/** The view is not what it must be: nothing can be collected through it without losing something. */
export class CoreViewError extends PostausgangError {
  readonly code = 'CORE_VIEW';
}

/** An id as the database gave it. Beyond 2^53 a number is no longer the one that stands there. */
function keyOf(value: unknown): string | number {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new CoreViewError(
    `Core view, column \`document_id\`: expected a text, got ${typeof value === 'number' ? 'a number beyond 2^53 or with a fraction' : typeof value}. ` +
      'Let the view cast it to a text; nothing was collected from here on.',
  );
}

function isOf(documentId: string): (row: Row) => boolean {
  return (row) => String(row['document_id']) === documentId;
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
