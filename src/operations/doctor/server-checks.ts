import type { Database } from '../../ledger/database.ts';
import { missingRights, readListOfIds, serverSettings } from '../../ledger/server-probe.ts';
import { checked, fail, ok, warn, type Check } from './check.ts';

const ADVICE = 'look at the settings of the database (docs/sql-server.md)';
const LANGUAGE_ADVICE =
  'ALTER DATABASE … SET COMPATIBILITY_LEVEL = 130 or above (SQL Server 2016): below it nothing can be collected';

/** How the server of our own ledger is set, and whether this account may do what a night does. Nothing on SQLite. */
export async function checkLedgerServer(ledger: Database): Promise<readonly Check[]> {
  if (ledger.dialect.name !== 'mssql') return [];
  return [
    ...(await checked('settings of the ledger', ADVICE, async () => {
      const settings = await serverSettings(ledger);
      if (settings === null) return warn('settings of the ledger', 'the server does not tell them', ADVICE);
      const found = `read-committed snapshot ${settings.readCommittedSnapshot ? 'on' : 'off'}, collation ${settings.collation}`;
      return settings.readCommittedSnapshot
        ? ok('settings of the ledger', found)
        : warn(
            'settings of the ledger',
            found,
            'ALTER DATABASE … SET READ_COMMITTED_SNAPSHOT ON: else status and reports wait for the night’s writers',
          );
    })),
    ...(await checked('language of the ledger', LANGUAGE_ADVICE, async () => {
      await readListOfIds(ledger);
      return ok('language of the ledger', 'has OPENJSON, by which documents are collected');
    })),
    ...(await checked('rights on the ledger', ADVICE, async () => {
      const missing = await missingRights(ledger);
      return missing.length === 0
        ? ok('rights on the ledger', 'all that a night needs')
        : fail(
            'rights on the ledger',
            `missing: ${missing.join(', ')}`,
            'make this account a member of postausgang_worker (`postausgang migrate --print-sql --roles`)',
          );
    })),
  ];
}

/** Where capitals do not count, two ids that differ in nothing else are one: the view would lose a document. */
export async function checkCoreCollation(core: Database): Promise<readonly Check[]> {
  if (core.dialect.name !== 'mssql') return [];
  return checked('collation of the core database', ADVICE, async () => {
    const settings = await serverSettings(core);
    const collation = settings?.collation ?? 'unknown';
    return /_CS_|_BIN/i.test(collation)
      ? ok('collation of the core database', collation)
      : warn(
          'collation of the core database',
          `${collation} does not tell capitals apart`,
          'of two ids that differ in nothing but capitals only one would be collected: have the view give ids in one case, or add something to one of them',
        );
  });
}
