import { finishAttempt, insertAttempt, latestAttempt, listAttempts } from '../../src/ledger/attempt-store.ts';
import {
  closeCollection,
  findBatch,
  listBatches,
  markCompleted,
  openBatchesBefore,
} from '../../src/ledger/batch-store.ts';
import { BlockSource } from '../../src/ledger/block-source.ts';
import { readBooks } from '../../src/ledger/books.ts';
import { claimForEmail, extendLeases, holdsLease, seizeOrphans } from '../../src/ledger/claim.ts';
import { insertDecision, listDecisions, storeCatalogue } from '../../src/ledger/decision-store.ts';
import {
  addDocuments,
  addSecondDispatch,
  countByState,
  findByDocument,
  findDispatch,
  listByState,
} from '../../src/ledger/dispatch-store.ts';
import { DocumentSource } from '../../src/ledger/document-source.ts';
import { emailBacklog } from '../../src/ledger/email-backlog.ts';
import {
  emailFailureOf,
  isToldByLetter,
  listPostedInsteadOfEmail,
  recordToldByLetter,
} from '../../src/ledger/fallback-notice-store.ts';
import { listEvents, listOutcomes, listPrintPlaces } from '../../src/ledger/history.ts';
import { countTriesByDomain } from '../../src/ledger/batch-domains.ts';
import { listDoubts } from '../../src/ledger/doubt-store.ts';
import { listKeptBack } from '../../src/ledger/kept-back.ts';
import {
  findMailDomain,
  listDueProbes,
  noteProbe,
  noteTlsProof,
  postponeProbe,
} from '../../src/ledger/mail-domain-store.ts';
import { addOwnLetter, knownBlockNotices } from '../../src/ledger/own-letter-store.ts';
import {
  assignPrintFile,
  countPrintFiles,
  findPrintFile,
  listEntries,
  listPrintFiles,
} from '../../src/ledger/print-file-store.ts';
import {
  isPartRemoved,
  listFinishedManifests,
  listPrintedPdfs,
  markPartRemoved,
  removeMailpieces,
} from '../../src/ledger/print-file-retention-store.ts';
import { listMissingPaperCopies, listPrintItems } from '../../src/ledger/print-queue.ts';
import { markHandedOver } from '../../src/ledger/print-file-orders.ts';
import { domainWithoutTls, markDomainWithoutTls } from '../../src/ledger/recipient-store.ts';
import {
  finishedRuns,
  listKeptRecords,
  listKeptRecordsOfDocuments,
  removeRecords,
} from '../../src/ledger/retention-store.ts';
import {
  countAgedReports,
  listReportsAbout,
  listSuppressionsAbout,
  placesOfNeededMails,
  removeAgedReports,
} from '../../src/ledger/returns-retention-store.ts';
import {
  listAgedShopReports,
  listSpoiledFiles,
  listUnacknowledged,
} from '../../src/ledger/shop-report-store.ts';
import { removeOldWork } from '../../src/ledger/work-items.ts';
import {
  addressSuppression,
  listSuppressions,
  noteFullMailbox,
  suppress,
  unsuppress,
} from '../../src/ledger/suppression-store.ts';
import {
  countOpenReports,
  findOpenReport,
  listOpenReports,
  removeReturnsOf,
  settleReport,
} from '../../src/ledger/bounce-store.ts';
import {
  batchesInHand,
  finishRun,
  heartbeat,
  listRuns,
  listSteps,
  runningRuns,
  runningRunsOnHost,
  staleRuns,
  startRun,
} from '../../src/ledger/run-store.ts';
import { move, moveAll } from '../../src/ledger/transition.ts';
import { listUntold, markReported, readBacklog } from '../../src/ledger/write-back.ts';
import type { DispatchRecord } from '../../src/ledger/dispatch-record.ts';
import { LedgerCorruptError } from '../../src/ledger/rows.ts';
import { NIGHT } from '../support/night.ts';
import type { Database } from '../../src/ledger/database.ts';
import { sqlServerStub, type Executed, type SqlServerStub } from './sql-server-stub.ts';

/** Something of every column that is read: as SQL Server has it, bigints as texts. */
const ANY_ROW = {
  '': 1,
  id: '1',
  block_id: 'B',
  n: 1,
  documents: 1,
  members: 1,
  earliest: null,
  batch_id: '1',
  business_date: NIGHT,
  collected: 1,
  collected_at: new Date(0),
  completed_at: null,
  document_id: 'D',
  purpose: 'document',
  original_id: null,
  state: 'queued_print',
  token: 1,
  tries: 0,
  attempts: 0,
  number: 1,
  mailpiece: 1,
  position: 1,
  never_bundle: 0,
  country: 'DE',
  postal_code: '12345',
  pages: 1,
  reason: 'r',
  kind: 'nightly',
  host: 'h',
  pid: 1,
  status: 'assigned',
  run_id: 'r',
  started_by: 's',
  started_at: new Date(0),
  heartbeat_at: new Date(0),
  updated_at: new Date(0),
  decided_at: new Date(0),
  at: new Date(0),
  no_tls_until: new Date(0),
  domain: 'd',
  failures: 1,
  last_tls_at: new Date(0),
  to_state: 'held',
  result: 'post',
  category: 'other',
  jurisdiction: 'DE',
  deciding_rule: 'S5',
  catalogue_hash: 'c',
  flags: '',
  rules: '[]',
  facts: '{}',
  step: 'email',
  context: '{}',
  profile: 'p',
  stream: 's',
  message_id: 'm',
  message_date: 'd',
  message_sha256: 'h',
  pdf_content: null,
  pdf_path: null,
  content_bytes: null,
};
const NULLS = [
  'finished_at exit_code failure retry_at cut_off_at paper_copy_basis pdf_bytes pdf_sha256 print_file_id recipient_id',
  'file_name sha256 bytes mailpieces sheets sealed_at handed_over_at first_page last_page outcome evidence from_state',
  'person counts address_key deciding_rule_null called_back_at content content_key',
];

const EVERY_COLUMN = {
  ...Object.fromEntries(NULLS.flatMap((names) => names.split(' ')).map((name) => [name, null])),
  ...ANY_ROW,
};

/** What a statement asks for, and no more. */
function rowFor(sql: string): Readonly<Record<string, unknown>> {
  if (sql.endsWith('@@rowcount')) return { '': 1 };
  const list = /^select (?:distinct )?(?:top \(@p\d+\) )?(.*?) from /.exec(sql)?.[1];
  if (list === undefined || list.includes('*') || list.includes('(')) return EVERY_COLUMN;
  const names = new Set([...list.matchAll(/\[(\w+)\](?:,|$)/g)].map(([, name]) => name));
  return Object.fromEntries(Object.entries(EVERY_COLUMN).filter(([name]) => names.has(name)));
}

/** A server that has a row for whatever is asked. */
export function answeringStub(): SqlServerStub {
  return sqlServerStub((sql) => ({ rows: /\bselect\b|\boutput\b/i.test(sql) ? [rowFor(sql)] : [] }));
}

export const DISPATCH: DispatchRecord = {
  dispatchId: '1',
  token: 1,
  batchId: '1',
  documentId: 'D',
  purpose: 'document',
  originalId: null,
  state: 'queued_print',
  tries: 0,
  attempts: 0,
  reason: null,
  retryAt: null,
  cutOffAt: null,
  paperCopyBasis: null,
  pages: 1,
  pdfBytes: null,
  pdfSha256: null,
  content: null,
  contentKey: null,
  printFileId: null,
};
export const CAUSE = { reason: 'because', runId: 'run', evidence: { a: 1 } };
const RUN = {
  businessDate: NIGHT,
  batchId: '1',
  kind: 'nightly',
  host: 'h',
  pid: 1,
  startedBy: 's',
} as const;
export const CLAIM = { batchIds: ['1', '2'], runId: 'run', count: 500, lease: 60_000 };
export const ITEM = {
  dispatchId: '1',
  documentId: 'D',
  recipientId: null,
  neverBundle: false,
  pages: 1,
  country: 'DE',
  postalCode: '1',
};
export const FILE = { id: 'f', batchId: '1', runId: 'run', catalogueHash: 'c', profile: 'p' };
const DECISION = {
  result: 'post',
  category: 'other',
  jurisdiction: 'DE',
  decidingRule: 'S5',
  rules: [],
  paperCopy: null,
  neverBundle: false,
  flags: [],
  catalogueHash: 'c',
} as const;
const ATTEMPT = {
  id: 'a',
  dispatchId: '1',
  number: 1,
  runId: 'run',
  token: 1,
  messageId: 'm',
  messageDate: 'd',
  messageSha256: 'h',
};
const FAILURE = { cause: 'no-encryption', since: '2026-11-23T21:00:00.000Z' } as const;
const SUPPRESSION = {
  addressSha256: 'a'.repeat(64),
  reason: 'r',
  attemptId: 'a',
  person: null,
  expiry: 1_000,
};
const PAGE = { afterId: '0', count: 10 };

/** Everything that the ledger says to its database in a night, as it reached a connection. */
export async function sayEverything(): Promise<readonly Executed[]> {
  const stub = answeringStub();
  try {
    await sayTo(stub.database);
    return stub.executed;
  } finally {
    await stub.close();
  }
}

/** The same to a database of the test's own; what it makes of statements without their rows is no matter here. */
export async function sayTo(
  db: Database,
  isExpected: (error: unknown) => boolean = (error) => error instanceof LedgerCorruptError,
): Promise<void> {
  const source = new DocumentSource(db, {
    view: 'dbo.pending_output_document',
    pdfRoot: null,
    maxPdfBytes: 1,
  });
  const letter = {
    batchId: '1',
    purpose: 'block_notice',
    documentId: 'abuse-block:1',
    reason: 'S18',
    recipientId: null,
    address: { country: 'DE', postalCode: '1' },
    addressKey: null,
    content: { pdf: Buffer.from('x'), pages: 1, sha256: 'h' },
  } as const;
  const said: readonly (() => Promise<unknown>)[] = [
    () => findBatch(db, NIGHT),
    () => listBatches(db, 10),
    () => openBatchesBefore(db, NIGHT),
    () => closeCollection(db, '1'),
    () => markCompleted(db, '1'),
    () => startRun(db, RUN),
    () => heartbeat(db, ['run']),
    () => finishRun(db, 'run', { status: 'completed', exitCode: 0, failure: null }),
    () => listRuns(db, '1'),
    () => listSteps(db, 'run'),
    () => runningRuns(db, '1'),
    () => runningRunsOnHost(db, 'h'),
    () => staleRuns(db, 60_000),
    () => addDocuments(db, '1', ['D', 'E', 'd']),
    () => addSecondDispatch(db, DISPATCH, 'paper_copy', CAUSE),
    () => listByState(db, ['1', '2'], 'pending', PAGE),
    () => findDispatch(db, '1'),
    () => findByDocument(db, 'D'),
    () => countByState(db, ['1']),
    () => move(db, DISPATCH, 'queued_print', 'held', CAUSE),
    () => moveAll(db, (query) => void query.where({ batch_id: '1' }), 'queued_print', 'held', CAUSE),
    () => claimForEmail(db, CLAIM),
    () => seizeOrphans(db, CLAIM),
    () => holdsLease(db, DISPATCH),
    () => extendLeases(db, 'run', 60_000),
    () => emailBacklog(db, ['1'], 'run'),
    () => insertAttempt(db, ATTEMPT),
    () => finishAttempt(db, 'a', { outcome: 'accepted', reason: null, evidence: null }),
    () => latestAttempt(db, '1'),
    () => listAttempts(db, '1'),
    () =>
      insertDecision(db, {
        dispatchId: '1',
        runId: 'run',
        decision: DECISION,
        maskedFacts: {},
        maskedContext: {},
      }),
    () => listDecisions(db, '1'),
    () => storeCatalogue(db, 'h', 'content'),
    () => markDomainWithoutTls(db, { domain: 'd', reason: 'r', attemptId: 'a', expiry: 30 * 86_400_000 }),
    () => domainWithoutTls(db, 'd'),
    () => noteTlsProof(db, { domain: 'd', proven: 'TLSv1.3' }),
    () => noteProbe(db, 'd'),
    () => postponeProbe(db, 'd'),
    () => listDueProbes(db, 10),
    () => findMailDomain(db, 'd'),
    () => listKeptBack(db),
    () => listDoubts(db),
    () => countTriesByDomain(db, '1'),
    () => addressSuppression(db, 'a@b'),
    () => suppress(db, SUPPRESSION),
    () => unsuppress(db, { addressSha256: 'a'.repeat(64), reason: 'r', person: 'p' }),
    () => listSuppressions(db, 10),
    () => noteFullMailbox(db, 'a'.repeat(64), '2026-11-23', '2026-08-25'),
    () => listOpenReports(db, 10),
    () => findOpenReport(db, '1'),
    () => countOpenReports(db),
    () => settleReport(db, { id: '1', person: 'p', evidence: 'e' }),
    () => removeReturnsOf(db, ['1']),
    () => listKeptRecords(db, { olderThan: 1_000, afterId: '0', count: 10 }),
    () => listKeptRecordsOfDocuments(db, ['D']),
    () => removeRecords(db, [{ dispatchId: '1', keptUntil: '2026-12-31' }]),
    () => finishedRuns(db, ['run'], 1_000),
    () => listPrintedPdfs(db, 1_000),
    () => listFinishedManifests(db),
    () => isPartRemoved(db, 'f', 'pdf'),
    () => removeMailpieces(db, 'f'),
    () => markPartRemoved(db, 'f', 'manifest'),
    () => removeOldWork(db, 1_000),
    () => listUnacknowledged(db),
    () => listSpoiledFiles(db),
    () => listAgedShopReports(db, 1_000),
    () => countAgedReports(db, 1_000),
    () => removeAgedReports(db, 1_000),
    () => placesOfNeededMails(db, 1_000),
    () => listReportsAbout(db, ['1']),
    () => listSuppressionsAbout(db, ['1']),
    () => knownBlockNotices(db, ['x']),
    () => listPostedInsteadOfEmail(db, ['1'], PAGE),
    () => emailFailureOf(db, 'a@b.example'),
    () => isToldByLetter(db, 'a@b.example', FAILURE),
    () => recordToldByLetter(db, 'a@b.example', FAILURE, '1'),
    async () => {
      const blocks = new BlockSource(db, 'dbo.current_abuse_block');
      for await (const ids of blocks.blockIds(10)) {
        await blocks.blocksOf(ids);
        return;
      }
    },
    () => addOwnLetter(db, letter, 'run'),
    () => listPrintItems(db, ['1'], 10),
    () => listMissingPaperCopies(db, ['1'], 10),
    () => countPrintFiles(db, '1'),
    () => assignPrintFile(db, FILE, { stream: 's', mailpieces: [{ items: [ITEM], sheets: 1 }] }, CAUSE),
    () => listPrintFiles(db, ['1'], ['assigned']),
    () => findPrintFile(db, 'f'),
    () => listEntries(db, 'f'),
    () => markHandedOver(db, 'f', CAUSE, null),
    () => readBooks(db, '1'),
    () => listEvents(db, '1'),
    () => listPrintPlaces(db, '1'),
    () => listOutcomes(db, '1', PAGE),
    () => readBacklog(db),
    () => batchesInHand(db, ['1']),
    () => listUntold(db, { beforeId: null, count: 10, exceptBatchIds: [] }),
    () => listUntold(db, { beforeId: '9', count: 10, exceptBatchIds: ['1'] }),
    () => markReported(db, [{ dispatchId: '1', documentId: 'D', state: 'emailed', at: 'now' }]),
    () => source.factsOf(['D']),
    () => source.pdfOf('D'),
    () => source.countRowsWithoutId(),
    () => source.pendingIds(10).next(),
  ];
  for (const say of said) {
    try {
      await say();
    } catch (error) {
      // The stub's row cannot have every column that a later release reads; what was said counts here.
      if (!isExpected(error)) throw error;
    }
  }
}
