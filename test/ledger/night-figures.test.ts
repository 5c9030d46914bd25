import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listAlerts, markEnded, markTold } from '../../src/ledger/alert-store.ts';
import {
  lastAcknowledgements,
  stepTimes,
  tallyBatch,
  triedEmails,
  typeCounts,
} from '../../src/ledger/night-figures.ts';
import { productionDates, setProductionDate } from '../../src/ledger/production-store.ts';
import { undispatched } from '../../src/ledger/scratch-ledger.ts';
import { faultIn } from '../support/transact-sql.ts';
import { sqlServerStub, type SqlServerStub } from './sql-server-stub.ts';

describe('what reports, alerts and dry runs ask SQL Server', () => {
  let stub: SqlServerStub;
  beforeEach(() => {
    stub = sqlServerStub((sql) => ({
      rows: sql.includes('min(') ? [{ first: 1, last: 2 }] : [],
    }));
  });
  afterEach(() => stub.close());

  it('is T-SQL', async () => {
    const { database } = stub;
    await tallyBatch(database, '1');
    await typeCounts(database, ['1', '2']);
    await stepTimes(database, ['1']);
    await lastAcknowledgements(database, ['a']);
    await productionDates(database, ['a']);
    await setProductionDate(database, 'a', '2026-11-24');
    await undispatched(database, ['a']);
    await listAlerts(database);
    await markTold(database, { cause: 'c', channel: 'email', fingerprint: 'f' });
    await markEnded(database, 'c');
    for await (const page of triedEmails(database, '1')) expect(page).toEqual([]);
    expect(stub.executed.length).toBeGreaterThan(10);
    expect(stub.executed.map(({ sql }) => [faultIn(sql), sql]).filter(([fault]) => fault !== null)).toEqual(
      [],
    );
  });

  it('so is the job of SQL Server Agent', () => {
    const script = readFileSync(
      join(import.meta.dirname, '../../deploy/sql-agent/postausgang-job.sql'),
      'utf8',
    );
    // GO divides batches for the client; the server never sees it.
    for (const batch of script.split(/^GO$/m).filter((each) => each.trim() !== '')) {
      expect(faultIn(batch)).toBeNull();
    }
  });
});
