import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../../batch/on-disk.ts';
import { importedFolder, importedPrefix } from '../../dispatch/import-shop-reports.ts';
import type { Database } from '../../ledger/database.ts';
import { listAgedShopReports } from '../../ledger/shop-report-store.ts';

export interface ShopReportRetention {
  /** Milliseconds after its import for which a file of the shop stays; what it said stays in the ledger. */
  readonly shopReports: number;
  /** Where the shop's files arrive; null: nowhere, people import them. */
  readonly inbox: string | null;
}

/**
 * Removes the files that the shop sent and that were read long ago, or only tells their names. One of which a person must
 * still clear something stays.
 */
export async function retainShopReports(
  ledger: Database,
  { shopReports, inbox }: ShopReportRetention,
  dryRun: boolean,
): Promise<readonly string[]> {
  if (inbox === null) return [];
  const folder = importedFolder(inbox);
  const aged = new Set((await listAgedShopReports(ledger, shopReports)).map(importedPrefix));
  const names = (await namesIn(folder)).filter((name) => aged.has(name.split('_')[0] ?? ''));
  if (!dryRun) for (const name of names) await rm(join(folder, name), { force: true });
  return names;
}
