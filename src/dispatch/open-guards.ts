import type { Catalogue } from '../classify/catalogue.ts';
import { createFindSensitive } from '../classify/guards/find-sensitive.ts';
import type { Config } from '../config/load-config.ts';
import type { ContentFindings } from '../domain/content.ts';
import type { Facts } from '../domain/document.ts';
import { ContractLookup } from '../ledger/contract-lookup.ts';
import type { Database } from '../ledger/database.ts';
import { openTextReader } from '../print/text/text-reader.ts';
import { readContent } from './read-content.ts';

export interface OpenGuards {
  readonly readContent: (facts: Facts, pdf: Uint8Array) => Promise<ContentFindings>;
  readonly close: () => Promise<void>;
}

/** The guards that look into PDFs, with their readers; these start when the first PDF is read. Close them at the end. */
export function openGuards(core: Database, config: Config, catalogue: Catalogue): OpenGuards {
  const { maxMillis, maxMemory, maxCharacters, workers } = config.pdf.text;
  const text = openTextReader({ maxMillis, maxMemoryBytes: maxMemory, maxCharacters, workers });
  const guards = {
    text,
    findSensitive: createFindSensitive(catalogue.contentGuard),
    contracts: new ContractLookup(core, config.core.contractLookup?.view ?? config.core.view),
    contractPatterns: config.core.contractPatterns.map((pattern) => new RegExp(pattern, 'gu')),
  };
  return { readContent: (facts, pdf) => readContent(guards, facts, pdf), close: text.close };
}
