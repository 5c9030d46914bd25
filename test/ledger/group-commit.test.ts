import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/ledger/database.ts';

let directory: string;
let database: Database;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'group-commit-'));
  database = new Database({ client: 'sqlite', file: join(directory, 'ledger.sqlite') });
  await database.knex.raw('CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)');
});

afterEach(async () => {
  await database.close();
  rmSync(directory, { recursive: true });
});

function add(text: string): Promise<string> {
  return database.transaction(async (session) => {
    await session.from('note').insert({ text });
    return text;
  });
}

async function notes(): Promise<readonly string[]> {
  const rows: { text: string }[] = await database.from('note').orderBy('id').select('text');
  return rows.map(({ text }) => text);
}

function countCommits(): () => number {
  let commits = 0;
  database.knex.on('query', ({ sql }: { sql: string }) => {
    if (sql === 'COMMIT;') commits += 1;
  });
  return () => commits;
}

describe('transactions that wait for SQLite at the same time', () => {
  it('share one commit, and each gets its own answer', async () => {
    const commits = countCommits();
    const texts = Array.from({ length: 20 }, (_, index) => `note ${index}`);
    expect(await Promise.all(texts.map(add))).toEqual(texts);
    expect(await notes()).toEqual(texts);
    expect(commits()).toBe(1);
  });

  it('fail one by one: what fails takes back all that it did, and nothing of the others', async () => {
    const failing = database.transaction(async (session) => {
      await session.from('note').insert({ text: 'of the one that fails' });
      throw new Error('on purpose');
    });
    const results = await Promise.allSettled([add('first'), failing, add('first'), add('last')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(await notes()).toEqual(['first', 'last']);
  });

  it('see what those before them in the group did', async () => {
    const seen = async (): Promise<readonly unknown[]> =>
      database.transaction(async (session) => session.from('note').select('text'));
    const [, texts, , more] = await Promise.all([add('first'), seen(), add('second'), seen()]);
    expect([texts, more]).toEqual([[{ text: 'first' }], [{ text: 'first' }, { text: 'second' }]]);
  });

  it('are all told of a commit that fails, and leave nothing', async () => {
    await database.knex.raw(
      'CREATE TABLE line (note_id INTEGER REFERENCES note DEFERRABLE INITIALLY DEFERRED)',
    );
    // Checked at COMMIT: every statement succeeds, the transaction does not.
    const dangling = database.transaction((session) => session.from('line').insert({ note_id: 4711 }));
    const results = await Promise.allSettled([add('first'), dangling, add('last')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await notes()).toEqual([]);
    expect(await add('afterwards')).toBe('afterwards');
  });

  it('are all told when SQLite rolls the whole back by itself, and leave nothing', async () => {
    await database.knex.raw(
      `CREATE TRIGGER full BEFORE INSERT ON note WHEN NEW.text = 'too much' BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END`,
    );
    const results = await Promise.allSettled([add('first'), add('too much'), add('last')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await notes()).toEqual([]);
    expect(await add('afterwards')).toBe('afterwards');
  });
});
