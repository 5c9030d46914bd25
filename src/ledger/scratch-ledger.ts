import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, type Session } from './database.ts';
import { migrate } from './migrate.ts';
import { chunksFor, textOf, type Row } from './rows.ts';

/** What earlier nights learned and decisions read; parents before their children. */
const KNOWLEDGE = [
  'recipient_domain',
  'suppressed_address',
  'suppression_term',
  'full_mailbox',
  'channel_switch',
];

/** A ledger for trying things out: nothing in it is ever acted on. */
export interface ScratchLedger {
  readonly ledger: Database;
  /** Closes it and removes it from the disk. */
  close(): Promise<void>;
}

/** An empty ledger in a private folder that knows of recipients what the real one knows. The real one is only read. */
export async function openScratchLedger(real: Session): Promise<ScratchLedger> {
  const folder = await mkdtemp(join(tmpdir(), 'postausgang-dry-run-'));
  const ledger = new Database({ client: 'sqlite', file: join(folder, 'ledger.sqlite') });
  const close = async (): Promise<void> => {
    await ledger.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await migrate(ledger);
    for (const table of KNOWLEDGE) await copyTable(real, ledger, table);
    return { ledger, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function copyTable(from: Session, to: Session, table: string): Promise<void> {
  const rows: Row[] = await from.from(table).select();
  const columns = Object.keys(rows[0] ?? {}).length;
  for (const chunk of chunksFor(rows.map(portable), Math.max(1, columns)))
    await to.from(table).insert([...chunk]);
}

/** SQL Server gives times as Dates; the scratch ledger keeps them as text. */
function portable(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  );
}

/** Of these documents, the ones that have no dispatch yet: what a night would collect. Index ix_dispatch_document. */
export async function undispatched(
  session: Session,
  documentIds: readonly string[],
): Promise<readonly string[]> {
  const known = new Set<string>();
  for (const chunk of chunksFor(documentIds, 1)) {
    const rows: Row[] = await session
      .from('dispatch')
      .whereIn('document_id', chunk)
      .where({ purpose: 'document' })
      .select('document_id');
    for (const row of rows) known.add(textOf(row, 'document_id'));
  }
  return documentIds.filter((id) => !known.has(id));
}
