import type { Database } from './database.ts';
import { FACT_COLUMNS } from './core-facts.ts';
import { numberOf, type Row } from './rows.ts';

/** Where the PDF is: the columns of the view beside the facts. */
const PDF_COLUMNS = ['pdf_path', 'pdf_content'] as const;

/** Codes told at most: more of them are no codes. */
const MAX_CODES = 200;

/**
 * Columns that the view ought to have and has not. Asked one by one only when all of them together failed, for no
 * catalogue table is the same in both databases. One row of the view a question.
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

/** Those of these columns that the view has. One row of the view a column. */
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

/** One row of the view. */
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

/** How many rows the view has now. Reads the whole view. */
export async function countPending(core: Database, view: string): Promise<number> {
  const row: Row | undefined = await core.knex(view).count({ n: '*' }).first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

export interface RepeatedIds {
  /** Ids that stand in more than one row: each of them will be held. */
  readonly inSeveralRows: readonly string[];
  /** Ids of different spellings that this database takes for one: a ledger may have room for one of them only. */
  readonly takenForOne: readonly (readonly string[])[];
}

/**
 * Document ids that the database finds more than once, `count` values at most. Reads the whole view, then seeks each in the
 * index below.
 */
export async function repeatedDocumentIds(core: Database, view: string, count: number): Promise<RepeatedIds> {
  const repeated: Row[] = await core
    .knex(view)
    .whereNotNull('document_id')
    .groupBy('document_id')
    .havingRaw('COUNT(*) > 1')
    .orderBy('document_id')
    .limit(count)
    .select('document_id');
  const inSeveralRows: string[] = [];
  const takenForOne: string[][] = [];
  for (const { document_id: id } of repeated) {
    const rows: Row[] = await core
      .knex(view)
      .where('document_id', id as string)
      .select('document_id');
    const counts = new Map<string, number>();
    for (const row of rows) {
      const spelled = String(row['document_id']);
      counts.set(spelled, (counts.get(spelled) ?? 0) + 1);
    }
    inSeveralRows.push(...[...counts].filter(([, times]) => times > 1).map(([spelled]) => spelled));
    if (counts.size > 1) takenForOne.push([...counts.keys()].toSorted());
  }
  return { inSeveralRows, takenForOne };
}

/** Rows of which no PDF can come: neither a path nor a content, or a content of 0 bytes. Reads the whole view, no PDF. */
export async function countRowsWithoutPdf(core: Database, view: string): Promise<number> {
  const row: Row | undefined = await core
    .knex(view)
    .where((none) => void none.whereNull('pdf_path').orWhere('pdf_path', ''))
    .where((none) => {
      void none.whereNull('pdf_content').orWhereRaw(`${core.dialect.byteLength('pdf_content')} = 0`);
    })
    .count({ n: '*' })
    .first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

/** The different values of a code column; nulls and blanks left out. Reads the whole view. */
export async function codesInUse(
  core: Database,
  view: string,
  column: 'document_type' | 'line_of_business',
): Promise<readonly string[]> {
  // By spelling: the catalogue tells `kfz` from `KFZ`, and most collations do not.
  const rows: Row[] = await core
    .knex(view)
    .distinct(column, core.knex.raw(`${core.dialect.spelling(column)} AS spelling`))
    .whereNotNull(column)
    .orderBy(column)
    .limit(MAX_CODES);
  return [...new Set(rows.map((row) => String(row[column]).trim()))].filter((code) => code !== '');
}
