import { afterEach, describe, expect, it } from 'vitest';
import { sqlServerStub, type SqlServerStub } from './sql-server-stub.ts';

let stub: SqlServerStub;

afterEach(async () => {
  await stub.close();
});

function statementsOf(connection: number): readonly string[] {
  return stub.executed.filter((each) => each.connection === connection).map(({ sql }) => sql);
}

describe('statements on SQL Server', () => {
  it('of a transaction go out on its connection, between its BEGIN and its COMMIT', async () => {
    stub = sqlServerStub();
    await stub.database.transaction(async ({ knex }) => {
      await knex.raw('SELECT 1');
      await knex.raw('SELECT 2');
    });
    expect(stub.executed.map(({ sql }) => sql)).toEqual(['BEGIN', 'SELECT 1', 'SELECT 2', 'COMMIT']);
  });

  it('of two transactions and the pool never mix, and keep their order', async () => {
    stub = sqlServerStub();
    const { database } = stub;
    const transaction = (name: string): Promise<void> =>
      database.transaction(async ({ knex }) => {
        for (let n = 1; n <= 20; n += 1) await knex.raw(`SELECT '${name}${n}'`);
      });
    await Promise.all([
      transaction('a'),
      transaction('b'),
      ...Array.from({ length: 20 }, () => database.knex.raw(`SELECT 'outside'`)),
    ]);
    for (const name of ['a', 'b']) {
      const { connection } = stub.executed.find(({ sql }) => sql === `SELECT '${name}1'`)!;
      const all = statementsOf(connection);
      const begin = all.lastIndexOf('BEGIN', all.indexOf(`SELECT '${name}1'`));
      expect(all.slice(begin, begin + 22)).toEqual([
        'BEGIN',
        ...Array.from({ length: 20 }, (_, index) => `SELECT '${name}${index + 1}'`),
        'COMMIT',
      ]);
    }
  });

  it('that come at once in one transaction wait for each other, first in first out', async () => {
    stub = sqlServerStub();
    await stub.database.transaction(async ({ knex }) => {
      await Promise.all([1, 2, 3].map((n) => knex.raw(`SELECT ${n}`)));
    });
    expect(statementsOf(1)).toEqual(['BEGIN', 'SELECT 1', 'SELECT 2', 'SELECT 3', 'COMMIT']);
  });

  it('are not stuck behind one that failed', async () => {
    stub = sqlServerStub((sql) => (sql === 'SELECT 1' ? { error: new Error('no') } : {}));
    await stub.database.transaction(async ({ knex }) => {
      const results = await Promise.allSettled([1, 2].map((n) => knex.raw(`SELECT ${n}`)));
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    });
    expect(statementsOf(1)).toEqual(['BEGIN', 'SELECT 1', 'SELECT 2', 'COMMIT']);
  });

  it('are rolled back together', async () => {
    stub = sqlServerStub();
    const failed = stub.database.transaction(async ({ knex }) => {
      await knex.raw('SELECT 1');
      throw new Error('undo');
    });
    await expect(failed).rejects.toThrow('undo');
    expect(statementsOf(1)).toEqual(['BEGIN', 'SELECT 1', 'ROLLBACK']);
  });
});

describe('a transaction on SQL Server', () => {
  it.each([1205, 1222, 40613, 49918])('is tried again as a whole after error %i', async (number) => {
    let failures = 1;
    stub = sqlServerStub((sql) => {
      if (sql !== 'SELECT 2' || failures === 0) return {};
      failures -= 1;
      return { error: Object.assign(new Error('transient'), { number }) };
    });
    await stub.database.transaction(async ({ knex }) => {
      await knex.raw('SELECT 1');
      await knex.raw('SELECT 2');
    });
    expect(statementsOf(1).join(', ')).toBe(
      'BEGIN, SELECT 1, SELECT 2, ROLLBACK, BEGIN, SELECT 1, SELECT 2, COMMIT',
    );
  });

  it('is tried again when its connection is lost, although knex then speaks of a rollback', async () => {
    let lost = false;
    stub = sqlServerStub((sql) => {
      if (sql !== 'SELECT 1' || lost) return {};
      lost = true;
      return { error: Object.assign(new Error('Connection lost'), { code: 'ESOCKET' }), dies: true };
    });
    await stub.database.transaction(({ knex }) => knex.raw('SELECT 1'));
    expect(stub.executed.map(({ connection, sql }) => `${connection} ${sql}`)).toEqual([
      '1 BEGIN',
      '1 SELECT 1',
      '2 BEGIN',
      '2 SELECT 1',
      '2 COMMIT',
    ]);
  });

  it('is not tried again after any other error', async () => {
    stub = sqlServerStub((sql) =>
      sql === 'SELECT 1' ? { error: Object.assign(new Error('syntax'), { number: 102 }) } : {},
    );
    await expect(stub.database.transaction(({ knex }) => knex.raw('SELECT 1'))).rejects.toThrow('syntax');
    expect(statementsOf(1)).toEqual(['BEGIN', 'SELECT 1', 'ROLLBACK']);
  });
});
