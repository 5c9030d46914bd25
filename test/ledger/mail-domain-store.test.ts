import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findMailDomain,
  listDueProbes,
  noteTlsProof,
  postponeProbe,
  probePause,
} from '../../src/ledger/mail-domain-store.ts';
import { domainWithoutTls, markDomainWithoutTls } from '../../src/ledger/recipient-store.ts';
import { createNight, type Night } from '../support/night.ts';

const DAY = 86_400_000;
const MARK = { domain: 'old.example', reason: 'RCPT answered 550 5.7.4', attemptId: 'a', expiry: 30 * DAY };

let night: Night;

beforeEach(async () => {
  night = await createNight();
});
afterEach(async () => {
  await night.close();
});

describe('the record of a domain', () => {
  it('S3: tells of a mark why, until when, and when somebody looks again', async () => {
    await markDomainWithoutTls(night.ledger, MARK);
    const record = await findMailDomain(night.ledger, 'old.example');
    expect(record).toMatchObject({ failures: 1, reason: MARK.reason, lastTlsAt: null, probedAt: null });
    expect(record?.noTlsUntil).toBe((await domainWithoutTls(night.ledger, 'old.example'))?.until);
    expect(Date.parse(record?.nextProbeAt ?? '') - Date.parse(record?.lastFailureAt ?? '')).toBe(DAY);
    expect(await listDueProbes(night.ledger, 10)).toEqual([]);
  });

  it('S3: a proof of TLS takes the mark away and keeps what was proven', async () => {
    await markDomainWithoutTls(night.ledger, MARK);
    await noteTlsProof(night.ledger, { domain: 'old.example', proven: 'TLSv1.3' });
    expect(await domainWithoutTls(night.ledger, 'old.example')).toBeNull();
    expect(await findMailDomain(night.ledger, 'old.example')).toMatchObject({
      lastTls: 'TLSv1.3',
      failures: 0,
      reason: null,
      nextProbeAt: null,
      noTlsUntil: null,
    });
  });

  it('counts failures since the last proof, and is due when its time has come', async () => {
    await markDomainWithoutTls(night.ledger, MARK);
    await markDomainWithoutTls(night.ledger, MARK);
    expect((await findMailDomain(night.ledger, 'old.example'))?.failures).toBe(2);
    night.sql(`UPDATE mail_domain SET next_probe_at = '2026-01-01T00:00:00.000Z'`);
    expect(await listDueProbes(night.ledger, 10)).toEqual(['old.example']);
    await postponeProbe(night.ledger, 'old.example');
    expect(await listDueProbes(night.ledger, 10)).toEqual([]);
    expect((await findMailDomain(night.ledger, 'old.example'))?.failures).toBe(2);
  });

  it('S6: another domain knows nothing of it', async () => {
    await markDomainWithoutTls(night.ledger, MARK);
    expect(await findMailDomain(night.ledger, 'new.example')).toBeNull();
    expect(await domainWithoutTls(night.ledger, 'new.example')).toBeNull();
  });

  it('is looked at after a day, then less often, but every week', () => {
    expect([0, 1, 2, 3, 4, 50].map((failures) => probePause(failures) / DAY)).toEqual([1, 1, 2, 4, 7, 7]);
  });
});
