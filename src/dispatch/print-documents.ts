import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listPrintFiles, markHandedOver, type PrintFileRecord } from '../ledger/print-file-store.ts';
import { parseManifest } from '../print/manifest.ts';
import { handOver } from '../print/hand-over.ts';
import { namesBeside } from '../print/print-file-names.ts';
import { assertHandOverAllowed } from '../print/shop-profile.ts';
import { verifyPrintFile } from '../print/verify-print-file.ts';
import { assignPrintFiles } from './assign-print-files.ts';
import type { PrintTools } from './print-tools.ts';
import { renderPrintFile } from './render-print-file.ts';
import type { RunContext } from './run-context.ts';

/**
 * Everything that goes by post: planned, committed, rendered, read back, sealed and, unless the profile asks for four
 * eyes, handed over. What an earlier run began is taken up where it stands.
 *
 * @throws HandOverForbiddenError before anything is rendered, when the profile lacks an undertaking (L6)
 */
export async function printDocuments(
  context: RunContext,
  tools: PrintTools,
): Promise<Readonly<Record<string, number>>> {
  assertHandOverAllowed(tools.profile);
  const assigned = await assignPrintFiles(context, tools);
  let rendered = 0;
  for (const file of await listPrintFiles(context.ledger, context.batchIds, ['assigned'])) {
    context.signal.throwIfAborted();
    if (await renderPrintFile(context, tools, file)) rendered += 1;
  }
  let handedOver = 0;
  for (const file of await listPrintFiles(context.ledger, context.batchIds, ['sealed'])) {
    context.signal.throwIfAborted();
    await handOverPrintFile(context, tools, file);
    handedOver += 1;
  }
  return { assigned, rendered, handedOver };
}

/** Verified again, published whole, then recorded; idempotent under the print file's id at any point. */
export async function handOverPrintFile(
  context: Pick<RunContext, 'ledger' | 'atPoint' | 'logger'> & {
    /** Null: a person does it, outside of any run. */
    readonly runId: string | null;
  },
  tools: Pick<PrintTools, 'profile' | 'workDirectory'>,
  file: PrintFileRecord,
  person?: string,
): Promise<void> {
  assertHandOverAllowed(tools.profile);
  const pdfPath = join(tools.workDirectory, file.fileName ?? '');
  const names = namesBeside(pdfPath);
  const json = await readFile(join(dirname(pdfPath), names.json), 'utf8');
  const manifest = parseManifest(json);
  await verifyPrintFile(pdfPath, manifest);
  const { outcome } = await handOver(
    {
      pdfPath,
      manifestJson: json,
      manifestCsv: await readFile(join(dirname(pdfPath), names.csv), 'utf8'),
      outbox: tools.profile.outbox,
      printFileId: file.id,
      sha256: manifest.file.sha256,
    },
    (point) => context.atPoint(`print.${point}`),
  );
  await context.ledger.transaction((session) =>
    markHandedOver(session, file.id, {
      reason: `handed over to ${tools.profile.shopName}`,
      runId: context.runId,
      ...(person === undefined ? {} : { person }),
      evidence: { printFile: file.id, sha256: manifest.file.sha256, outcome },
    }),
  );
  context.atPoint('print.handed-over');
  context.logger.info('print.handed-over', { printFile: file.id, outcome });
}
