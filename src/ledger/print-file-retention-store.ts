import type { Knex } from 'knex';
import { recordAction } from './audit/audit-actions.ts';
import { removeRows } from './audit/remove-rows.ts';
import type { Session } from './database.ts';
import { idOf, textOf, type Row } from './rows.ts';

export type PrintFilePart = 'pdf' | 'manifest';

/** A print file of which a part may go. */
export interface AgedPrintFile {
  readonly id: string;
  readonly fileName: string;
}

/**
 * Handed over more than `olderThan` milliseconds ago and acknowledged where that is asked for, with its PDF still in the
 * data directory. Index ix_print_file_status; touched is every print file that was ever handed over, some a night.
 */
export async function listPrintedPdfs(
  session: Session,
  olderThan: number,
): Promise<readonly AgedPrintFile[]> {
  const rows: Row[] = await session
    .from('print_file as f')
    .where('f.status', 'handed_over')
    .where('f.handed_over_at', '<', session.nowPlus(-olderThan))
    .whereNotNull('f.file_name')
    .whereNotExists(removedPart(session, 'pdf'))
    .where((acknowledged) => {
      const accepted = session
        .from('print_file_ack as a')
        .where('a.print_file_id', session.knex.ref('f.id'))
        .where('a.result', 'accepted');
      void acknowledged.whereNull('f.ack_due_at').orWhereExists(accepted.select(session.knex.raw('1')));
    })
    .orderBy('f.id')
    .select('f.id', 'f.file_name');
  return rows.map(agedOf);
}

/**
 * Without a single document whose record is still kept, and with its manifest still in the data directory. Index
 * ix_print_file_status; touched is every print file that was ever handed over, some a night, and of those with a manifest
 * the entries up to the first that is kept.
 */
export async function listFinishedManifests(session: Session): Promise<readonly AgedPrintFile[]> {
  const stillKept = session
    .from('print_file_entry as e')
    .leftJoin(`${session.dialect.table('removed_dispatch')} as r`, 'r.dispatch_id', 'e.dispatch_id')
    .where('e.print_file_id', session.knex.ref('f.id'))
    .whereNull('r.dispatch_id');
  const rows: Row[] = await session
    .from('print_file as f')
    .where('f.status', 'handed_over')
    .whereNotNull('f.file_name')
    .whereExists(removedPart(session, 'pdf'))
    .whereNotExists(removedPart(session, 'manifest'))
    .whereNotExists(stillKept.select(session.knex.raw('1')))
    .orderBy('f.id')
    .select('f.id', 'f.file_name');
  return rows.map(agedOf);
}

/** For a condition on `print_file as f`: what retention has removed of it. Primary key. */
export function removedPart(session: Session, part: PrintFilePart): Knex.QueryBuilder {
  return session
    .from('removed_print_file as p')
    .where('p.print_file_id', session.knex.ref('f.id'))
    .where('p.part', part)
    .select(session.knex.raw('1'));
}

function agedOf(row: Row): AgedPrintFile {
  return { id: textOf(row, 'id'), fileName: textOf(row, 'file_name') };
}

/** Whether retention has removed it. Primary key. */
export async function isPartRemoved(
  session: Session,
  printFileId: string,
  part: PrintFilePart,
): Promise<boolean> {
  const row: Row | undefined = await session
    .from('removed_print_file')
    .where({ print_file_id: printFileId, part })
    .first('part');
  return row !== undefined;
}

/**
 * Removes which mailpiece held what, and what the shop said of each: all that is left of a print file are its own row and
 * events. A reprint keeps its entries, which the books count. Call it inside the transaction that marks the manifest.
 * Index ix_mailpiece_status_file, and a range of the primary key of the entries; touched is what is removed.
 */
export async function removeMailpieces(session: Session, printFileId: string): Promise<void> {
  const said: Row[] = await session
    .from('mailpiece_status')
    .where({ print_file_id: printFileId })
    .orderBy('id')
    .select('id');
  await removeRows(
    session,
    'mailpiece_status',
    said.map((row) => idOf(row, 'id')),
  );
  const firstPrinting = session.from('print_file').where({ id: printFileId }).whereNull('original_id');
  await session.from('print_file_entry').whereIn('print_file_id', firstPrinting.select('id')).delete();
  await recordAction(session, {
    action: 'mailpieces_removed',
    subject: `print file ${printFileId}`,
    person: null,
    runId: null,
    reason: 'no record of its documents is kept any more (L7)',
    detail: null,
  });
}

/** Call it once the file is gone: a crash before it only removes again what is not there. Adds one row. */
export async function markPartRemoved(
  session: Session,
  printFileId: string,
  part: PrintFilePart,
): Promise<void> {
  await session
    .from('removed_print_file')
    .insert({ print_file_id: printFileId, part, removed_at: session.now() });
}
