import { hostname } from 'node:os';
import { reportResults } from '../../src/batch/report-results.ts';
import type { BatchBase, BatchOptions, BatchSteps } from '../../src/batch/run-batch.ts';
import { createDecide } from '../../src/classify/decide.ts';
import { maskFacts } from '../../src/classify/mask-facts.ts';
import { classifyDocuments } from '../../src/dispatch/classify-documents.ts';
import { collectDocuments } from '../../src/dispatch/collect-documents.ts';
import { printDocuments } from '../../src/dispatch/print-documents.ts';
import type { Database } from '../../src/ledger/database.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/inspect-pdf.ts';
import { EXAMPLE_PROFILE } from '../print/example-profile.ts';
import { classifyOptions, type Mail } from '../dispatch/mail.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';
import { NIGHT, type Night } from '../support/night.ts';

export function baseOf(night: Night, overrides: Partial<BatchBase> = {}): BatchBase {
  return {
    ledger: night.ledger,
    source: night.source,
    logger: night.logger,
    decide: createDecide(HOUSE_CATALOGUE),
    catalogueHash: HOUSE_CATALOGUE.hash,
    maskFacts,
    atPoint: () => undefined,
    ...overrides,
  };
}

/** The steps as the program wires them, over a small core and a real relay. */
export function stepsOf(night: Night, mail: Mail, core?: Database): BatchSteps {
  return {
    recover: (context) => mail.recover(context),
    collect: async (context, batch) => ({ documents: await collectDocuments(context, batch, 2) }),
    classify: (context) => classifyDocuments(context, classifyOptions()),
    email: (context) => mail.send(context),
    print: (context) =>
      printDocuments(context, {
        profile: { ...EXAMPLE_PROFILE, handOver: { kind: 'folder', path: night.path('outbox') } },
        tariff: null,
        senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
        limits: DEFAULT_PDF_LIMITS,
        workDirectory: night.path('work'),
        toolVersion: '0.0.0',
      }),
    report: async (context) => ({
      reported:
        core === undefined
          ? 0
          : await reportResults(context, core, 'INSERT INTO told VALUES (:document_id, :channel, :state)'),
    }),
  };
}

export function optionsOf(overrides: Partial<BatchOptions> = {}): BatchOptions {
  return {
    kind: 'nightly',
    businessDate: NIGHT,
    startedBy: 'tester',
    stop: new AbortController().signal,
    host: hostname(),
    deadAfter: 60_000,
    interval: 60_000,
    lease: 60_000,
    ...overrides,
  };
}
