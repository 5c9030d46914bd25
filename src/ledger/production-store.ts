import type { Session } from './database.ts';
import { textOf, type Row } from './rows.ts';

/**
 * Fixes the day on which a print file is to be produced. Call it in the transaction that assigns the file. Adds one row.
 */
export async function setProductionDate(
  session: Session,
  printFileId: string,
  productionDate: string,
): Promise<void> {
  await session
    .from('print_file_production')
    .insert({ print_file_id: printFileId, production_date: productionDate });
}

/** `YYYY-MM-DD` by print file; those without a day are left out. Primary key seeks. */
export async function productionDates(
  session: Session,
  printFileIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (printFileIds.length === 0) return new Map();
  const rows: Row[] = await session
    .from('print_file_production')
    .whereIn('print_file_id', printFileIds)
    .select('print_file_id', 'production_date');
  return new Map(rows.map((row) => [textOf(row, 'print_file_id'), textOf(row, 'production_date')]));
}
