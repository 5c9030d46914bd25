import type { Database } from './database.ts';
import { FACT_COLUMNS } from './core-facts.ts';
import { numberOf, type Row } from './rows.ts';

/** Where the PDF is: the columns of the view beside the facts. */
const PDF_COLUMNS = ['pdf_path', 'pdf_content'] as const;

/** Codes told at most: more of them are no codes. */
const MAX_CODES = 200;

/**
 * Columns that the view ought to have and has not. Asked one by one only when all of them together failed, for no
 * catalogue table is the same in both databases.
 */
export async function missingViewColumns(
  core: Database,
  view: string,
  columns: readonly string[] = [...FACT_COLUMNS, ...PDF_COLUMNS],
): Promise<readonly string[]> {
  try {
    await core
      .knex(view)
      .select([...columns])
      .limit(1);
    return [];
  } catch (error) {
    const missing: string[] = [];
    for (const column of columns) {
      if (!(await hasColumn(core, view, column))) missing.push(column);
    }
    // None of them alone: then the view itself cannot be read, and its own error says why.
    if (missing.length === 0 || missing.length === columns.length) throw error;
    return missing;
  }
}

/** Those of these columns that the view has. */
export async function presentViewColumns(
  core: Database,
  view: string,
  columns: readonly string[],
): Promise<readonly string[]> {
  const present: string[] = [];
  for (const column of columns) {
    if (await hasColumn(core, view, column)) present.push(column);
  }
  return present;
}

async function hasColumn(core: Database, view: string, column: string): Promise<boolean> {
  return core
    .knex(view)
    .select(column)
    .limit(1)
    .then(
      () => true,
      () => false,
    );
}

/** How many rows the view has now. */
export async function countPending(core: Database, view: string): Promise<number> {
  const row: Row | undefined = await core.knex(view).count({ n: '*' }).first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

/** Document ids that stand in more than one row, `count` at most: each of them will be held. Reads the whole view. */
export async function duplicateDocumentIds(
  core: Database,
  view: string,
  count: number,
): Promise<readonly string[]> {
  const rows: Row[] = await core
    .knex(view)
    .groupBy('document_id')
    .havingRaw('COUNT(*) > 1')
    .orderBy('document_id')
    .limit(count)
    .select('document_id');
  return rows.map((row) => String(row['document_id']));
}

/** The different values of a code column; nulls and blanks left out. Reads the whole view. */
export async function codesInUse(
  core: Database,
  view: string,
  column: 'document_type' | 'line_of_business',
): Promise<readonly string[]> {
  const rows: Row[] = await core
    .knex(view)
    .distinct(column)
    .whereNotNull(column)
    .orderBy(column)
    .limit(MAX_CODES);
  return rows.map((row) => String(row[column]).trim()).filter((code) => code !== '');
}
