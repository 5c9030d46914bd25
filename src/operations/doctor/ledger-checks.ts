import { databaseTime } from '../../ledger/clock.ts';
import type { Database } from '../../ledger/database.ts';
import { pendingMigrations } from '../../ledger/migrate.ts';
import { checked, fail, ok, warn, type Check } from './check.ts';
import { checkLedgerServer } from './server-checks.ts';

/** Milliseconds: leases go by the database's clock, but cut-offs and naps are reckoned by ours. */
const SKEW_WARN = 2_000;
const SKEW_FAIL = 60_000;

const REACH = 'check server, login, rights and `ledger` in the configuration';

/** Whether our own database is there, up to date, and agrees with us on the time. */
export async function checkLedger(ledger: Database): Promise<readonly Check[]> {
  const reachable = await checked('ledger', REACH, async () => {
    const pending = await pendingMigrations(ledger);
    return pending.length === 0
      ? ok('ledger', 'reachable, schema up to date')
      : fail('ledger', `migrations missing: ${pending.join(', ')}`, 'run `postausgang migrate`');
  });
  if (reachable.some(({ status }) => status === 'fail')) return [...reachable, ...(await clocks(ledger))];
  return [...reachable, ...(await clocks(ledger)), ...(await checkLedgerServer(ledger))];
}

function clocks(ledger: Database): Promise<readonly Check[]> {
  return checked('clocks', REACH, () => compareClocks(ledger));
}

async function compareClocks(ledger: Database): Promise<Check> {
  const before = Date.now();
  const theirs = (await databaseTime(ledger)).getTime();
  // Half of the round trip belongs to neither clock.
  const skew = Math.round(theirs - (before + Date.now()) / 2);
  const found = `the database's clock differs from this machine's by ${skew} ms`;
  const advice = 'let both machines take their time from the same servers (NTP)';
  if (Math.abs(skew) >= SKEW_FAIL) return fail('clocks', found, advice);
  return Math.abs(skew) >= SKEW_WARN ? warn('clocks', found, advice) : ok('clocks', found);
}
