import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

/** What stands on the disk after a night. */
export interface Measurement {
  readonly night: string;
  /** Milliseconds of the run. */
  readonly duration: number;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Bytes of rows, by table with its indexes: what is free in a page is used again. */
  readonly payload: Readonly<Record<string, number>>;
  /** Bytes of the ledger's file. */
  readonly file: number;
  /** Files and their bytes, by folder of the insurer. */
  readonly folders: Readonly<Record<string, { readonly files: number; readonly bytes: number }>>;
}

/** Not ours: what the relay and the core system remember. */
const OTHERS = /^(?:received|core\.sqlite)/;

export function measure(
  directory: string,
  ledgerFile: string,
  run: { readonly night: string; readonly duration: number },
): Measurement {
  const ledger = new BetterSqlite3(ledgerFile, { readonly: true });
  try {
    const tables = ledger
      .prepare<[], { name: string }>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`,
      )
      .all();
    const rows = tables.map(({ name }) => {
      const [count] = ledger.prepare<[], { n: number }>(`SELECT COUNT(*) AS n FROM ${name}`).all();
      return [name, count?.n ?? 0] as const;
    });
    const payload = ledger
      .prepare<[], { name: string; size: number }>(
        `SELECT m.tbl_name AS name, SUM(d.payload) AS size FROM dbstat d JOIN sqlite_master m ON m.name = d.name
         GROUP BY m.tbl_name`,
      )
      .all();
    return {
      ...run,
      rows: Object.fromEntries(rows),
      payload: Object.fromEntries(payload.map(({ name, size }) => [name, size])),
      file: statSync(ledgerFile).size,
      folders: foldersIn(directory),
    };
  } finally {
    ledger.close();
  }
}

function foldersIn(directory: string): Measurement['folders'] {
  const folders: Record<string, { files: number; bytes: number }> = {};
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(directory, path);
    if (!entry.isFile() || OTHERS.test(name) || name.startsWith('ledger.sqlite')) continue;
    // A file beside the configuration counts by itself: the log does not grow like the journals do.
    const folder = name.includes(sep) ? relative(directory, entry.parentPath) : name;
    const sum = (folders[folder] ??= { files: 0, bytes: 0 });
    sum.files += 1;
    sum.bytes += statSync(path).size;
  }
  return folders;
}
