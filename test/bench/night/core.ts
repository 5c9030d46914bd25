import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { FACT_COLUMNS } from '../../../src/ledger/core-facts.ts';
import type { NightLetters } from './letters.ts';

/** Of ten documents so many are e-mailed. */
const EMAILED_OF_TEN = 3;
/** The recipients' domains: large providers have many of the customers each. */
const DOMAINS = 12;
/** Rows in a transaction: bounds memory, because PDFs wait for it. */
const CHUNK = 200;

export const WRITE_BACK =
  'UPDATE output_document SET dispatched_at = :at, dispatched_channel = :channel, dispatch_id = :dispatch_id WHERE document_id = :document_id';

const SCHEMA = `
  CREATE TABLE output_document (
    ${FACT_COLUMNS.map((column) => (column === 'document_id' ? 'document_id TEXT PRIMARY KEY' : `${column} ${column === 'email_address_users' || column === 'protected_data' ? 'INTEGER' : 'TEXT'}`)).join(', ')},
    dispatched_at TEXT, dispatched_channel TEXT, dispatch_id TEXT
  );
  CREATE TABLE letter (document_id TEXT PRIMARY KEY REFERENCES output_document, content BLOB NOT NULL);
  CREATE TABLE contract (contract_id TEXT, partner_id TEXT);
  CREATE INDEX ix_contract ON contract (contract_id);
  CREATE VIEW contract_holder AS SELECT contract_id, partner_id AS policyholder_id FROM contract;
  CREATE VIEW pending_output_document AS
    SELECT ${FACT_COLUMNS.map((column) => `d.${column}`).join(', ')}, NULL AS pdf_path, l.content AS pdf_content
    FROM output_document d LEFT JOIN letter l ON l.document_id = d.document_id
    WHERE d.dispatched_at IS NULL OR date(d.dispatched_at) >= date('now', '-14 days');
`;

export function isEmailed(index: number): boolean {
  return (index * 7) % 10 < EMAILED_OF_TEN;
}

export function documentIdOf(index: number): string {
  return `D-${String(index).padStart(7, '0')}`;
}

export function addressOf(index: number): string {
  return `kunde-${index}@d${index % DOMAINS}.example`;
}

/**
 * The insurer's core database with so many pending documents, each with its PDF as a blob of its own. Kept for the next
 * night of the same size, which finds it as it was.
 */
export function prepareCore(file: string, documents: number, letters: NightLetters): void {
  if (existsSync(file)) return forgetNight(file);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  process.stderr.write(`Making a core database of ${documents} documents …\n`);
  const core = new BetterSqlite3(part);
  core.pragma('journal_mode = OFF');
  core.pragma('synchronous = OFF');
  core.exec(SCHEMA);
  const insert = core.prepare(
    `INSERT INTO output_document (${FACT_COLUMNS.join(', ')}) VALUES (${FACT_COLUMNS.map((column) => `@${column}`).join(', ')})`,
  );
  const store = core.prepare('INSERT INTO letter VALUES (?, ?)');
  const sign = core.prepare('INSERT INTO contract VALUES (?, ?)');
  let printed = 0;
  for (let from = 0; from < documents; from += CHUNK) {
    core.transaction(() => {
      for (let index = from; index < Math.min(from + CHUNK, documents); index += 1) {
        const { row, pdf } = isEmailed(index)
          ? emailed(index, letters)
          : posted(index, printed, documents, letters);
        if (!isEmailed(index)) printed += 1;
        insert.run(row);
        store.run(row['document_id'], pdf);
        sign.run(row['contract_id'], row['policyholder_id']);
      }
    })();
  }
  core.pragma('journal_mode = DELETE');
  core.close();
  renameSync(part, file);
}

function forgetNight(file: string): void {
  const core = new BetterSqlite3(file);
  core.exec('UPDATE output_document SET dispatched_at = NULL, dispatched_channel = NULL, dispatch_id = NULL');
  core.close();
}

type Row = Readonly<Record<string, string | number | null>>;

function factsOf(index: number): Row {
  const nothing = Object.fromEntries(FACT_COLUMNS.map((column) => [column, null]));
  return {
    ...nothing,
    document_id: documentIdOf(index),
    document_type: 'BEITRAGSRECHNUNG',
    line_of_business: 'KFZ',
    policyholder_id: `P-${index}`,
    recipient_id: `P-${index}`,
    recipient_role: 'policyholder',
    recipient_street: `Musterweg ${1 + (index % 200)}`,
    recipient_city: 'Musterstadt',
    recipient_country: 'DE',
    residence_country: 'DE',
    digital_post_from: '2024-01-01',
    protected_data: 0,
    document_date: '2026-11-20',
  };
}

function emailed(index: number, letters: NightLetters): { readonly row: Row; readonly pdf: Uint8Array } {
  const letter = letters.email[index % letters.email.length];
  if (letter === undefined) throw new Error('Expected letters for e-mail, found none.');
  return {
    row: {
      ...factsOf(index),
      contract_id: letter.contractId,
      recipient_name: letter.name,
      recipient_postal_code: '20095',
      email_address: addressOf(index),
      email_address_users: 1,
      preferred_contact: 'email',
      consent_given_on: '2025-01-01',
    },
    pdf: letter.pdf,
  };
}

/**
 * The postal code decides which print file a letter stands in: codes rise with the round in which its PDF is used and
 * with the PDF, so that the letters of one print file are all different, while the core's order is another one.
 */
function posted(
  index: number,
  place: number,
  documents: number,
  letters: NightLetters,
): { readonly row: Row; readonly pdf: Uint8Array } {
  const { length } = letters.print;
  const chosen = (place * 7_919) % length;
  const rounds = Math.max(1, Math.ceil(documents / length));
  const code = 10_000 + Math.floor((Math.floor(place / length) + chosen / length) * (85_000 / rounds));
  return {
    row: {
      ...factsOf(index),
      contract_id: `X-${String(index).padStart(8, '0')}/01`,
      recipient_name: `Erika Beispiel-${index}`,
      recipient_postal_code: String(code),
      preferred_contact: 'post',
    },
    pdf: readFileSync(letters.print[chosen] ?? ''),
  };
}
