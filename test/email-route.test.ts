import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOfReplyBy, policiesIn } from '../src/email-route.ts';
import type { StoredPolicy } from '../src/email/mx/mta-sts.ts';
import { createNight, type Night } from './support/night.ts';
import { ON_SQL_SERVER } from './support/test-place.ts';

const POLICY: StoredPolicy = {
  id: '20261123',
  version: 'STSv1',
  mode: 'enforce',
  mx: ['mx.ziel.example', '*.reserve.example'],
  maxAge: 86_400,
  expires: '2099-01-01T00:00:00.000Z',
};

describe('MTA-STS policies in the ledger', () => {
  let night: Night;
  beforeEach(async () => void (night = await createNight()));
  afterEach(() => night.close());

  it('outlive the process: another connection reads what this one wrote', async () => {
    await policiesIn(night.ledger).write('ziel.example', POLICY);
    const elsewhere = policiesIn(night.anotherLedger());
    expect(await elsewhere.read('ziel.example')).toEqual(POLICY);
    expect(await elsewhere.read('anders.example')).toBeNull();
  });

  it('are replaced, one row a domain, and can be read by people', async () => {
    const cache = policiesIn(night.ledger);
    await cache.write('ziel.example', POLICY);
    await cache.write('ziel.example', { ...POLICY, id: 'second', mode: 'testing' });
    expect(night.sql('SELECT domain, policy_id, mode, expires_at FROM mta_sts_policy')).toMatchObject([
      {
        domain: 'ziel.example',
        policy_id: 'second',
        mode: 'testing',
        expires_at: expect.stringMatching(/^209[89]/) as string,
      },
    ]);
  });

  it('written by two workers at the same moment are one', async () => {
    // Two connections of one process to SQLite would wait for each other without end: its driver is synchronous. Its
    // write lock puts transactions one after the other anyway; that both find no row can only happen on SQL Server.
    const two = policiesIn(ON_SQL_SERVER ? night.anotherLedger() : night.ledger);
    const one = policiesIn(night.ledger);
    await Promise.all([one.write('ziel.example', POLICY), two.write('ziel.example', POLICY)]);
    expect(night.sql('SELECT domain FROM mta_sts_policy')).toHaveLength(1);
  });

  it('of a fetch that failed are kept without an end that anybody could misread', async () => {
    const cache = policiesIn(night.ledger);
    await cache.write('ziel.example', { id: '1', mode: 'none' });
    expect(await cache.read('ziel.example')).toEqual({ id: '1', mode: 'none' });
  });
});

describe('a final reply that is read again from the journal', () => {
  it('means by route mx what a stranger may mean, and by a relay what ours means', () => {
    const reply = { code: 554, enhanced: null, text: 'TLS is required, but our TLS engine is unavailable' };
    expect(outcomeOfReplyBy('relay')(reply).kind).toBe('our_outage');
    expect(outcomeOfReplyBy('mx')(reply).kind).toBe('sender_refused');
    const accepted = { code: 250, enhanced: '2.0.0', text: 'Ok' };
    expect(outcomeOfReplyBy('mx')(accepted)).toEqual({ kind: 'accepted' });
  });
});
