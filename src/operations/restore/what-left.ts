import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../../batch/on-disk.ts';
import type { DeliveryOutcome, SmtpReply } from '../../domain/delivery.ts';
import type { Session } from '../../ledger/database.ts';
import { unknownAttempts, unknownPrintFiles } from '../../ledger/restore-store.ts';
import type { JournalledMessage } from '../../log/journal.ts';
import { readJournal } from '../../log/read-journal.ts';
import { isAnnounced } from '../../print/announcement.ts';
import { parseManifest, type PrintManifest } from '../../print/manifest.ts';
import { namesBeside } from '../../print/print-file-names.ts';

/** An e-mail that left, or may have left, and of which the ledger knows nothing. */
export interface EmailThatLeft {
  readonly attemptId: string;
  readonly message: JournalledMessage;
  readonly state: 'emailed' | 'in_doubt';
  readonly reply: SmtpReply | null;
}

export interface RunThatLeft {
  readonly runId: string;
  readonly businessDate: string;
  readonly emails: readonly EmailThatLeft[];
}

/** A print file of which the ledger knows nothing. */
export interface PrintFileThatLeft {
  readonly manifest: PrintManifest;
  readonly fileName: string;
  /** Whether the shop may have been told; else nobody outside has seen it. */
  readonly isOut: boolean;
}

export interface WhatLeft {
  readonly runs: readonly RunThatLeft[];
  readonly printFiles: readonly PrintFileThatLeft[];
  /** What the program cannot settle: one sentence each. */
  readonly byHand: readonly string[];
}

/** Reads one journal after the other: what was accepted, or may have been, in attempts that the ledger does not know. */
export async function runsThatLeft(
  ledger: Session,
  directory: string,
  runIds: readonly string[],
  outcomeOfReply: (reply: SmtpReply) => DeliveryOutcome,
): Promise<Pick<WhatLeft, 'runs' | 'byHand'>> {
  const runs: RunThatLeft[] = [];
  const byHand: string[] = [];
  for (const runId of runIds) {
    const journal = await readJournal(directory, runId);
    if (journal === null || journal.businessDate === null || !journal.complete) {
      byHand.push(
        `Journal ${runId}.jsonl is damaged, or of an earlier release: what it tells of may be incomplete.`,
      );
      continue;
    }
    const unknown = new Set(await unknownAttempts(ledger, [...journal.attempts.keys()]));
    const emails: EmailThatLeft[] = [];
    for (const [attemptId, { message, reply }] of journal.attempts) {
      const state = stateAfter(reply, outcomeOfReply);
      if (!unknown.has(attemptId) || state === null) continue;
      if (message === null)
        byHand.push(`Journal ${runId}.jsonl does not say whose message attempt ${attemptId} was.`);
      else emails.push({ attemptId, message, state, reply });
    }
    runs.push({ runId, businessDate: journal.businessDate, emails });
  }
  return { runs, byHand };
}

/** Null: proven not accepted, so that its document is decided anew. */
function stateAfter(
  reply: SmtpReply | null,
  outcomeOfReply: (reply: SmtpReply) => DeliveryOutcome,
): EmailThatLeft['state'] | null {
  if (reply === null) return 'in_doubt';
  const { kind } = outcomeOfReply(reply);
  return kind === 'accepted' ? 'emailed' : kind === 'in_doubt' ? 'in_doubt' : null;
}

/** Print files in the data directory that the ledger does not know; first printings before their reprints. */
export async function printFilesThatLeft(
  ledger: Session,
  directory: string,
): Promise<readonly PrintFileThatLeft[]> {
  const found: PrintFileThatLeft[] = [];
  for (const fileName of await pdfsIn(directory)) {
    const path = join(directory, fileName);
    const manifest = parseManifest(await readFile(join(directory, namesBeside(path).json), 'utf8'));
    found.push({ manifest, fileName, isOut: await isAnnounced(path) });
  }
  const ids = found.map(({ manifest }) => manifest.printFileId);
  const unknown = new Set(await unknownPrintFiles(ledger, ids));
  const missing = found.filter(({ manifest }) => unknown.has(manifest.printFileId));
  const generation = ({ manifest }: PrintFileThatLeft): number => manifest.reprint?.generation ?? 1;
  return missing.sort((one, other) => generation(one) - generation(other));
}

/** By their manifests, which outlive the PDFs. */
async function pdfsIn(directory: string): Promise<readonly string[]> {
  const manifests = (await namesIn(directory)).filter((name) => name.endsWith('.json'));
  return manifests.map((name) => name.replace(/\.json$/, '.pdf'));
}
