import BetterSqlite3 from 'better-sqlite3';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { BLOCK_COLUMNS } from '../../src/ledger/block-source.ts';
import { FACT_COLUMNS } from '../../src/ledger/core-facts.ts';
import { chunksFor } from '../../src/ledger/rows.ts';

/** Columns of the view that a row states otherwise than the eligible default. */
export type CoreRow = Readonly<Record<string, string | number | Uint8Array | null>>;

/** Everything that a premium invoice needs to be e-mailed; a row overrides what it wants. */
export const ELIGIBLE: CoreRow = {
  document_type: 'BEITRAGSRECHNUNG',
  line_of_business: 'KFZ',
  contract_id: 'V-1',
  recipient_role: 'policyholder',
  recipient_name: 'Erika Beispiel',
  recipient_street: 'Musterweg 1',
  recipient_city: 'Musterstadt',
  recipient_country: 'DE',
  residence_country: 'DE',
  email_address_users: 1,
  digital_post_from: '2024-01-01',
  protected_data: 0,
  document_date: '2026-11-20',
};

/** A core database that is nothing but the view's rows, as a table of its name. */
export function createCore(file: string, rows: readonly CoreRow[]): void {
  const core = new BetterSqlite3(file);
  const columns = [...FACT_COLUMNS, 'pdf_path', 'pdf_content'];
  core.exec(`CREATE TABLE pending_output_document (${columns.join(', ')})`);
  core.close();
  addToCore(file, rows);
}

/** Documents that become pending later. */
export function addToCore(file: string, rows: readonly CoreRow[]): void {
  const core = new BetterSqlite3(file);
  const columns = [...FACT_COLUMNS, 'pdf_path', 'pdf_content'];
  const insert = core.prepare(
    `INSERT INTO pending_output_document VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  );
  const nothing = Object.fromEntries(columns.map((column) => [column, null]));
  core.transaction(() => {
    for (const row of rows) insert.run({ ...nothing, ...ELIGIBLE, ...row });
  })();
  core.close();
}

/**
 * The view of the blocks, as a table of its name, with blocks of people of whom no document is pending (S18).
 *
 * @param coreSql runs a statement on the core database
 */
export function createBlocks(
  coreSql: (text: string, values: readonly string[]) => unknown,
  blockIds: readonly string[],
): void {
  const columns = BLOCK_COLUMNS.map((column) => `${column} nvarchar(400) NULL`);
  coreSql('DROP TABLE IF EXISTS current_abuse_block', []);
  coreSql(`CREATE TABLE current_abuse_block (${columns.join(', ')})`, []);
  for (const id of blockIds) {
    coreSql(
      `INSERT INTO current_abuse_block (block_id, policyholder_id, recipient_name, recipient_street,
        recipient_postal_code, recipient_city, recipient_country, residence_country)
        VALUES (?, ?, 'Erika Beispiel', 'Musterweg 1', '12345', 'Musterstadt', 'DE', 'DE')`,
      [id, `P-${id}`],
    );
  }
}

/** Columns of the view that are no text; SQLite needs no types, SQL Server does. */
const COLUMN_TYPES: Readonly<Record<string, string>> = {
  email_address_users: 'int',
  protected_data: 'int',
  pdf_content: 'varbinary(max)',
};

/** Runs a statement on the core database. */
type CoreSql = (text: string, values: readonly (string | number | Uint8Array)[]) => unknown;

/** The same on SQL Server: a table of the view's name in the schema that everybody starts in. */
export function createCoreOnServer(coreSql: CoreSql, rows: readonly CoreRow[]): void {
  const columns = [...FACT_COLUMNS, 'pdf_path', 'pdf_content'];
  const types = columns.map((column) => `${column} ${COLUMN_TYPES[column] ?? 'nvarchar(2000)'} NULL`);
  coreSql('DROP TABLE IF EXISTS pending_output_document', []);
  coreSql(`CREATE TABLE pending_output_document (${types.join(', ')})`, []);
  addToCoreOnServer(coreSql, rows);
}

/** Documents that become pending later. */
export function addToCoreOnServer(coreSql: CoreSql, rows: readonly CoreRow[]): void {
  const columns = [...FACT_COLUMNS, 'pdf_path', 'pdf_content'];
  for (const chunk of chunksFor(rows, columns.length)) {
    const cells = chunk.map((row) => columns.map((column) => cellOf({ ...ELIGIBLE, ...row }, column)));
    // The driver calls every NULL a text, and a text is no binary: it stands in the statement.
    const tuples = cells.map(
      (tuple) => `(${tuple.map((cell) => (cell === null ? 'NULL' : '?')).join(', ')})`,
    );
    coreSql(
      `INSERT INTO pending_output_document (${columns.join(', ')}) VALUES ${tuples.join(', ')}`,
      cells.flat().filter((cell) => cell !== null),
    );
  }
}

/** Whatever stands in a column for texts is a text. */
function cellOf(row: CoreRow, column: string): string | number | Uint8Array | null {
  const value = row[column] ?? null;
  return typeof value === 'number' && COLUMN_TYPES[column] === undefined ? String(value) : value;
}

/** A small letter of its own to `ELIGIBLE`'s policyholder: `pages` pages that show the document's id. */
export async function smallLetter(documentId: string, pages: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (let page = 1; page <= pages; page += 1) {
    const text = `Erika Beispiel, ${documentId}, page ${page}`;
    pdf.addPage([595.28, 841.89]).drawText(text, { x: 70, y: 600, font, size: 12 });
  }
  return pdf.save();
}
