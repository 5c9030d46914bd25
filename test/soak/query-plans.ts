import BetterSqlite3 from 'better-sqlite3';

/** A statement that reads a table or an index from end to end. */
export interface TableRead {
  readonly step: string;
  readonly sql: string;
}

/** Tables with rows for each document, or for each row about one. */
const LARGE = new Set([
  'attempt',
  'attempt_envelope',
  'audit_seal',
  'decision',
  'dispatch',
  'dispatch_event',
  'mailpiece_status',
  'own_letter',
  'print_file_entry',
  'removed_dispatch',
]);

/** Walks that end at the first row, or nearly so: the newest of a table. */
const NEWEST = /order by `id` desc limit \?$/;

/** Whether it costs more with every document that the ledger has ever seen. */
export function growsWithDocuments({ step, sql }: TableRead): boolean {
  const [, name = ''] = /^SCAN (\w+)/.exec(step) ?? [];
  const table = new RegExp(`\`(\\w+)\` as \`${name}\``).exec(sql)?.[1] ?? name;
  // A partial index holds what is open, and is as long as that.
  const isPartial = step.endsWith('ix_dispatch_untold') || step.endsWith('ix_dispatch_lease');
  return LARGE.has(table) && !isPartial && !NEWEST.test(sql);
}

/** Asks SQLite how it would run the statements on the ledger as it is: with its rows, after all those nights. */
export function readPlans(
  ledgerFile: string,
  statements: ReadonlyMap<string, readonly unknown[]>,
): readonly TableRead[] {
  const ledger = new BetterSqlite3(ledgerFile, { readonly: true });
  // Children of an inserted row would be looked for as well, which a night never does: no foreign key is deferred.
  ledger.pragma('foreign_keys = OFF');
  const reads = new Map<string, TableRead>();
  try {
    for (const [sql, bindings] of statements) {
      if (!/^\s*(?:select|update|delete|insert|with)/i.test(sql)) continue;
      const values = bindings.map((value) =>
        typeof value === 'number' || typeof value === 'string' || value === null ? value : 'x',
      );
      const plan = ledger.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
      for (const { detail } of plan) {
        if (!detail.startsWith('SCAN ') || detail === 'SCAN CONSTANT ROW') continue;
        // Lists differ in length from night to night, and are one statement all the same.
        reads.set(`${detail} ${sql.replaceAll(/\(\?(?:, \?)*\)/g, '(…)')}`, { step: detail, sql });
      }
    }
    return [...reads.values()];
  } finally {
    ledger.close();
  }
}
