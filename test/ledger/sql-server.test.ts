import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimForEmail } from '../../src/ledger/claim.ts';
import { mssqlDialect, sqliteDialect } from '../../src/ledger/dialect.ts';
import { addDocuments } from '../../src/ledger/dispatch-store.ts';
import { DocumentSource } from '../../src/ledger/document-source.ts';
import { assignPrintFile } from '../../src/ledger/print-file-store.ts';
import { MIGRATIONS } from '../../src/ledger/migrate.ts';
import { sqlServerStub, type SqlServerStub } from './sql-server-stub.ts';

import { answeringStub, CAUSE, CLAIM, FILE, ITEM, sayEverything } from './say-everything.ts';

let stub: SqlServerStub;

beforeEach(() => {
  stub = answeringStub();
});
afterEach(async () => {
  await stub.close();
});

describe('what the ledger says to SQL Server', () => {
  it.each<[string, RegExp]>([
    ['MERGE', /\bmerge\b/i],
    ['ON CONFLICT', /on\s+conflict/i],
    ['RETURNING', /\breturning\b/i],
    ['LIMIT', /\blimit\b/i],
    ['OUTPUT into nothing on a table with triggers: no trigger is ever made', /create\s+trigger/i],
    ['the clock of another database', /strftime|(?<!SYSUTC)datetime\(/i],
    ['a lock that knex drops without a word', /skip locked|nowait/i],
    ['prepared statements', /sp_prepare/i],
    [
      'a statement without its schema',
      /\b(?:from|into|update|join)\s+\[?(?:dispatch|batch|run|attempt|print_file)\b/i,
    ],
  ])('never needs %s', async (_what, forbidden) => {
    const executed = await sayEverything();
    expect(executed.length).toBeGreaterThan(70);
    expect(executed.map(({ sql }) => sql).filter((sql) => forbidden.test(sql))).toEqual([]);
  });

  it('binds no value that its driver would turn into another type', async () => {
    const executed = await sayEverything();
    const values = executed.flatMap(({ parameters }) => parameters);
    // A Date becomes a rounded `datetime`, a bigint or an array of bytes a text.
    expect(values.filter((value) => value instanceof Date || typeof value === 'bigint')).toEqual([]);
    expect(values.filter((value) => value instanceof Uint8Array && !Buffer.isBuffer(value))).toEqual([]);
  });

  it('claims in one statement a batch, with the hints, and tests the state again outside', async () => {
    await claimForEmail(stub.database, CLAIM);
    const [claim] = stub.executed;
    expect(claim?.sql.replaceAll(/\s+/g, ' ')).toBe(
      `UPDATE routing.dispatch SET state = 'claimed', token = token + 1, lease_owner = @p0, lease_until = DATEADD(millisecond, 60000, SYSUTCDATETIME()), updated_at = SYSUTCDATETIME() OUTPUT inserted.id, inserted.token, inserted.batch_id, inserted.document_id, inserted.purpose, inserted.original_id, inserted.state, inserted.tries, inserted.attempts, inserted.reason, inserted.retry_at, inserted.cut_off_at, inserted.paper_copy_basis, inserted.pages, inserted.pdf_bytes, inserted.pdf_sha256, inserted.content, inserted.content_key, inserted.print_file_id WHERE state = 'queued_email' AND id IN ( SELECT TOP (100) id FROM routing.dispatch WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK) WHERE batch_id = @p1 AND state BETWEEN 'queued_email' AND 'queued_email' AND retry_at <= SYSUTCDATETIME() ORDER BY state, id )`,
    );
    expect(claim?.parameters).toEqual(['run', '1']);
  });

  it('never binds more parameters than a statement takes, nor more rows than VALUES takes', async () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `D-${index}`);
    const mailpieces = ids.map((dispatchId) => ({ items: [{ ...ITEM, dispatchId }], sheets: 1 }));
    const source = new DocumentSource(stub.database, { view: 'v', pdfRoot: null, maxPdfBytes: 1 });
    await addDocuments(stub.database, '1', ids);
    await source.factsOf(ids);
    // The stub moves one row whatever is asked, so the membership is refused at its end; the inserts are what counts.
    await assignPrintFile(stub.database, FILE, { stream: 's', mailpieces }, CAUSE).catch(() => undefined);
    const most = Math.max(...stub.executed.map(({ parameters }) => parameters.length));
    expect(most).toBeGreaterThan(1_000);
    expect(most).toBeLessThanOrEqual(2_100);
    const rows = stub.executed.map(({ sql }) => (sql.match(/\), \(/g) ?? []).length + 1);
    expect(Math.max(...rows)).toBeLessThanOrEqual(1_000);
  });

  describe('of two ids that its collation takes for one', () => {
    /** A ledger with one document of this id, and a collation. */
    async function added(known: string, ids: readonly string[], same: 0 | 1): Promise<readonly unknown[]> {
      const server = sqlServerStub((sql) => {
        if (/CASE WHEN @p0 = @p1/.test(sql)) return { rows: [{ n: same }] };
        if (sql.startsWith('select [document_id]')) return { rows: [{ document_id: known }] };
        return { rows: [{ '': 1 }] };
      });
      try {
        const answer = await addDocuments(server.database, '1', ids);
        const inserted = server.executed
          .filter(({ sql }) => sql.startsWith('insert'))
          .flatMap(({ parameters }) => JSON.parse(String(parameters.at(-1))) as readonly string[]);
        return [answer, inserted];
      } finally {
        await server.close();
      }
    }

    it('adds one and tells of the other, whether it is known or comes in the same chunk', async () => {
      expect(await added('D-1', ['D-1 ', 'd-1', 'D-2', 'D-2', 'd-2  ', 'D-3'], 1)).toEqual([
        {
          added: 2,
          collisions: [
            { documentId: 'D-1 ', takenBy: 'D-1' },
            { documentId: 'd-1', takenBy: 'D-1' },
            { documentId: 'd-2  ', takenBy: 'D-2' },
          ],
        },
        ['D-2', 'D-3'],
      ]);
    });

    it('adds both where the collation tells capitals apart', async () => {
      expect(await added('D-1', ['D-1', 'd-1'], 0)).toEqual([{ added: 1, collisions: [] }, ['d-1']]);
    });
  });

  it('folds an id as its unique index does; SQLite compares it as it stands', () => {
    expect(['D-1a  ', ' D', 'D\t'].map((id) => mssqlDialect.foldId(id))).toEqual(['d-1a', ' d', 'd\t']);
    expect(['Straße', 'STRASSE', 'Café', 'cafe', 'Ægir'].map((id) => mssqlDialect.foldId(id))).toEqual([
      'strasse',
      'strasse',
      'cafe',
      'cafe',
      'aegir',
    ]);
    expect(sqliteDialect.foldId('D-1a  ')).toBe('D-1a  ');
  });

  it('reads its clock beyond the milliseconds, and beyond the seconds, that DATEADD takes', () => {
    expect(mssqlDialect.nowPlus(36_525 * 86_400_000)).toBe('DATEADD(day, 36525, SYSUTCDATETIME())');
    expect(mssqlDialect.nowPlus(30 * 86_400_000)).toBe('DATEADD(second, 2592000, SYSUTCDATETIME())');
    expect(mssqlDialect.nowPlus(-60_000)).toBe('DATEADD(millisecond, -60000, SYSUTCDATETIME())');
    expect(() => mssqlDialect.nowPlus(Number.NaN)).toThrow(RangeError);
  });

  it('knows a duplicate by SQL Server’s number and by Babelfish’s', () => {
    const error = (number: number): Error => Object.assign(new Error(), { number });
    expect([2601, 2627, 547].map((number) => mssqlDialect.isUniqueViolation(error(number)))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the schema on SQL Server', () => {
  const [first] = MIGRATIONS;

  async function statements(migration = first): Promise<string> {
    const said: string[] = [];
    const raw = (sql: string): Promise<void> => {
      said.push(`${sql.replaceAll(/^ {4}/gm, '')};\n`);
      return Promise.resolve();
    };
    await migration?.up({ raw } as never, mssqlDialect);
    return said.join('\n');
  }

  it.each(MIGRATIONS)('$name is what was released: a change is a new migration', async (migration) => {
    await expect(await statements(migration)).toMatchFileSnapshot(`${migration.name}.mssql.sql`);
  });

  it('stays within what Babelfish knows, and free of triggers', async () => {
    expect(await statements()).not.toMatch(
      /MERGE|TRIGGER|CREATE OR ALTER|ALTER COLUMN|FORMAT\(|\stext\b|\sdatetime\b/i,
    );
  });
});
