import type { Dialect } from '../dialect.ts';

/** The types of our columns as a database writes them. What they give is part of every released migration. */
export interface Columns {
  /** The key of a table, counted by the database. */
  readonly id: string;
  /** A column that refers to such a key. */
  readonly ref: string;
  /** At most so many characters. */
  readonly text: (length: number) => string;
  readonly long: string;
  readonly time: string;
  readonly blob: string;
  /** A table as statements name it. */
  readonly table: (name: string) => string;
}

export function columnsOf(dialect: Dialect): Columns {
  const table = (name: string): string => dialect.table(name);
  return dialect.name === 'mssql'
    ? {
        id: 'bigint IDENTITY(1,1) NOT NULL PRIMARY KEY',
        ref: 'bigint',
        text: (length) => `nvarchar(${length})`,
        long: 'nvarchar(max)',
        time: 'datetime2(3)',
        blob: 'varbinary(max)',
        table,
      }
    : {
        id: 'integer PRIMARY KEY AUTOINCREMENT',
        ref: 'integer',
        text: () => 'text',
        long: 'text',
        time: 'text',
        blob: 'blob',
        table,
      };
}
