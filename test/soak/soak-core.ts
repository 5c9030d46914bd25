import BetterSqlite3 from 'better-sqlite3';
import { FACT_COLUMNS } from '../../src/ledger/core-facts.ts';
import type { CoreRow } from '../support/small-core.ts';

/** The core system: its documents until some time after they left, and what it was told about each. */
export class SoakCore {
  readonly #database: BetterSqlite3.Database;

  constructor(file: string) {
    this.#database = new BetterSqlite3(file);
    const columns = [...FACT_COLUMNS, 'pdf_path', 'pdf_content'].join(', ');
    this.#database.exec(`
      CREATE TABLE document (${columns}, left_at text NULL, told text NULL);
      CREATE UNIQUE INDEX ux_document ON document (document_id);
      CREATE VIEW pending_output_document AS SELECT ${columns} FROM document`);
  }

  add(rows: readonly CoreRow[]): void {
    const columns = Object.keys(rows[0] ?? {});
    const insert = this.#database.prepare(
      `INSERT INTO document (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
    );
    this.#database.transaction(() => {
      for (const row of rows) insert.run(row);
    })();
  }

  /** The statement by which the program tells what left. */
  static readonly writeBack =
    'UPDATE document SET left_at = :at, told = :dispatch_id WHERE document_id = :document_id';

  /** Documents that it still has and was not told the end of. */
  untold(): ReadonlySet<string> {
    const rows = this.#database
      .prepare<[], { document_id: string }>('SELECT document_id FROM document WHERE told IS NULL')
      .all();
    return new Set(rows.map(({ document_id: id }) => id));
  }

  /** Its own housekeeping: what left before `moment` is listed no more. */
  forget(moment: string): void {
    this.#database.prepare('DELETE FROM document WHERE left_at < ?').run(moment);
  }

  mend(documentId: string, pdf: Uint8Array): void {
    this.#database.prepare('UPDATE document SET pdf_content = ? WHERE document_id = ?').run(pdf, documentId);
  }

  close(): void {
    this.#database.close();
  }
}
