import { describe, expect, it } from 'vitest';
import { mssqlDialect } from '../../src/ledger/dialect.ts';
import { createBounces } from '../../src/ledger/migrations/005-bounces.ts';

describe('the tables of bounces on SQL Server', () => {
  async function statements(): Promise<string> {
    const said: string[] = [];
    const raw = (sql: string): Promise<void> => {
      said.push(`${sql.replaceAll(/^ {4}/gm, '')};\n`);
      return Promise.resolve();
    };
    await createBounces({ raw } as never, mssqlDialect);
    return said.join('\n');
  }

  it('are what was released: a change is a new migration', async () => {
    await expect(await statements()).toMatchFileSnapshot('005-bounces.mssql.sql');
  });

  it('stay within what Babelfish knows, and free of triggers', async () => {
    expect(await statements()).not.toMatch(/MERGE|TRIGGER|ALTER COLUMN|\stext\b|\sdatetime\b/i);
  });
});
