import type { MailpieceStatus, PrintFileStatus } from '../domain/print.ts';
import type { Session } from './database.ts';
import { recordPrintFileEvent } from './print-file-event-store.ts';
import { parsePrintFile, selectPrintFiles, type PrintFileRecord } from './print-file-store.ts';
import { chunksFor, idOf, numberOf, textOf, textOrNull, type Row } from './rows.ts';

/** One more copy of mailpieces that were printed before: their dispatches stay as they are. */
export interface ReprintOrder {
  readonly source: PrintFileRecord;
  /** Numbers in the source's manifest, ascending. */
  readonly sequences: readonly number[];
  readonly reason: string;
  /** Null: ordered by the program, on what the shop reported. */
  readonly orderedBy: string | null;
  readonly confirmedBy: string | null;
  readonly runId: string | null;
}

/** The first printing, for a first printing too. */
export function originalOf(file: PrintFileRecord): string {
  return file.originalId ?? file.id;
}

/**
 * Commits a reprint before anything is rendered: its print file, and its entries in the source's order. Call it inside
 * a transaction. Unique index ux_print_file_generation: of two orders at once, one fails. The entries of the source are a
 * range of the primary key.
 *
 * @returns the id, such as `20261123-0002-g2`
 */
export async function assignReprint(session: Session, order: ReprintOrder): Promise<string> {
  const { source } = order;
  const original = originalOf(source);
  const generation = (await newestGeneration(session, original)) + 1;
  const id = `${original}-g${generation}`;
  await session.from('print_file').insert({
    id,
    batch_id: source.batchId,
    run_id: source.runId,
    catalogue_hash: source.catalogueHash,
    profile: source.profile,
    stream: source.stream,
    status: 'assigned',
    assigned_at: session.now(),
    generation,
    original_id: original,
    source_id: source.id,
    reason: order.reason,
    ordered_by: order.orderedBy,
    confirmed_by: order.confirmedBy,
  });
  const entries = await copiesOf(session, source.id, order.sequences, id);
  for (const chunk of chunksFor(entries, 5)) await session.from('print_file_entry').insert([...chunk]);
  await recordPrintFileEvent(session, id, 'reprint_ordered', {
    reason: order.reason,
    person: order.orderedBy,
    runId: order.runId,
  });
  return id;
}

/** Seek in ux_print_file_generation, one row. */
async function newestGeneration(session: Session, original: string): Promise<number> {
  const row: Row | undefined = await session
    .from('print_file')
    .where({ original_id: original })
    .max({ newest: 'generation' })
    .first();
  return row === undefined || row['newest'] === null ? 1 : numberOf(row, 'newest');
}

/** A range of the primary key: touched are all entries of the source. */
async function copiesOf(
  session: Session,
  sourceId: string,
  sequences: readonly number[],
  id: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const placeOf = new Map(sequences.map((sequence, index) => [sequence, index + 1]));
  const rows: Row[] = await session
    .from('print_file_entry')
    .where({ print_file_id: sourceId })
    .whereNotNull('sequence')
    .orderBy(['sequence', 'position'])
    .select('sequence', 'position', 'dispatch_id');
  return rows.flatMap((row) => {
    const mailpiece = placeOf.get(numberOf(row, 'sequence'));
    if (mailpiece === undefined) return [];
    return [
      {
        print_file_id: id,
        mailpiece,
        position: numberOf(row, 'position'),
        dispatch_id: idOf(row, 'dispatch_id'),
        source_sequence: numberOf(row, 'sequence'),
      },
    ];
  });
}

/**
 * For each mailpiece of a reprint, in order, its number in the source. A range of the primary key: touched are all
 * entries of the file.
 */
export async function listSourceSequences(session: Session, printFileId: string): Promise<readonly number[]> {
  const rows: Row[] = await session
    .from('print_file_entry')
    .where({ print_file_id: printFileId, position: 1 })
    .orderBy('mailpiece')
    .select('source_sequence');
  return rows.map((row) => numberOf(row, 'source_sequence'));
}

/**
 * Reprints of any night that have not left yet. Index ix_print_file_status; touched is every print file in these
 * statuses.
 */
export async function listReprints(
  session: Session,
  statuses: readonly PrintFileStatus[],
): Promise<readonly PrintFileRecord[]> {
  const rows: Row[] = await selectPrintFiles(session)
    .whereIn('f.status', statuses)
    .whereNotNull('f.original_id')
    .orderBy('f.id');
  return rows.map(parsePrintFile);
}

/** What is known about one mailpiece of a print file. */
export interface MailpieceState {
  readonly sequence: number;
  /** What the shop said last, `posted` above all else; null: nothing yet. */
  readonly status: MailpieceStatus | null;
  /** A later generation that holds a copy of it; null: this one is the newest. */
  readonly reprintedIn: string | null;
}

/**
 * Every mailpiece of a sealed print file, in order. A range of the primary key of the entries, index
 * ix_mailpiece_status_file, and ux_print_file_generation for later copies; touched is what stands about this file.
 */
export async function listMailpieceStates(
  session: Session,
  file: PrintFileRecord,
): Promise<readonly MailpieceState[]> {
  const [statuses, reprints] = [await latestStatuses(session, file.id), await laterCopies(session, file)];
  const rows: Row[] = await session
    .from('print_file_entry')
    .where({ print_file_id: file.id })
    .whereNotNull('sequence')
    .distinct('sequence')
    .orderBy('sequence');
  return rows.map((row) => {
    const sequence = numberOf(row, 'sequence');
    return {
      sequence,
      status: statuses.get(sequence) ?? null,
      reprintedIn: reprints.get(sequence) ?? null,
    };
  });
}

/**
 * A shop tells in any order and more than once: the latest by its own clock counts, and `posted` is the end. Index
 * ix_mailpiece_status_file; touched is all that was said of the file.
 */
async function latestStatuses(
  session: Session,
  printFileId: string,
): Promise<ReadonlyMap<number, MailpieceStatus>> {
  const rows: Row[] = await session
    .from('mailpiece_status')
    .where({ print_file_id: printFileId })
    .orderBy(['at', 'id'])
    .select('sequence', 'status');
  const latest = new Map<number, MailpieceStatus>();
  for (const row of rows) {
    const sequence = numberOf(row, 'sequence');
    if (latest.get(sequence) !== 'posted') latest.set(sequence, textOf(row, 'status') as MailpieceStatus);
  }
  return latest;
}

/**
 * By sequence of this file: the newest later generation that holds the same dispatches and was not cancelled. Indexes
 * ux_print_file_generation and ix_print_file_entry_dispatch; touched are the entries of the later generations.
 */
async function laterCopies(session: Session, file: PrintFileRecord): Promise<ReadonlyMap<number, string>> {
  const table = (name: string): string => session.dialect.table(name);
  const rows: Row[] = await session
    .from('print_file_entry as e')
    .join(`${table('print_file_entry')} as l`, 'l.dispatch_id', 'e.dispatch_id')
    .join(`${table('print_file')} as f`, 'f.id', 'l.print_file_id')
    .where('e.print_file_id', file.id)
    .where('f.original_id', originalOf(file))
    .where('f.generation', '>', file.generation)
    .whereNot('f.status', 'cancelled')
    .whereNotNull('e.sequence')
    .orderBy('f.generation')
    .select('e.sequence', 'f.id');
  return new Map(rows.map((row) => [numberOf(row, 'sequence'), textOf(row, 'id')]));
}

/**
 * Dispatches of some mailpieces, with what their PDFs must be. A range of the primary key: touched are all entries of the
 * file, one seek into `dispatch` each.
 */
export async function listDocumentsOf(
  session: Session,
  printFileId: string,
  sequences: readonly number[],
): Promise<
  readonly {
    readonly sequence: number;
    readonly dispatchId: string;
    readonly documentId: string;
    readonly purpose: string;
    readonly pdfSha256: string | null;
  }[]
> {
  const wanted = new Set(sequences);
  const rows: Row[] = await session
    .from('print_file_entry as e')
    .join(`${session.dialect.table('dispatch')} as d`, 'd.id', 'e.dispatch_id')
    .where('e.print_file_id', printFileId)
    .whereNotNull('e.sequence')
    .orderBy(['e.sequence', 'e.position'])
    .select('e.sequence', 'd.id', 'd.document_id', 'd.purpose', 'd.pdf_sha256');
  return rows
    .map((row) => ({
      sequence: numberOf(row, 'sequence'),
      dispatchId: idOf(row, 'id'),
      documentId: textOf(row, 'document_id'),
      purpose: textOf(row, 'purpose'),
      pdfSha256: textOrNull(row, 'pdf_sha256'),
    }))
    .filter(({ sequence }) => wanted.has(sequence));
}
