import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unusualNight } from '../../src/batch/read-anomalies.ts';
import { printDocuments } from '../../src/dispatch/print-documents.ts';
import type { PrintTools } from '../../src/dispatch/print-tools.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { addDays } from '../../src/domain/business-date.ts';
import { listPrintFileEvents } from '../../src/ledger/print-file-event-store.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { releasePrintFile } from '../../src/operations/release-print-file.ts';
import { parseManifest } from '../../src/print/manifest.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/inspect-pdf.ts';
import { EXAMPLE_PROFILE } from '../print/example-profile.ts';
import { createNight, NIGHT, postRow, type Night } from '../support/night.ts';
import { collectAndClassify } from './mail.ts';

let night: Night;
let run: RunContext;
beforeEach(async () => {
  night = await createNight({ rows: ['A', 'B', 'C'].map((id) => postRow(id)) });
  run = await night.context();
  await collectAndClassify(run);
});
afterEach(() => night.close());

function toolsOf(more: Partial<PrintTools>): PrintTools {
  return {
    profile: {
      ...EXAMPLE_PROFILE,
      fourEyes: false,
      jobTicket: true,
      handOver: { kind: 'folder', path: night.path('outbox') },
    },
    tariff: null,
    senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
    limits: DEFAULT_PDF_LIMITS,
    workDirectory: night.path('work'),
    toolVersion: '0.0.0',
    ...more,
  };
}

describe('print files of an unusual night', () => {
  it('wait for a person with the reason, also after a rerun, and leave once they are released', async () => {
    const tools = toolsOf({ holdBecause: 'unusual night: volume 3, usually 90 to 110' });
    expect(await printDocuments(run, tools)).toMatchObject({ rendered: 1, handedOver: 0 });
    expect(await readdir(night.path('outbox'))).toEqual([]);
    const [file] = night.sql('SELECT id, status FROM print_file');
    expect(file?.['status']).toBe('on_hold');
    const id = String(file?.['id']);
    expect(await listPrintFileEvents(night.ledger, id)).toMatchObject([
      { event: 'held', reason: 'unusual night: volume 3, usually 90 to 110', person: null },
    ]);
    await finishRun(night.ledger, run.runId, { status: 'completed', exitCode: 2, failure: null });
    const rerun = await night.context({ kind: 'rerun' });
    expect(await printDocuments(rerun, toolsOf({}))).toMatchObject({ handedOver: 0 });
    await releasePrintFile(rerun, tools, { printFileId: id, person: 'B. Muster' });
    expect((await readdir(night.path('outbox'))).filter((name) => name.endsWith('.ready'))).toHaveLength(1);
  });

  it('are those of a night unlike the ones before, where the configuration says so', async () => {
    const limits = {
      nights: 30,
      minNights: 3,
      minDocuments: 0,
      volumeTolerance: 60,
      shareTolerance: 100,
    };
    for (let daysAgo = 1; daysAgo <= 3; daysAgo += 1) {
      const batchId = await night.batch(addDays(NIGHT, -daysAgo));
      for (let n = 0; n < 20; n += 1) {
        night.sql(
          `INSERT INTO dispatch (batch_id, document_id, purpose, state, token, tries, attempts, never_bundle, created_at, updated_at)
           VALUES (?, ?, 'document', 'emailed', 1, 0, 0, 0, '2026-11-20', '2026-11-20')`,
          batchId,
          `${daysAgo}-${n}`,
        );
      }
    }
    expect(await unusualNight(run, { ...limits, action: 'report' })).toBeNull();
    expect(await unusualNight(run, { ...limits, action: 'hold' })).toBe(
      'unusual night: volume 3, usually 20 to 20',
    );
    expect(await unusualNight(run, { ...limits, action: 'hold', minNights: 4 })).toBeNull();
    expect(night.logged.join('')).toContain('night.unusual');
  });
});

describe('the day of production', () => {
  it('is fixed when the file is assigned, and stands in its manifest and on its job ticket', async () => {
    let asked = 0;
    const tools = toolsOf({
      productionDay: () => {
        asked += 1;
        return Promise.resolve('2026-11-24');
      },
    });
    await printDocuments(run, tools);
    expect(asked).toBe(1);
    const manifest = (await readdir(night.path('outbox'))).find((name) => name.endsWith('.json'));
    const parsed = parseManifest(await readFile(join(night.path('outbox'), manifest ?? ''), 'utf8'));
    expect(parsed.productionDate).toBe('2026-11-24');
    expect(night.sql('SELECT production_date FROM print_file_production')).toEqual([
      { production_date: '2026-11-24' },
    ]);
  });

  it('is left out where the shop keeps no calendar', async () => {
    await printDocuments(run, toolsOf({}));
    const manifest = (await readdir(night.path('outbox'))).find((name) => name.endsWith('.json'));
    expect(await readFile(join(night.path('outbox'), manifest ?? ''), 'utf8')).not.toContain(
      'productionDate',
    );
  });
});
