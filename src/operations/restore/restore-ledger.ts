import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBusinessDate } from '../../domain/business-date.ts';
import { isOwnLetter, type DispatchPurpose } from '../../domain/dispatch.ts';
import type { DeliveryOutcome, SmtpReply } from '../../domain/delivery.ts';
import { RefusedError } from '../../domain/errors.ts';
import { recordAction } from '../../ledger/audit/audit-actions.ts';
import { openBatch } from '../../ledger/batch-store.ts';
import type { Database, Session } from '../../ledger/database.ts';
import { findByDocument } from '../../ledger/dispatch-store.ts';
import {
  restoreAttempt,
  restoreDispatch,
  restoreEntries,
  restorePrintFile,
  restoreRun,
  type RestoredEntry,
} from '../../ledger/restore-store.ts';
import type { ManifestMailpiece, PrintManifest } from '../../print/manifest.ts';
import { namesBeside } from '../../print/print-file-names.ts';
import { parsePerson } from '../person.ts';
import {
  printFilesThatLeft,
  runsThatLeft,
  type EmailThatLeft,
  type PrintFileThatLeft,
  type RunThatLeft,
  type WhatLeft,
} from './what-left.ts';

export interface RestoreSources {
  readonly ledger: Database;
  readonly journalDirectory: string;
  readonly workDirectory: string;
  /** Runs that have a journal. */
  readonly runIds: readonly string[];
  readonly outcomeOfReply: (reply: SmtpReply) => DeliveryOutcome;
}

export interface Restoration {
  readonly runs: number;
  readonly emailed: number;
  readonly inDoubt: number;
  readonly printFiles: number;
  /** Documents in them. */
  readonly letters: number;
  /** Print files that nobody outside has seen: cancelled, their documents are printed anew. */
  readonly cancelled: number;
}

/** What the disk knows and the ledger does not; changes nothing. */
export async function findWhatLeft(sources: RestoreSources): Promise<WhatLeft> {
  const { ledger, journalDirectory, workDirectory, runIds, outcomeOfReply } = sources;
  return {
    ...(await runsThatLeft(ledger, journalDirectory, runIds, outcomeOfReply)),
    printFiles: await printFilesThatLeft(ledger, workDirectory),
  };
}

/**
 * Brings a ledger that was restored from an older backup up to what left the house since, from journals and manifests:
 * e-mails that were accepted, e-mails in doubt, print files that the shop was told of. Everything else is decided
 * anew by the next night.
 *
 * A crash leaves whole transactions; runs become known last, so that no night begins before all of it is done, and the
 * same order goes on where it was.
 *
 * @throws RefusedError when something must be settled by hand first: then nothing was written
 */
export async function restoreLedger(sources: RestoreSources, by: string): Promise<Restoration> {
  const person = parsePerson(by);
  const { ledger } = sources;
  const left = await findWhatLeft(sources);
  if (left.byHand.length > 0) {
    throw new RefusedError(
      `${left.byHand.join(' ')} Nothing was restored. Settle what it tells of with the relay's log, note the documents ` +
        'in the core system, and move the journal away; then give `restore` again.',
    );
  }
  for (const run of left.runs) await restoreEmails(ledger, run, person);
  for (const file of left.printFiles) await restoreOne(sources, file, person);
  const known: { readonly id: string; readonly batchId: string }[] = [];
  for (const { runId, businessDate } of left.runs) {
    known.push({ id: runId, batchId: (await openBatch(ledger, parseBusinessDate(businessDate))).id });
  }
  await ledger.transaction(async (session) => {
    for (const run of known) await restoreRun(session, { ...run, person });
    await recordAction(session, {
      action: 'ledger_restored',
      subject: 'ledger',
      person,
      runId: null,
      reason: 'the ledger is an older backup',
      detail: countsOf(left),
    });
  });
  return countsOf(left);
}

export function countsOf({ runs, printFiles }: WhatLeft): Restoration {
  const emails = runs.flatMap((run) => run.emails);
  const out = printFiles.filter(({ isOut }) => isOut);
  return {
    runs: runs.length,
    emailed: emails.filter(({ state }) => state === 'emailed').length,
    inDoubt: emails.filter(({ state }) => state === 'in_doubt').length,
    printFiles: out.length,
    letters: out.reduce((sum, { manifest }) => sum + manifest.counts.documents, 0),
    cancelled: printFiles.length - out.length,
  };
}

/** E-mails in one transaction. */
const CHUNK = 200;

async function restoreEmails(ledger: Database, run: RunThatLeft, person: string): Promise<void> {
  const batch = await openBatch(ledger, parseBusinessDate(run.businessDate));
  for (let start = 0; start < run.emails.length; start += CHUNK) {
    await ledger.transaction(async (session) => {
      for (const email of run.emails.slice(start, start + CHUNK)) {
        await restoreEmail(session, { batchId: batch.id, runId: run.runId, person }, email);
      }
    });
  }
}

async function restoreEmail(
  session: Session,
  run: { readonly batchId: string; readonly runId: string; readonly person: string },
  { attemptId, message, state, reply }: EmailThatLeft,
): Promise<void> {
  const said = reply === null ? 'no final reply in the journal' : `the journal holds the reply ${reply.code}`;
  const reason = `restored from the journal of run ${run.runId}: ${said}`;
  const purpose = message.purpose as DispatchPurpose;
  const dispatchId = await restoreDispatch(
    session,
    {
      batchId: run.batchId,
      documentId: message.documentId,
      purpose,
      state,
      columns: { paper_copy_basis: message.paperCopyBasis },
    },
    {
      reason,
      runId: run.runId,
      person: run.person,
      evidence: { attempt: attemptId, reply: reply?.code ?? null },
    },
  );
  await restoreAttempt(session, {
    id: attemptId,
    dispatchId,
    runId: run.runId,
    messageId: message.messageId,
    outcome: state === 'emailed' ? 'accepted' : 'in_doubt',
    reason,
  });
}

async function restoreOne(
  { ledger, workDirectory }: RestoreSources,
  { manifest, fileName, isOut }: PrintFileThatLeft,
  person: string,
): Promise<void> {
  const batch = await openBatch(ledger, parseBusinessDate(manifest.businessDate));
  const { documents, mailpieces, sheets, pages } = manifest.counts;
  await ledger.transaction(async (session) => {
    await restorePrintFile(session, {
      id: manifest.printFileId,
      batchId: batch.id,
      runId: manifest.runId,
      catalogueHash: manifest.catalogueHash,
      profile: manifest.shop.profileId,
      stream: manifest.stream,
      status: isOut ? 'handed_over' : 'cancelled',
      fileName,
      sha256: manifest.file.sha256,
      bytes: manifest.file.bytes,
      counts: { documents, mailpieces, sheets, pages },
      reprint: reprintOf(manifest),
    });
    if (isOut) await restoreMembers(session, manifest, batch.id, person);
  });
  if (isOut) return;
  const { pdf, json, csv } = namesBeside(fileName);
  for (const name of [pdf, csv, json]) await rm(join(workDirectory, name), { force: true });
}

function reprintOf({ reprint }: PrintManifest) {
  if (reprint === undefined) return null;
  const { generation, originalPrintFileId, sourcePrintFileId, reason, orderedBy, confirmedBy } = reprint;
  return {
    generation,
    originalId: originalPrintFileId,
    sourceId: sourcePrintFileId,
    reason,
    orderedBy,
    confirmedBy,
  };
}

async function restoreMembers(
  session: Session,
  manifest: PrintManifest,
  batchId: string,
  person: string,
): Promise<void> {
  const entries: RestoredEntry[] = [];
  for (const [index, mailpiece] of manifest.mailpieces.entries()) {
    const { sequence, firstPage, lastPage, sheets } = mailpiece;
    for (const [position, { documentId, pages }] of mailpiece.documents.entries()) {
      const dispatchId = await memberOf(session, manifest, { mailpiece, documentId, pages, batchId, person });
      const sourceSequence = manifest.reprint?.sourceSequences[index] ?? null;
      entries.push({
        mailpiece: sequence,
        position: position + 1,
        dispatchId,
        firstPage,
        lastPage,
        sheets,
        sourceSequence,
      });
    }
  }
  await restoreEntries(session, manifest.printFileId, entries);
}

interface Member {
  readonly mailpiece: ManifestMailpiece;
  readonly documentId: string;
  readonly pages: number;
  readonly batchId: string;
  readonly person: string;
}

/** A reprint is one more copy of what left with the first printing; everything else is a way out of its own. */
async function memberOf(session: Session, manifest: PrintManifest, member: Member): Promise<string> {
  const { mailpiece, documentId, pages, batchId, person } = member;
  const known = await findByDocument(session, documentId);
  const first = manifest.reprint?.originalPrintFileId;
  const printed = known.find(({ printFileId }) => printFileId === first);
  if (first !== undefined && printed !== undefined) return printed.dispatchId;
  return restoreDispatch(
    session,
    {
      batchId,
      documentId,
      purpose: purposeOf(documentId, known),
      state: 'handed_over',
      columns: {
        pages,
        country: mailpiece.country,
        postal_code: mailpiece.postalCode,
        print_file_id: manifest.printFileId,
      },
    },
    {
      reason: `restored from the manifest of print file ${manifest.printFileId}, which was handed over`,
      runId: manifest.runId,
      person,
      evidence: { printFile: manifest.printFileId, sha256: manifest.file.sha256 },
    },
  );
}

/** The manifest names documents; what stands about them in the ledger tells why they were printed. */
function purposeOf(
  documentId: string,
  known: readonly { readonly purpose: DispatchPurpose; readonly state: string }[],
): DispatchPurpose {
  const own = known.find(({ purpose }) => isOwnLetter(purpose))?.purpose ?? ownLetterByName(documentId);
  if (own !== null) return own;
  const document = known.find(({ purpose }) => purpose === 'document');
  if (document?.state === 'emailed') return 'paper_copy';
  return document?.state === 'handed_over' ? 'resend' : 'document';
}

/** Our own letters are named by what they are about (see `documentId` where they are made). */
function ownLetterByName(documentId: string): DispatchPurpose | null {
  if (documentId.startsWith('abuse-block:')) return 'block_notice';
  return documentId.startsWith('email-fallback:') ? 'fallback_notice' : null;
}
