import { lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sequencesText } from '../domain/sequence-ranges.ts';
import type { Session } from '../ledger/database.ts';
import { isPartRemoved } from '../ledger/print-file-retention-store.ts';
import { findPrintFile, lockPrintFile, type PrintFileRecord } from '../ledger/print-file-store.ts';
import { listMailpieceStates, type MailpieceState } from '../ledger/reprint-store.ts';
import { addShopReport, isImported, type AckRow, type StatusRow } from '../ledger/shop-report-store.ts';
import { explained } from '../print/durable-file.ts';
import {
  parseShopReport,
  ShopReportError,
  type MailpieceReport,
  type ShopReport,
} from '../print/shop-report.ts';
import { LARGEST_REPORT, readReportFile } from './read-report-file.ts';
import type { RunContext } from './run-context.ts';

/** What reading one file came to. */
export interface ImportedReport {
  readonly fileName: string;
  /** `known`: the same bytes were read before. `unreadable`: noted for a person. */
  readonly outcome: 'imported' | 'known' | 'unreadable';
  readonly acknowledgements: number;
  readonly mailpieces: number;
  /** What a person must look at, one sentence each. */
  readonly findings: readonly string[];
}

type Context = Pick<RunContext, 'ledger' | 'logger' | 'atPoint'>;

/** A shop may still be writing: younger files (milliseconds) wait for the next time. */
const AT_REST = 30_000;
const REPORT = /^[^.].*\.(?:json|csv)$/i;

/** Where the files of an inbox are kept that were read. */
export function importedFolder(inbox: string): string {
  return join(inbox, 'imported');
}

/** What such a file's name begins with, before an underscore: two of the same name are two files. */
export function importedPrefix(sha256: string): string {
  return sha256.slice(0, 12);
}

/**
 * Reads what the shop put into its folder, oldest name first, and moves each file to `imported` in it. After a crash
 * between the two the same file is found again, recognised by its hash, and only moved.
 *
 * @throws PrintFileError when the folder cannot be read
 */
export async function importInbox(context: Context, inbox: string): Promise<readonly ImportedReport[]> {
  const imported: ImportedReport[] = [];
  for (const name of (await explained(inbox, readdir(inbox))).filter((each) => REPORT.test(each)).sort()) {
    const path = join(inbox, name);
    // Of the entry itself: a link would lead out of the folder that the shop may write to.
    const found = await lstat(path);
    if (!found.isFile() || Date.now() - found.mtimeMs < AT_REST) continue;
    const report = await importShopReport(context, path);
    imported.push(report);
    await mkdir(importedFolder(inbox), { recursive: true, mode: 0o700 });
    const { sha256 } = await readReportFile(path);
    await explained(path, rename(path, join(importedFolder(inbox), `${importedPrefix(sha256)}_${name}`)));
  }
  return imported;
}

/**
 * Reads one file of the shop: all of it is taken, or nothing. Nothing is dropped: what names an unknown print file or
 * mailpiece, or cannot be true as it stands, becomes a finding that a person settles. The same bytes are read once.
 *
 * @throws PrintFileError when the file cannot be read from the disk
 */
export async function importShopReport(context: Context, path: string): Promise<ImportedReport> {
  const { ledger, logger } = context;
  // Names are shown on terminals, as what stands in the file.
  const fileName = basename(path).replace(/\p{Cc}/gu, '?');
  const { sha256, text } = await readReportFile(path);
  const nothing = { fileName, acknowledgements: 0, mailpieces: 0, findings: [] };
  if (await isImported(ledger, sha256)) return { ...nothing, outcome: 'known' };
  const report = parsed(text);
  // In one transaction: a copy that is ordered between the look and the record would be contradicted by nobody.
  const judged = await ledger.transaction(async (session) => {
    const found = await judge(session, report);
    if (!(await isImported(session, sha256))) await addShopReport(session, { sha256, fileName, ...found });
    return found;
  });
  context.atPoint('shop.imported');
  const counts = { acknowledgements: judged.acks.length, mailpieces: judged.statuses.length };
  logger.info('shop.imported', { report: sha256, ...counts, findings: judged.findings.length });
  return {
    fileName,
    outcome: judged.isReadable ? 'imported' : 'unreadable',
    ...counts,
    findings: judged.findings,
  };
}

interface Judged {
  readonly isReadable: boolean;
  readonly acks: readonly AckRow[];
  readonly statuses: readonly StatusRow[];
  readonly findings: readonly string[];
}

function parsed(text: string | null): ShopReport | ShopReportError {
  try {
    if (text === null) throw new ShopReportError('its size', `at most ${LARGEST_REPORT} bytes`);
    return parseShopReport(text);
  } catch (error) {
    if (error instanceof ShopReportError) return error;
    throw error;
  }
}

async function judge(ledger: Session, report: ShopReport | ShopReportError): Promise<Judged> {
  if (report instanceof ShopReportError)
    return { isReadable: false, acks: [], statuses: [], findings: [report.message] };
  const acks: AckRow[] = [];
  const statuses: StatusRow[] = [];
  const findings: string[] = [];
  // A shop may write a line for each mailpiece: print files and their mailpieces are looked up once.
  const files = new Map<string, PrintFileRecord | null>();
  const statesOf = new Map<string, KnownMailpieces>();
  const fileOf = async (id: string): Promise<PrintFileRecord | null> => {
    const known = files.get(id);
    if (known !== undefined) return known;
    const file = await handedOver(ledger, id);
    files.set(id, file);
    return file;
  };
  for (const ack of report.acknowledgements) {
    const file = await fileOf(ack.printFileId);
    if (file === null) findings.push(unknownFile(ack.printFileId, ack.result));
    else acks.push(ack);
    if (file !== null && ack.result === 'rejected') findings.push(...(await late(ledger, file, ack.result)));
  }
  for (const entry of report.mailpieces) {
    const file = await fileOf(entry.printFileId);
    if (file === null) {
      findings.push(unknownFile(entry.printFileId, entry.status));
      continue;
    }
    const known = statesOf.get(file.id) ?? (await knownMailpieces(ledger, file));
    statesOf.set(file.id, known);
    judgeMailpieces(known, file, entry, statuses, findings);
    if (['spoiled', 'lost'].includes(entry.status))
      findings.push(...(await late(ledger, file, entry.status)));
  }
  return { isReadable: true, acks, statuses, findings };
}

/** Null for one that the shop cannot have: unknown, or never handed over. */
async function handedOver(ledger: Session, printFileId: string): Promise<PrintFileRecord | null> {
  await lockPrintFile(ledger, printFileId);
  const file = await findPrintFile(ledger, printFileId);
  return file?.status === 'handed_over' || file?.status === 'handing_over' ? file : null;
}

function unknownFile(printFileId: string, said: string): string {
  return `The shop says \`${said}\` of print file \`${printFileId}\`, which was never handed over to it.`;
}

/** What is removed is not looked at again by itself: whoever settles this decides whether anybody still wants the letter. */
async function late(ledger: Session, { id }: PrintFileRecord, said: string): Promise<readonly string[]> {
  if (!(await isPartRemoved(ledger, id, 'pdf'))) return [];
  return [
    `The shop says \`${said}\` of print file ${id} after the time for keeping it was over: ask it what is true; \`reprint --print-file ${id}\` prints it again.`,
  ];
}

type KnownMailpieces = ReadonlyMap<number, MailpieceState>;

async function knownMailpieces(ledger: Session, file: PrintFileRecord): Promise<KnownMailpieces> {
  return new Map((await listMailpieceStates(ledger, file)).map((state) => [state.sequence, state]));
}

function judgeMailpieces(
  known: KnownMailpieces,
  file: PrintFileRecord,
  { sequences, status, at, reason }: MailpieceReport,
  statuses: StatusRow[],
  findings: string[],
): void {
  const note = (which: readonly number[], what: string): void => {
    if (which.length > 0) findings.push(`Print file ${file.id}, mailpieces ${sequencesText(which)}: ${what}`);
  };
  const present = sequences.filter((sequence) => known.has(sequence));
  note(
    sequences.filter((sequence) => !known.has(sequence)),
    `the shop says \`${status}\`, but there are no such mailpieces.`,
  );
  for (const sequence of present) statuses.push({ printFileId: file.id, sequence, status, at, reason });
  if (status === 'posted') {
    note(
      present.filter((sequence) => known.get(sequence)?.reprintedIn !== null),
      'the shop says `posted`, but they have been reprinted: have it stop the copies, or tell the recipients.',
    );
  } else if (status !== 'produced') {
    note(
      present.filter((sequence) => known.get(sequence)?.status === 'posted'),
      `the shop says \`${status}\` after \`posted\`: ask it what is true; \`resend\` makes another letter.`,
    );
  }
}
