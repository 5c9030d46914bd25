import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCatalogue } from './classify/catalogue.ts';
import { checkCatalogue, type CatalogueFinding } from './classify/check-catalogue.ts';
import { databaseOptions } from './config/database-options.ts';
import { loadConfig, type Config } from './config/load-config.ts';
import { ConfigurationError } from './domain/errors.ts';
import { Database, type Session } from './ledger/database.ts';
import { findCatalogueGaps } from './operations/find-catalogue-gaps.ts';
import { replayNights, type ReplayOrder } from './operations/replay/replay-nights.ts';
import type { ReplayReport } from './operations/replay/replay-report.ts';

export type { ChangedDocument, ReplayReport } from './operations/replay/replay-report.ts';

const SHIPPED_CATALOGUE = join(import.meta.dirname, '../templates/rule-catalogue.yaml');

/** What is asked of a catalogue; a catalogue can be looked at where no insurer is configured. */
export interface CatalogueQuestion {
  readonly configPath: string;
  /** Null: the configured one, else the one that comes with the program. */
  readonly file: string | null;
}

export interface CatalogueCheck {
  readonly file: string;
  /** Null: it cannot be used at all. */
  readonly version: string | null;
  readonly hash: string | null;
  /** The view whose types and lines were compared; null: no configuration, or a catalogue that cannot be used. */
  readonly comparedWith: string | null;
  readonly findings: readonly CatalogueFinding[];
}

/** Contradictions, gaps and what can never take effect; changes nothing. Reads the whole core view where one is configured. */
export async function checkCatalogueFile(question: CatalogueQuestion): Promise<CatalogueCheck> {
  const config = configOf(question);
  const file = fileOf(question, config);
  const { catalogue, findings } = checkCatalogue(await textIn(file), file);
  const view = catalogue === null ? null : (config?.core.view ?? null);
  const gaps =
    catalogue === null || config === null
      ? []
      : await withDatabase(config.core, (core) => findCatalogueGaps(core, config.core.view, catalogue));
  return {
    file,
    version: catalogue?.version ?? null,
    hash: catalogue?.hash ?? null,
    comparedWith: view,
    findings: [...findings, ...gaps],
  };
}

/** What the catalogue in a file would have made of past nights; changes nothing. @throws see `replayNights` */
export async function replay(
  app: { readonly ledger: Session },
  order: Omit<ReplayOrder, 'catalogue'> & { readonly file: string },
): Promise<ReplayReport> {
  const { file, ...rest } = order;
  return replayNights(app.ledger, { ...rest, catalogue: parseCatalogue(await textIn(file), file) });
}

function configOf({ configPath }: CatalogueQuestion): Config | null {
  return existsSync(configPath) ? loadConfig(configPath) : null;
}

function fileOf({ file }: CatalogueQuestion, config: Config | null): string {
  return file ?? config?.catalogue ?? SHIPPED_CATALOGUE;
}

async function withDatabase<T>(
  section: Parameters<typeof databaseOptions>[0],
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = new Database(databaseOptions(section));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
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
