import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../../src/ledger/database.ts';
import type { SqlServerOptions } from './server-under-test.ts';

const TRIES = 10;

/**
 * Runs statements that make databases, logins and roles, one after the other. Two files of tests begin at the same time,
 * and Babelfish refuses one of two that change its catalogue at once (`tuple concurrently updated`): it is asked again.
 */
export async function administer(options: SqlServerOptions, statements: readonly string[]): Promise<void> {
  const database = new Database(options);
  try {
    for (const statement of statements) await insistently(database, statement);
  } finally {
    await database.close();
  }
}

async function insistently({ knex }: Database, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await knex.raw(statement);
      return;
    } catch (error) {
      if (attempt === TRIES || !/concurrently updated|deadlock/i.test(String(error))) throw error;
      await delay(100 * attempt * (1 + Math.random()));
    }
  }
}
