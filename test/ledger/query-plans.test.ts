import { afterEach, beforeEach, expect, it } from 'vitest';
import { createNight, type Night } from '../support/night.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { sayTo } from './say-everything.ts';

/** Tables that grow with every document: read from end to end they cost more each night. */
const LARGE = [
  'dispatch',
  'dispatch_event',
  'decision',
  'attempt',
  'print_file_entry',
  'mailpiece_status',
  'own_letter',
];

/** Asked once a night, or by people, and about all of it: each with the reason why a scan is right. */
const SCANS: readonly (readonly [RegExp, string])[] = [
  [/`reason` like/, 'what a broken relay kept back, of all nights: once a run'],
];

let night: Night;

beforeEach(async () => {
  night = await createNight();
});
afterEach(async () => {
  await night.close();
});

function planOf(sql: string, bindings: readonly unknown[]): readonly string[] {
  const values = bindings.map((value) =>
    typeof value === 'number' || typeof value === 'string' || value === null ? value : 'x',
  );
  return night.sql(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => String(detail));
}

it.skipIf(ON_SQL_SERVER)(
  'no statement of a night reads a table that grows with the documents from end to end',
  async () => {
    const said = new Map<string, readonly unknown[]>();
    night.ledger.knex.on('query', ({ sql, bindings }: { sql: string; bindings?: readonly unknown[] }) => {
      if (/^\s*(?:select|update|delete|insert)/i.test(sql)) said.set(sql, bindings ?? []);
    });
    // The view has a table of its own here, and rows are missing everywhere: only the statements count.
    await sayTo(night.ledger, () => true);
    expect(said.size).toBeGreaterThan(60);
    const scans = [...said].flatMap(([sql, bindings]) => {
      if (
        /pending_output_document|current_abuse_block|sqlite_master/.test(sql) ||
        SCANS.some(([known]) => known.test(sql))
      )
        return [];
      return planOf(sql, bindings)
        .filter((step) =>
          LARGE.some((table) => new RegExp(String.raw`^SCAN ${table}(?: AS \w+)?$`).test(step)),
        )
        .map((step) => `${step}: ${sql}`);
    });
    expect(scans).toEqual([]);
  },
);
