import { readFile } from 'node:fs/promises';
import { parseCatalogue } from './classify/catalogue.ts';
import { ConfigurationError } from './domain/errors.ts';
import type { Session } from './ledger/database.ts';
import { replayNights, type ReplayOrder } from './operations/replay/replay-nights.ts';
import type { ReplayReport } from './operations/replay/replay-report.ts';

export type { ChangedDocument, ReplayReport } from './operations/replay/replay-report.ts';

/** What the catalogue in a file would have made of past nights; changes nothing. @throws see `replayNights` */
export async function replay(
  app: { readonly ledger: Session },
  order: Omit<ReplayOrder, 'catalogue'> & { readonly file: string },
): Promise<ReplayReport> {
  const { file, ...rest } = order;
  return replayNights(app.ledger, { ...rest, catalogue: await catalogueIn(file) });
}

async function catalogueIn(file: string) {
  return parseCatalogue(await textIn(file), file);
}

/** @throws ConfigurationError when the file cannot be read */
async function textIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new ConfigurationError(`Rule catalogue \`${file}\`: expected a readable file, got ${code}.`, {
      cause,
    });
  }
}
