import BetterSqlite3 from 'better-sqlite3';

/**
 * The least that any program does on SQLite for the same: rows of a dispatch and its events by prepared statements, in
 * transactions of the same size, flushed alike. No fence, no look-up of what is known, no reason, no builder of queries.
 *
 * @returns documents a second
 */
export function measurePlain(
  file: string,
  documents: number,
  { chunk, claim }: { readonly chunk: number; readonly claim: number },
): Readonly<Record<'collect' | 'transition' | 'claim', number>> {
  const database = new BetterSqlite3(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`
    CREATE TABLE dispatch (id INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, owner TEXT, retry_at TEXT);
    CREATE INDEX ix_state ON dispatch (state);
    CREATE TABLE event (id INTEGER PRIMARY KEY, dispatch_id INTEGER NOT NULL, at TEXT NOT NULL, from_state TEXT, to_state TEXT NOT NULL);
    CREATE INDEX ix_event ON event (dispatch_id);`);
  const now = `strftime('%Y-%m-%dT%H:%M:%fZ','now')`;
  const insert = database.prepare(`INSERT INTO dispatch (document_id, state) VALUES (?, 'pending')`);
  const event = database.prepare(
    `INSERT INTO event (dispatch_id, at, from_state, to_state) VALUES (?, ${now}, 'queued_email', 'claimed')`,
  );
  const take = database.prepare(
    `UPDATE dispatch SET state = 'claimed', owner = 'me' WHERE id IN (SELECT id FROM dispatch WHERE state = 'queued_email' LIMIT ${claim}) RETURNING id`,
  );
  const rate = (work: () => void): number => {
    const start = performance.now();
    work();
    return documents / ((performance.now() - start) / 1000);
  };
  try {
    return {
      collect: rate(() => {
        for (let from = 0; from < documents; from += chunk) {
          database.transaction(() => {
            for (let index = from; index < Math.min(from + chunk, documents); index += 1)
              insert.run(`D-${index}`);
          })();
        }
      }),
      transition: rate(() => {
        database.transaction(() => {
          database.exec(
            `UPDATE dispatch SET state = 'queued_email', retry_at = ${now} WHERE state = 'pending'`,
          );
          database.exec(
            `INSERT INTO event (dispatch_id, at, from_state, to_state) SELECT id, ${now}, 'pending', state FROM dispatch`,
          );
        })();
      }),
      claim: rate(() => {
        const claimSome = database.transaction((): number => {
          const rows = take.all() as { id: number }[];
          for (const { id } of rows) event.run(id);
          return rows.length;
        });
        while (claimSome() > 0);
      }),
    };
  } finally {
    database.close();
  }
}
