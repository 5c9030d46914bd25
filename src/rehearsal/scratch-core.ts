import Database from 'better-sqlite3';
import { BLOCK_COLUMNS } from '../ledger/block-source.ts';
import { FACT_COLUMNS } from '../ledger/core-facts.ts';
import { addressOf, letterOf, nameOf, type RehearsedDocument } from './documents.ts';

const COLUMNS = [...FACT_COLUMNS, 'pdf_path', 'pdf_content'];

type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

/** A core database that is nothing but the views, as tables of their names, and what the core system was told. */
export function createScratchCore(file: string): void {
  const core = new Database(file);
  core.exec(`
    CREATE TABLE pending_output_document (${COLUMNS.join(', ')});
    CREATE TABLE current_abuse_block (${BLOCK_COLUMNS.join(', ')});
    CREATE TABLE told (dispatch_id PRIMARY KEY, document_id, channel);
  `);
  core.close();
}

/** How the scratch core learns what became of a document; a repetition writes the same row. */
export const TELL_STATEMENT =
  'INSERT INTO told (dispatch_id, document_id, channel) VALUES (:dispatch_id, :document_id, :channel) ' +
  'ON CONFLICT (dispatch_id) DO UPDATE SET channel = excluded.channel';

export async function addToScratchCore(
  file: string,
  documents: readonly RehearsedDocument[],
  blocks: readonly string[],
): Promise<void> {
  const rows = await Promise.all(documents.map(rowOf));
  const core = new Database(file);
  const nothing = Object.fromEntries(COLUMNS.map((column) => [column, null]));
  const places = COLUMNS.map((column) => `@${column}`).join(', ');
  const insert = core.prepare(`INSERT INTO pending_output_document VALUES (${places})`);
  const block = core.prepare(
    `INSERT INTO current_abuse_block (block_id, policyholder_id, recipient_name, recipient_street,
      recipient_postal_code, recipient_city, recipient_country, residence_country)
      VALUES (?, ?, ?, 'Musterweg 1', '12345', 'Musterstadt', 'DE', 'DE')`,
  );
  core.transaction(() => {
    for (const row of rows) insert.run({ ...nothing, ...row });
    for (const id of blocks) block.run(id, `holder-${id}`, 'Erika Gesperrt');
  })();
  core.close();
}

async function rowOf(document: RehearsedDocument): Promise<Row> {
  const { id, part, person } = document;
  const isPost = part === 'post' || part === 'spoiled';
  return {
    document_id: id,
    document_type: 'BEITRAGSRECHNUNG',
    line_of_business: 'KFZ',
    contract_id: `V-${person}`,
    policyholder_id: person,
    recipient_id: person,
    recipient_role: 'policyholder',
    recipient_name: nameOf(person),
    // One house for all: what else would keep two persons apart than that they are two.
    recipient_street: 'Musterweg 1',
    recipient_postal_code: '12345',
    recipient_city: 'Musterstadt',
    recipient_country: 'DE',
    residence_country: 'DE',
    email_address: isPost ? null : addressOf(document),
    email_address_users: isPost ? null : 1,
    preferred_contact: isPost ? 'post' : 'email',
    consent_given_on: isPost ? null : '2025-01-01',
    digital_post_from: '2024-01-01',
    protected_data: part === 'protected' ? 1 : 0,
    document_date: '2026-10-20',
    pdf_content: await letterOf(document),
  };
}
