import { AUDIT_STREAM_NAMES } from './audit/streams.ts';
import { ledgerTables } from './migration-script.ts';

/** What is written once and never again: nobody gets UPDATE on it, and only retention gets DELETE. */
const APPEND_ONLY: ReadonlySet<string> = new Set([
  ...AUDIT_STREAM_NAMES,
  'audit_seal',
  'removed_dispatch',
  'removed_print_file',
  'suppression_event',
]);

/** States that end: the row that says so is taken away. What happened stays in the events. */
const DELETED_IN_THE_NIGHT: ReadonlySet<string> = new Set([
  'recipient_domain',
  'suppressed_address',
  'suppression_term',
  'full_mailbox',
]);

/** The record of documents whose time is over, with what print files and runs remember beside them. */
const DELETED_BY_RETENTION: ReadonlySet<string> = new Set([
  'decision',
  'dispatch_event',
  'attempt',
  'own_letter',
  'attempt_envelope',
  'bounce_report',
  'print_file_entry',
  'mailpiece_status',
  'work_item',
]);

/** What only a night writes: people's commands read it. */
const NIGHT_ALONE: ReadonlySet<string> = new Set([
  'batch',
  'run_step',
  'rule_catalogue',
  'attempt_envelope',
  'mta_sts_policy',
]);

interface Role {
  readonly name: string;
  readonly who: string;
  readonly rights: (table: string) => readonly ('SELECT' | 'INSERT' | 'UPDATE' | 'DELETE')[];
}

const ROLES: readonly Role[] = [
  {
    name: 'postausgang_worker',
    who: 'the account of the nightly batch: nightly, rerun, work',
    rights: (table) => [
      'SELECT',
      'INSERT',
      ...(APPEND_ONLY.has(table) ? [] : (['UPDATE'] as const)),
      ...(DELETED_IN_THE_NIGHT.has(table) ? (['DELETE'] as const) : []),
    ],
  },
  {
    name: 'postausgang_operator',
    who: 'people: release, hold, resolve, resend, reprint, acks; no batch, no run',
    rights: (table) => [
      'SELECT',
      ...(NIGHT_ALONE.has(table) ? [] : (['INSERT'] as const)),
      ...(NIGHT_ALONE.has(table) || APPEND_ONLY.has(table) ? [] : (['UPDATE'] as const)),
      ...(DELETED_IN_THE_NIGHT.has(table) ? (['DELETE'] as const) : []),
    ],
  },
  {
    name: 'postausgang_retention',
    who: 'removes records whose time is over, beside the rights of an operator',
    rights: (table) => (DELETED_BY_RETENTION.has(table) ? ['DELETE'] : []),
  },
  {
    name: 'postausgang_reader',
    who: 'monitoring and audit: status, explain',
    rights: () => ['SELECT'],
  },
];

/**
 * The roles of the ledger as a T-SQL script, table by table. None of them may create or change a table: that is
 * `migrate`'s, or the DBA's. Can be run again, and must be after each migration that adds tables.
 */
export async function roleScript(): Promise<string> {
  const tables = ['schema_migration', ...(await ledgerTables())];
  const parts = ['-- Roles for the ledger of postausgang; run in its database, after the migrations.'];
  for (const { name, who, rights } of ROLES) {
    parts.push('', `-- ${who}`, `IF DATABASE_PRINCIPAL_ID('${name}') IS NULL EXEC('CREATE ROLE ${name}');`);
    for (const table of tables) {
      const granted = table === 'schema_migration' ? (['SELECT'] as const) : rights(table);
      if (granted.length > 0) parts.push(`GRANT ${granted.join(', ')} ON routing.${table} TO ${name};`);
    }
  }
  return `${parts.join('\n')}\n`;
}
