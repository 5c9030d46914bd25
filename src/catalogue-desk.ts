import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { catalogueChanges } from './classify/catalogue-changes.ts';
import { parseCatalogue } from './classify/catalogue.ts';
import { checkCatalogue, type CatalogueFinding } from './classify/check-catalogue.ts';
import { readRuleTexts } from './classify/rule-texts.ts';
import { databaseOptions } from './config/database-options.ts';
import { loadConfig, type Config } from './config/load-config.ts';
import { ConfigurationError } from './domain/errors.ts';
import { Database, type Session } from './ledger/database.ts';
import { findEarlierCatalogue } from './ledger/decision-store.ts';
import { pendingMigrations } from './ledger/migrate.ts';
import { catalogueDocument } from './operations/catalogue-document/catalogue-document.ts';
import { toHtml } from './operations/written-document/to-html.ts';
import { localMoment } from './operations/local-moment.ts';
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

export interface ExportedCatalogue {
  readonly html: string;
  readonly pdf: string;
  readonly version: string;
  readonly hash: string;
  /** What it was compared with; null: no older catalogue is known. */
  readonly comparedWith: string | null;
  readonly changes: number;
}

/**
 * Writes the catalogue as a German document for counsel, as HTML and PDF, with what changed since `since`, or else since the
 * catalogue that the ledger knows from earlier nights.
 *
 * @throws CatalogueError, ConfigurationError
 */
export async function exportCatalogue(
  question: CatalogueQuestion & { readonly since: string | null; readonly folder: string },
): Promise<ExportedCatalogue> {
  const config = configOf(question);
  const file = fileOf(question, config);
  const yamlText = await textIn(file);
  const catalogue = parseCatalogue(yamlText, file);
  const older = await olderCatalogue(question, config, catalogue.hash);
  const comparison =
    older === null ? null : { with: older.name, changes: catalogueChanges(older.content, yamlText) };
  const document = catalogueDocument(catalogue, comparison);
  await mkdir(question.folder, { recursive: true });
  const path = join(question.folder, `regelwerk-${catalogue.hash.slice(0, 12)}`);
  const written = { html: `${path}.html`, pdf: `${path}.pdf` };
  await writeFile(written.html, toHtml(document));
  // Every job loads this file; what sets pages takes longer to load than all else.
  const { toPdf } = await import('./operations/written-document/to-pdf.ts');
  await writeFile(written.pdf, await toPdf(document));
  const { version, hash } = catalogue;
  return {
    ...written,
    version,
    hash,
    comparedWith: comparison?.with ?? null,
    changes: comparison?.changes.length ?? 0,
  };
}

interface OlderCatalogue {
  readonly name: string;
  readonly content: string;
}

async function olderCatalogue(
  { since }: { readonly since: string | null },
  config: Config | null,
  hash: string,
): Promise<OlderCatalogue | null> {
  if (since !== null) {
    const content = await textIn(since);
    if (readRuleTexts(content) === null) {
      throw new ConfigurationError(`--since: expected a rule catalogue in \`${since}\`, got something else.`);
    }
    return { name: basename(since), content };
  }
  if (config === null) return null;
  const earlier = await withDatabase(config.ledger, async (ledger) =>
    (await pendingMigrations(ledger)).length > 0 ? null : findEarlierCatalogue(ledger, hash),
  );
  if (earlier === null) return null;
  const version = readRuleTexts(earlier.content)?.version ?? 'unbekannt';
  return {
    name: `Version ${version}, gespeichert am ${localMoment(earlier.storedAt, config.timeZone)}`,
    content: earlier.content,
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
