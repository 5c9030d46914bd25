import type { Database, Session } from '../../src/ledger/database.ts';
import { MIGRATIONS } from '../../src/ledger/migrate.ts';
import { appliedMigrations, recordMigration } from '../../src/ledger/migration-record.ts';

/** Brings a ledger of the first release as far as a later one did, and no further. */
export async function migrateUpTo(ledger: Database, newest: string): Promise<void> {
  const applied = await appliedMigrations(ledger);
  await ledger.transaction(async ({ knex, dialect }) => {
    for (const { name, up } of MIGRATIONS) {
      if (name > newest || applied.has(name)) continue;
      await up(knex, dialect);
      await knex.raw(recordMigration(dialect, name));
    }
  });
}

const AT = '2026-11-20T22:00:00.000Z';
const HASH = 'a'.repeat(64);

/** A symbol stands for the id of a row that is there by then, of the table that it is called. */
type Cells = Readonly<Record<string, string | number | null | Uint8Array | symbol>>;

const A = {
  attempt: Symbol('attempt'),
  printFile: Symbol('print_file'),
  run: Symbol('run'),
  seal: Symbol('audit_seal'),
  shopReport: Symbol('shop_report'),
};

/** A row for every table that the first release's night left empty, by the release that made the table. */
const ROWS: readonly { readonly since: string; readonly table: string; readonly cells: Cells }[] = [
  {
    since: '001-ledger',
    table: 'rule_catalogue',
    cells: { hash: HASH, stored_at: AT, content: 'catalogue: 1' },
  },
  {
    since: '001-ledger',
    table: 'print_file_event',
    cells: {
      print_file_id: A.printFile,
      at: AT,
      event: 'assigned',
      reason: null,
      run_id: A.run,
      person: null,
    },
  },
  {
    since: '001-ledger',
    table: 'shop_report',
    cells: { sha256: HASH, file_name: 'status.csv', imported_at: AT, entries: 2 },
  },
  {
    since: '001-ledger',
    table: 'print_file_ack',
    cells: {
      shop_report_id: A.shopReport,
      print_file_id: A.printFile,
      result: 'accepted',
      at: AT,
      reason: null,
    },
  },
  {
    since: '001-ledger',
    table: 'mailpiece_status',
    cells: {
      shop_report_id: A.shopReport,
      print_file_id: A.printFile,
      sequence: 1,
      status: 'posted',
      at: AT,
      reason: null,
    },
  },
  {
    since: '001-ledger',
    table: 'shop_finding',
    cells: {
      shop_report_id: A.shopReport,
      finding: 'f',
      settled_at: AT,
      settled_by: 'A. Muster',
      evidence: 'e',
    },
  },
  { since: '001-ledger', table: 'own_letter', cells: { dispatch_id: 3, pdf: Buffer.from('%PDF-1.7') } },
  {
    since: '001-ledger',
    table: 'recipient_domain',
    cells: { domain: 'old.example', no_tls_since: AT, no_tls_until: AT, reason: 'r', attempt_id: A.attempt },
  },
  {
    since: '001-ledger',
    table: 'suppressed_address',
    cells: { address_sha256: HASH, since: AT, reason: 'r', attempt_id: A.attempt },
  },
  {
    since: '002-transport-security',
    table: 'mta_sts_policy',
    cells: {
      domain: 'mail.example',
      policy_id: '1',
      mode: 'enforce',
      policy: 'mx: mx.mail.example',
      fetched_at: AT,
      expires_at: AT,
    },
  },
  {
    since: '003-own-letters',
    table: 'fallback_notice',
    cells: { address_sha256: HASH, cause: 'no_tls', since: AT, dispatch_id: 1 },
  },
  {
    since: '004-mail-domains',
    table: 'mail_domain',
    cells: {
      domain: 'mail.example',
      last_tls_at: AT,
      last_tls: 'TLSv1.3',
      failures: 0,
      last_failure_at: null,
      reason: null,
      probed_at: null,
      next_probe_at: null,
    },
  },
  {
    since: '005-bounces',
    table: 'attempt_envelope',
    cells: { attempt_id: A.attempt, address_sha256: HASH, domain: 'mail.example' },
  },
  {
    since: '005-bounces',
    table: 'bounce_report',
    cells: {
      identity_sha256: HASH,
      seen_at: AT,
      source: 'maildir',
      place: 'cur/1',
      kind: 'failed',
      status: '5.1.1',
      diagnostic: 'Müller Straße',
      attempt_id: A.attempt,
      matched_by: 'token',
      authentic: 1,
      effect: 'noted',
      reason: 'r',
      settled_at: AT,
      settled_by: 'A. Muster',
      evidence: null,
    },
  },
  { since: '005-bounces', table: 'full_mailbox', cells: { address_sha256: HASH, night: '2026-11-20' } },
  {
    since: '005-bounces',
    table: 'suppression_term',
    cells: { address_sha256: HASH, until: AT, person: null },
  },
  {
    since: '005-bounces',
    table: 'suppression_event',
    cells: {
      address_sha256: HASH,
      at: AT,
      event: 'added',
      reason: 'r',
      attempt_id: null,
      person: 'A. Muster',
    },
  },
  {
    since: '007-operations',
    table: 'alert',
    cells: { cause: 'night:2026-11-20', channel: 'email', fingerprint: HASH, told_at: AT, ended_at: null },
  },
  {
    since: '007-operations',
    table: 'print_file_production',
    cells: { print_file_id: A.printFile, production_date: '2026-11-21' },
  },
  {
    since: '008-audit',
    table: 'audit_action',
    cells: {
      at: AT,
      action: 'finding_settled',
      subject: 's',
      person: 'A. Muster',
      run_id: null,
      reason: 'r',
      detail: '{}',
    },
  },
  {
    since: '008-audit',
    table: 'audit_seal',
    cells: {
      stream: 'decision',
      after_id: 0,
      last_id: 1,
      row_count: 1,
      row_digests: Buffer.alloc(24),
      sealed_at: AT,
      previous_hash: HASH,
      hash: HASH,
    },
  },
  { since: '009-retention', table: 'audit_removal', cells: { at: AT, seal_id: A.seal, positions: '80' } },
  {
    since: '009-retention',
    table: 'removed_dispatch',
    cells: { dispatch_id: 2, removed_at: AT, kept_until: '2026-12-31' },
  },
  {
    since: '009-retention',
    table: 'removed_print_file',
    cells: { print_file_id: A.printFile, part: 'pdf', removed_at: AT },
  },
  {
    since: '010-console',
    table: 'channel_switch',
    cells: { at: AT, closed: 0, until_date: null, reason: 'open again', person: 'A. Muster' },
  },
  {
    since: '011-work-items',
    table: 'work_item',
    cells: {
      run_id: A.run,
      step: 'render',
      detail: '{}',
      token: 1,
      owner: null,
      lease_until: null,
      done_at: null,
      counts: null,
    },
  },
];

/** Puts a row into every such table that stands by now. @returns their names */
export async function fillTables(ledger: Database): Promise<readonly string[]> {
  const applied = await appliedMigrations(ledger);
  const standing = ROWS.filter(({ since }) => applied.has(since));
  await ledger.transaction(async (session) => {
    for (const { table, cells } of standing) {
      const row: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(cells)) {
        row[name] = typeof value === 'symbol' ? await anyId(session, value.description ?? '') : value;
      }
      await session.from(table).insert(row);
    }
  });
  return standing.map(({ table }) => table);
}

async function anyId(session: Session, table: string): Promise<unknown> {
  const row: { readonly id: unknown } | undefined = await session.from(table).first('id');
  return row?.id;
}
