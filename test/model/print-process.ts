import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { importShopReport } from '../../src/dispatch/import-shop-reports.ts';
import { printDocuments, renderShared } from '../../src/dispatch/print-documents.ts';
import type { PrintTools } from '../../src/dispatch/print-tools.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { takeWork } from '../../src/dispatch/shared-work.ts';
import { DocumentSource, type PdfLookup } from '../../src/ledger/document-source.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { createLogger } from '../../src/log/logger.ts';
import { cancelPrintFile, holdPrintFile } from '../../src/operations/call-back-print-file.ts';
import { orderReprint } from '../../src/operations/order-reprint.ts';
import { releasePrintFile } from '../../src/operations/release-print-file.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/inspect-pdf.ts';
import { CSV_HEADER } from '../../src/print/shop-report.ts';
import { decideWith } from '../support/decided.ts';
import { EXAMPLE_PROFILE } from '../print/example-profile.ts';
import { NIGHT, type RunName } from './model-ledger.ts';
import { gatedLedger } from './gated-ledger.ts';
import { gatedOutbox } from './gated-outbox.ts';
import { PRINT_TABLES, type PrintPlace } from './print-place.ts';
import type { Gate } from './scheduler.ts';

export const FIRST = '20261123-0001';
const LEASE = 15 * 60_000;
const DECISION = decideWith({ documentId: 'D-1' });
const logger = createLogger({ level: 'error', stream: new PassThrough().resume() });
const AT = '2026-11-24T06:30:00+01:00';

/** A program over real code, given its gate. */
export type PrintActor = (place: PrintPlace, name: RunName, gate: Gate, fourEyes: boolean) => Promise<void>;

/** All that can happen to print files, each by the code that does it. */
export const ACTORS = {
  run: async (place, name, gate, fourEyes) => {
    await printDocuments(contextOf(place, name, gate), toolsOf(place, gate, fourEyes));
  },
  /** The next run finds the first one dead, whether it is or not. */
  'run that takes over': async (place, name, gate, fourEyes) => {
    const ledger = gatedLedger(place.ledger, PRINT_TABLES, gate);
    await finishRun(ledger, place.runIds.A, { status: 'failed', exitCode: null, failure: 'declared dead' });
    await printDocuments(contextOf(place, name, gate), toolsOf(place, gate, fourEyes));
  },
  /** Two print files, which a worker may help with; who says nothing for long loses what he took. */
  'run with help': async (place, name, gate, fourEyes) => {
    const helpers = {
      lease: LEASE,
      lookAfter: async () => {
        await gate('leases run out');
        place.expireLeases();
      },
    };
    await printDocuments(contextOf(place, name, gate), parted(toolsOf(place, gate, fourEyes)), helpers);
  },
  worker: async (place, name, gate, fourEyes) => {
    const context = contextOf(place, name, gate);
    const tools = parted(toolsOf(place, gate, fourEyes));
    const shared = { runId: place.runIds.A, step: 'render', lease: LEASE } as const;
    for (let looks = 0; looks < 2; looks += 1) {
      await takeWork(context, shared, (detail) => renderShared(context, tools, detail));
    }
  },
  'person who releases': async (place, name, gate, fourEyes) => {
    await releasePrintFile(contextOf(place, name, gate), toolsOf(place, gate, fourEyes), {
      printFileId: FIRST,
      person: 'B. Muster',
    });
  },
  'person who holds, then cancels': async (place, name, gate, fourEyes) => {
    const order = { printFileId: FIRST, reason: 'wrong letterhead', person: 'C. Muster' };
    const context = contextOf(place, name, gate);
    await holdPrintFile(context, order);
    await cancelPrintFile(context, toolsOf(place, gate, fourEyes), order);
  },
  'person who cancels': async (place, name, gate, fourEyes) => {
    const order = { printFileId: FIRST, reason: 'wrong letterhead', person: 'C. Muster' };
    await cancelPrintFile(contextOf(place, name, gate), toolsOf(place, gate, fourEyes), order);
  },
  'person who reprints': async (place, name, gate, fourEyes) => {
    await orderReprint(contextOf(place, name, gate), toolsOf(place, gate, fourEyes), {
      printFileId: FIRST,
      mailpieces: '2',
      reason: 'torn',
      person: `${name}. Muster`,
      confirmedBy: null,
    });
  },
  'shop that reports it posted': async (place, name, gate) => {
    const path = join(place.directories.inbox, 'report.csv');
    writeFileSync(path, `${CSV_HEADER}\n${FIRST};1-2;posted;${AT};\n`);
    await importShopReport(contextOf(place, name, gate), path);
  },
} as const satisfies Readonly<Record<string, PrintActor>>;

class SteadySource extends DocumentSource {
  readonly #letter: Uint8Array;

  constructor(place: PrintPlace) {
    super(place.core, { view: 'none', pdfRoot: null, maxPdfBytes: 1 });
    this.#letter = place.letter;
  }
  override pdfOf(): Promise<PdfLookup> {
    return Promise.resolve({ kind: 'found', pdf: this.#letter });
  }
}

export function contextOf(place: PrintPlace, name: RunName, gate: Gate): RunContext {
  return {
    ledger: gatedLedger(place.ledger, PRINT_TABLES, gate),
    source: new SteadySource(place),
    logger,
    runId: place.runIds[name],
    businessDate: NIGHT,
    batchIds: [place.batchId],
    decide: () => DECISION,
    catalogueHash: DECISION.catalogueHash,
    maskFacts: () => null,
    signal: new AbortController().signal,
    atPoint: () => undefined,
  };
}

export function toolsOf(place: PrintPlace, gate: Gate, fourEyes: boolean): PrintTools {
  const { outbox, work } = place.directories;
  return {
    profile: {
      ...EXAMPLE_PROFILE,
      handOver: { kind: 'folder', path: outbox },
      maxReprintShare: 50,
      fourEyes,
    },
    tariff: null,
    senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
    limits: DEFAULT_PDF_LIMITS,
    workDirectory: work,
    toolVersion: '0.0.0',
    openOutbox: gatedOutbox(gate),
  };
}

/** Each letter in a print file of its own. */
function parted(tools: PrintTools): PrintTools {
  return { ...tools, profile: { ...tools.profile, limits: { maxMailpieces: 1, maxSheets: 5 } } };
}
