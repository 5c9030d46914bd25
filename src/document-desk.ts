import { explainDocument, type Explanation } from './operations/explain.ts';
import { gatherEvidence } from './operations/evidence/gather-evidence.ts';
import { writeEvidence, type WrittenEvidence } from './operations/evidence/write-evidence.ts';
import type { App } from './open-app.ts';

/** Why a document left as it did. @throws NotFoundError */
export function explain(app: App, documentId: string): Promise<Explanation> {
  const { ledger, catalogue, config } = app;
  return explainDocument({ ledger, today: catalogue, timeZone: config.timeZone }, documentId);
}

/** Writes what proves how a document left. @throws NotFoundError, ConfigurationError */
export async function evidence(app: App, documentId: string, folder: string): Promise<WrittenEvidence> {
  const { ledger, catalogue, config } = app;
  const { workDirectory, toolVersion } = app.printTools(app.today());
  const sources = { ledger, today: catalogue, timeZone: config.timeZone, workDirectory, toolVersion };
  return writeEvidence(await gatherEvidence(sources, documentId), folder, config.timeZone);
}
