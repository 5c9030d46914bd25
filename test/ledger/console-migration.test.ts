import { describe, expect, it } from 'vitest';
import { mssqlDialect } from '../../src/ledger/dialect.ts';
import { createConsole } from '../../src/ledger/migrations/010-console.ts';

describe('the table of the channel switch on SQL Server', () => {
  async function statements(): Promise<string> {
    const said: string[] = [];
    const raw = (sql: string): Promise<void> => {
      said.push(`${sql.replaceAll(/^ {4}/gm, '')};\n`);
      return Promise.resolve();
    };
    await createConsole({ raw } as never, mssqlDialect);
    return said.join('\n');
  }

  it('is what was released: a change is a new migration', async () => {
    await expect(await statements()).toMatchFileSnapshot('010-console.mssql.sql');
  });

  it('stays within what Babelfish knows, and free of triggers', async () => {
    expect(await statements()).not.toMatch(/MERGE|TRIGGER|ALTER COLUMN|\stext\b|\sdatetime\b/i);
  });
});
