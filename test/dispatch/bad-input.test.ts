import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { classifyDocuments } from '../../src/dispatch/classify-documents.ts';
import { listDecisions } from '../../src/ledger/decision-store.ts';
import { createNight, emailRow, type Night } from '../support/night.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { classifyOptions, collectAndClassify } from './mail.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/routing-rules.md');

interface BadInput {
  readonly column: string;
  readonly holds: string;
  readonly answer: string;
  readonly rule: string;
}

/** The table in docs/routing-rules.md, as people read it. */
function tableOfBadInput(): readonly BadInput[] {
  const [, section = ''] = readFileSync(DOCUMENT, 'utf8').split('\n## Bad input\n');
  return (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, column = '', holds = '', answer = '', rule = ''] = line
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''));
      return { column, holds, answer, rule };
    });
}

const POST_IS_NEEDED = `, consent_given_on = NULL`;

/** The SQL value of each kind of bad input, with what has to be changed beside it. */
const VALUES: Readonly<Record<string, string>> = {
  nothing: 'NULL',
  'unknown code': `'XQ-7'`,
  binary: `x'00FF'`,
  'another person': `'P-999'`,
  'number beyond 2^53': '9007199254740994.0',
  'name of a country': `'Deutschland'`,
  'two addresses': `'a@mail.example,b@mail.example'`,
  'line break and header': `'a@mail.example\r\nBcc: b@mail.example'`,
  zero: '0',
  'day that does not exist': `'2026-02-30'`,
  'day after the business date': `'2026-11-24'`,
  'day before the consent': `'2020-01-01'`,
  'day before the begin': `'2020-01-01'`,
  'email_and_post without a basis': `'email_and_post'`,
  'basis without a provision': `'AVB § 7'`,
  'nothing, and it must go by post': `NULL${POST_IS_NEEDED}`,
  'unknown code, and it must go by post': `'XQ'${POST_IS_NEEDED}`,
  'no PDF': `x'4D5A'`,
};

const ROWS = tableOfBadInput();

let night: Night;
afterEach(() => night.close());

async function outcomeOf(change: string): Promise<{ state: string; rule: string }> {
  night = await createNight({ rows: [emailRow('A')] });
  const run = await night.context();
  await collectAndClassify(run);
  expect(night.states()).toEqual({ A: 'queued_email' });
  night.sql(`DELETE FROM decision`);
  night.sql(`UPDATE dispatch SET state = 'pending', decision_id = NULL`);
  night.core(change);
  await classifyDocuments(run, classifyOptions());
  const { dispatchId, state, reason } = await night.dispatch('A');
  expect(reason).not.toBe('');
  const [decision] = await listDecisions(night.ledger, dispatchId);
  return { state, rule: decision?.decidingRule ?? 'no decision' };
}

function changeOf({ column, holds }: BadInput): string {
  if (holds === 'two rows')
    return `INSERT INTO pending_output_document SELECT * FROM pending_output_document`;
  if (holds === 'no row any more') return 'DELETE FROM pending_output_document';
  const value = VALUES[holds];
  if (value === undefined)
    throw new Error(`The table names a bad input that this test does not know: ${holds}`);
  return `UPDATE pending_output_document SET ${column} = ${value}`;
}

/** A server turns it into a value of the column’s type, or refuses it, before we see it. */
function isUntyped({ column, holds }: BadInput): boolean {
  const isNumber = column === 'email_address_users' || column === 'protected_data';
  return /^(?:binary|number beyond)/.test(holds) || (isNumber && (VALUES[holds] ?? '').startsWith("'"));
}

describe('bad input of the core view: never e-mail, never a crash', () => {
  it('is a table with a row for each column that a decision reads', async () => {
    night = await createNight();
    expect(ROWS.length).toBeGreaterThan(40);
    expect(new Set(ROWS.map(({ column, holds }) => `${column} ${holds}`)).size).toBe(ROWS.length);
    expect(ROWS.every(({ answer }) => answer === 'post' || answer === 'held')).toBe(true);
  });

  it.for(ROWS)('$column holds $holds: $answer by $rule', async (row, { skip }) => {
    if (ON_SQL_SERVER && isUntyped(row)) skip('SQLite alone: only a column without a type can hold it');
    const found = await outcomeOf(changeOf(row));
    expect(found).toEqual({ state: row.answer === 'held' ? 'held' : 'queued_print', rule: row.rule });
  });
});
