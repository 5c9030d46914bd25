import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { openBatchesBefore } from '../../src/ledger/batch-store.ts';
import { claimForEmail } from '../../src/ledger/claim.ts';
import { listByState } from '../../src/ledger/dispatch-store.ts';
import { listMissingPaperCopies } from '../../src/ledger/print-queue.ts';
import { listUntold } from '../../src/ledger/write-back.ts';
import { createNight, type Night } from '../support/night.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { CLAIM, sayTo } from './say-everything.ts';

/** Tables that grow with every document: read from end to end they cost more each night. */
const LARGE: ReadonlySet<string> = new Set([
  'dispatch',
  'dispatch_event',
  'decision',
  'attempt',
  'print_file_entry',
  'mailpiece_status',
  'own_letter',
]);

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

/**
 * The table that a step of a plan reads from end to end, by its own name: SQLite prints its alias. An index with a filter is
 * made for being read whole.
 */
function scannedIn(step: string, sql: string, filtered: ReadonlySet<string>): string {
  const [, name = '', index = ''] = /^SCAN (\w+)(?:.* INDEX (\w+))?/.exec(step) ?? [];
  if (filtered.has(index)) return '';
  return new RegExp(`\`(\\w+)\` as \`${name}\``, 'i').exec(sql)?.[1] ?? name;
}

it.skipIf(ON_SQL_SERVER)(
  'a claim and a page end at their last row: nothing that is queued is sorted for them',
  async () => {
    const said: string[] = [];
    night.ledger.knex.on('query', ({ sql }: { sql: string }) => void said.push(sql));
    await night.ledger.transaction((session) => claimForEmail(session, CLAIM));
    await listByState(night.ledger, CLAIM.batchIds, 'pending', { afterId: '0', count: 500 });
    await listUntold(night.ledger, { beforeId: '9', count: 500, exceptBatchIds: ['1'] });
    const steps = said
      .filter((sql) => /dispatch/.test(sql) && !/^insert/i.test(sql))
      .flatMap((sql) =>
        planOf(
          sql,
          Array.from({ length: sql.split('?').length - 1 }, () => '1'),
        ),
      );
    expect(steps.length).toBeGreaterThan(4);
    expect(steps.filter((step) => /TEMP B-TREE|^SCAN/.test(step))).toEqual([]);
    expect(steps.join('\n')).toMatch(/ix_dispatch_batch_state[^]*ix_dispatch_untold/);
  },
);

it.skipIf(ON_SQL_SERVER)(
  'e-mails that want a paper copy are found without reading all that were e-mailed',
  async () => {
    const said: string[] = [];
    night.ledger.knex.on('query', ({ sql }: { sql: string }) => void said.push(sql));
    await openBatchesBefore(night.ledger, parseBusinessDate('2026-11-23'));
    await listMissingPaperCopies(night.ledger, ['1'], 10);
    await listMissingPaperCopies(night.ledger, ['1', '2'], 10);
    for (const sql of said) {
      const values = Array.from({ length: sql.split('?').length - 1 }, () => '1');
      expect(planOf(sql, values).join('\n')).toMatch(/ix_dispatch_copy_wanted/);
    }
    expect(said).toHaveLength(3);
  },
);

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
    const indexes = night.sql(`SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'`);
    const filtered = new Set(indexes.map(({ name }) => String(name)));
    const scans = [...said].flatMap(([sql, bindings]) => {
      if (/pending_output_document|current_abuse_block|sqlite_master/.test(sql)) return [];
      return planOf(sql, bindings)
        .filter((step) => LARGE.has(scannedIn(step, sql, filtered)))
        .map((step) => `${step}: ${sql}`);
    });
    expect(scans).toEqual([]);
  },
);
