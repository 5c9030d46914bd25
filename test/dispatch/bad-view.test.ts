import { afterEach, describe, expect, it } from 'vitest';
import { classifyDocuments } from '../../src/dispatch/classify-documents.ts';
import { collectDocuments } from '../../src/dispatch/collect-documents.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import { findBatch } from '../../src/ledger/batch-store.ts';
import { FACT_COLUMNS } from '../../src/ledger/core-facts.ts';
import { CoreViewError, DocumentSource } from '../../src/ledger/document-source.ts';
import { createNight, emailRow, NIGHT, postRow, type Night, type NightOptions } from '../support/night.ts';
import type { CoreRow } from '../support/small-core.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { classifyOptions, collectAndClassify } from './mail.ts';

const VIEW = 'bad_view';
const COLUMNS = [...FACT_COLUMNS, 'pdf_path', 'pdf_content'];

let night: Night;
afterEach(async () => {
  // The next night makes the table anew, and a server drops none that a view stands on.
  night.core(`DROP VIEW IF EXISTS ${VIEW}`);
  await night.close();
});

/**
 * A night over a view in which some columns are other expressions (null: missing). The rows stand in the table below.
 */
async function through(
  rows: readonly CoreRow[],
  columns: Readonly<Record<string, string | null>> = {},
  options: NightOptions = {},
): Promise<RunContext> {
  night = await createNight({ ...options, rows });
  night.core(`DROP VIEW IF EXISTS ${VIEW}`);
  const selected = COLUMNS.filter((column) => columns[column] !== null).map((column) =>
    columns[column] === undefined ? column : `${columns[column] ?? ''} AS ${column}`,
  );
  night.core(`CREATE VIEW ${VIEW} AS SELECT ${selected.join(', ')} FROM pending_output_document`);
  const source = new DocumentSource(night.anotherCore(), {
    view: VIEW,
    pdfRoot: null,
    maxPdfBytes: options.maxPdfBytes ?? 10_000_000,
  });
  return night.context({ source });
}

const onSqlite = it.skipIf(ON_SQL_SERVER);
const onServer = it.runIf(ON_SQL_SERVER);
const reasonOf = async (id: string): Promise<string> => (await night.dispatch(id)).reason ?? '';

describe('a view with missing columns', () => {
  it('stops the deciding with the names of all of them; what was collected waits, and goes on when they are there', async () => {
    const run = await through([emailRow('A'), postRow('B')], { abuse_block_id: null, pdf_path: null });
    const deciding = collectAndClassify(run);
    await expect(deciding).rejects.toThrow(CoreViewError);
    await expect(deciding).rejects.toThrow(
      /^Core view `bad_view` lacks `abuse_block_id`, `pdf_path` \(docs\/core-view.md\)\. Have them added, then run again/,
    );
    expect(night.states()).toEqual({ A: 'pending', B: 'pending' });
    await classifyDocuments({ ...run, source: night.source }, classifyOptions());
    expect(night.states()).toEqual({ A: 'queued_email', B: 'queued_print' });
  });

  it('is told where there is no view at all, by the database’s own words', async () => {
    const run = await through([]);
    night.core(`DROP VIEW ${VIEW}`);
    const batch = await findBatch(run.ledger, NIGHT);
    await expect(collectDocuments(run, batch!, 10)).rejects.toThrow(/bad_view/);
  });
});

describe('a view with wrong types', () => {
  it('D4: never leads to e-mail: the column is named, its value is not', async () => {
    const run = await through([emailRow('A'), emailRow('B')], {
      consent_given_on: `CASE WHEN document_id = 'A' THEN 'since Erika called' ELSE consent_given_on END`,
    });
    await collectAndClassify(run);
    expect(night.states()).toEqual({ A: 'queued_print', B: 'queued_email' });
    expect(await reasonOf('A')).toBe('D4.defects: not readable as their type: `consent_given_on`');
    expect(night.logged.join('')).not.toContain('Erika');
  });

  onServer('is none where a core system has columns of days, times, bits and numbers', async () => {
    const run = await through([emailRow('A'), emailRow('B', { withdrawn_at: '2026-11-20 10:00:00' })], {
      consent_given_on: 'CAST(consent_given_on AS date)',
      digital_post_from: 'CAST(digital_post_from AS datetime)',
      document_date: 'CAST(document_date AS datetime2(0))',
      withdrawn_at: 'CAST(withdrawn_at AS datetime2(3))',
      protected_data: 'CAST(protected_data AS bit)',
      email_address_users: 'CAST(email_address_users AS decimal(9,0))',
      line_of_business: 'CAST(line_of_business AS char(20))',
      policyholder_id: 'CAST(9007199254740993 AS bigint)',
      recipient_id: 'CAST(9007199254740993 AS bigint)',
    });
    const lookups = await run.source.factsOf(['A', 'B']);
    expect(lookups.get('A')).toMatchObject({
      facts: { defects: [], policyholderId: '9007199254740993', lineOfBusiness: 'KFZ' },
    });
    await collectAndClassify(run);
    expect(night.states()).toEqual({ A: 'queued_email', B: 'cancelled' });
  });
});

describe('a view with duplicate ids', () => {
  it('D1: holds the document, whichever row is right, and nothing else', async () => {
    const run = await through([
      emailRow('A'),
      emailRow('A', { email_address: 'x@y.example' }),
      emailRow('B'),
    ]);
    await collectAndClassify(run);
    expect(night.states()).toEqual({ A: 'held', B: 'queued_email' });
    expect(await reasonOf('A')).toMatch(/2 rows/);
  });
});

describe('a view with NULLs', () => {
  it('counts rows without an id and tells of them; a row of nothing but an id is held', async () => {
    const run = await through(
      [emailRow('A'), emailRow('B'), emailRow('C')],
      Object.fromEntries(
        COLUMNS.map((column) => [
          column,
          column === 'document_id'
            ? `CASE WHEN document_id = 'C' THEN NULL ELSE document_id END`
            : `CASE WHEN document_id = 'B' THEN NULL ELSE ${column} END`,
        ]),
      ),
    );
    await collectAndClassify(run);
    expect(night.states()).toEqual({ A: 'queued_email', B: 'held' });
    expect(night.logged.join('')).toMatch(/collect\.rows-without-id.*"rows":1/);
  });
});

describe('local times in the hour that exists twice', () => {
  const DOUBLED = '2026-10-25 02:30:00';

  it('are the day that is written, and a withdrawal whichever of the two moments is meant', async () => {
    const run = await through([
      emailRow('A', { consent_given_on: DOUBLED, digital_post_from: `${DOUBLED.replace(' ', 'T')}.000` }),
      emailRow('B', { consent_withdrawn_on: DOUBLED }),
      emailRow('C', { withdrawn_at: DOUBLED }),
    ]);
    const { consentGivenOn, digitalPostFrom } = factsIn(await run.source.factsOf(['A']), 'A');
    expect([consentGivenOn, digitalPostFrom]).toEqual(['2026-10-25', '2026-10-25']);
    await collectAndClassify(run);
    expect(night.states()).toEqual({ A: 'queued_email', B: 'queued_print', C: 'cancelled' });
  });

  onServer('are the same in columns of times, whatever time zone this process is in', async () => {
    const run = await through([emailRow('A', { consent_given_on: DOUBLED, withdrawn_at: DOUBLED })], {
      consent_given_on: 'CAST(consent_given_on AS datetime2(3))',
      withdrawn_at: 'CAST(withdrawn_at AS datetime)',
    });
    expect(factsIn(await run.source.factsOf(['A']), 'A')).toMatchObject({
      consentGivenOn: '2026-10-25',
      withdrawnAt: '2026-10-25T02:30:00.000Z',
      defects: [],
    });
  });
});

describe('ids beyond 2^53', () => {
  const IDS = ['9007199254740992', '9007199254740993'];

  it('are exact as texts: two documents stay two', async () => {
    const run = await through(IDS.map((id) => emailRow(id)));
    await collectAndClassify(run);
    expect(night.states()).toEqual({ [IDS[0]!]: 'queued_email', [IDS[1]!]: 'queued_email' });
  });

  onSqlite('are refused where they came as rounded numbers, and the message says what to do', async () => {
    const run = await through(
      IDS.map((id) => emailRow(id)),
      { document_id: 'CAST(document_id AS integer)' },
    );
    await expect(collectAndClassify(run)).rejects.toThrow(
      /^Core view, column `document_id`: expected a text, got a number beyond 2\^53.*Let the view cast it to a text/,
    );
    expect(night.states()).toEqual({});
  });

  onServer('are exact as the server’s bigint', async () => {
    const run = await through(
      IDS.map((id) => emailRow(id)),
      { document_id: 'CAST(document_id AS bigint)' },
    );
    await collectAndClassify(run);
    expect(night.states()).toEqual({ [IDS[0]!]: 'queued_email', [IDS[1]!]: 'queued_email' });
  });
});

describe('trailing blanks and case-insensitive collations', () => {
  it('change neither codes nor persons nor addresses: texts are read without blanks around', async () => {
    const padded = (column: string): [string, string] => [
      column,
      ON_SQL_SERVER ? `${column} + '   '` : `${column} || '   '`,
    ];
    const run = await through(
      [emailRow('A'), postRow('B')],
      Object.fromEntries(
        [
          'document_type',
          'line_of_business',
          'email_address',
          'recipient_id',
          'policyholder_id',
          'recipient_role',
          'preferred_contact',
        ].map(padded),
      ),
    );
    await collectAndClassify(run);
    expect(night.states()).toEqual({ A: 'queued_email', B: 'queued_print' });
    expect(night.sql(`SELECT recipient_id FROM dispatch WHERE document_id = 'A'`)).toEqual([
      { recipient_id: 'P-A' },
    ]);
  });

  it('S11: a code in other letters is another code, which nobody has judged: post', async () => {
    const run = await through([emailRow('A', { line_of_business: 'kfz' })]);
    await collectAndClassify(run);
    expect(night.states()).toEqual({ A: 'queued_print' });
  });

  it('lose no document of ids that differ in capitals: each is dispatched by its own row, or the night says which is not', async () => {
    const run = await through(
      [emailRow('D-1A', { email_address: 'one@mail.example' }), postRow('D-1a'), emailRow('D-2')],
      ON_SQL_SERVER ? {} : { document_id: 'document_id COLLATE NOCASE' },
    );
    const failure = await collectAndClassify(run).catch((error: unknown) => String(error));
    await classifyDocuments(run, classifyOptions());
    const states = night.states();
    expect(states['D-2']).toBe('queued_email');
    if (states['D-1A'] !== undefined) expect(states['D-1A']).toBe('queued_email');
    if (states['D-1a'] !== undefined) expect(states['D-1a']).toBe('queued_print');
    if (Object.keys(states).length < 3)
      expect(failure).toMatch(/Not collected: document `D-1[aA]`, because `D-1[aA]`/);
  });
});

describe('PDFs of 0 bytes and of 200 MB', () => {
  it('are held with their size as the reason; the large one never leaves the database, and the night goes on', async () => {
    const SIZE = 200_000_000;
    night = await createNight({ rows: [emailRow('A'), emailRow('B'), emailRow('C'), postRow('D')] });
    night.core(
      `UPDATE pending_output_document SET pdf_content = ${ON_SQL_SERVER ? '0x' : `x''`} WHERE document_id = 'A'`,
    );
    night.core(
      `UPDATE pending_output_document SET pdf_content = ${
        ON_SQL_SERVER
          ? `CAST(REPLICATE(CAST('x' AS varchar(max)), ${SIZE}) AS varbinary(max))`
          : `CAST(zeroblob(${SIZE}) AS BLOB)`
      } WHERE document_id = 'B'`,
    );
    const core = night.anotherCore();
    let largest = 0;
    core.knex.on('query-response', (response: unknown) => {
      for (const bytes of bytesIn(response)) largest = Math.max(largest, bytes);
    });
    const source = new DocumentSource(core, {
      view: 'pending_output_document',
      pdfRoot: null,
      maxPdfBytes: 10_000_000,
    });
    await collectAndClassify(await night.context({ source }));
    expect(night.states()).toEqual({ A: 'held', B: 'held', C: 'queued_email', D: 'queued_print' });
    expect(await reasonOf('A')).toMatch(/the PDF has 0 bytes/);
    expect(await reasonOf('B')).toMatch(/the PDF has 200000000 bytes, pdf\.maxBytes allows 10000000/);
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(1_000_000);
  });
});

/** Sizes of everything binary that an answer brought into this process. */
function bytesIn(response: unknown): readonly number[] {
  if (response instanceof Uint8Array) return [response.byteLength];
  if (typeof response !== 'object' || response === null || response instanceof Date) return [];
  return Object.values(response).flatMap(bytesIn);
}

function factsIn(
  lookups: Awaited<ReturnType<DocumentSource['factsOf']>>,
  id: string,
): Extract<NonNullable<ReturnType<typeof lookups.get>>, { kind: 'found' }>['facts'] {
  const lookup = lookups.get(id);
  if (lookup?.kind !== 'found')
    throw new Error(`Expected the facts of ${id}, got ${lookup?.kind ?? 'nothing'}.`);
  return lookup.facts;
}
