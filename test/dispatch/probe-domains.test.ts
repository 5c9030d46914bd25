import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeDomains, probeDueDomains } from '../../src/dispatch/probe-domains.ts';
import { findMailDomain } from '../../src/ledger/mail-domain-store.ts';
import { domainWithoutTls, markDomainWithoutTls } from '../../src/ledger/recipient-store.ts';
import { withMx } from '../email/mx/mx-support.ts';
import { createNight, type Night } from '../support/night.ts';

const DAY = 86_400_000;
const NEVER = new AbortController().signal;

let night: Night;

beforeEach(async () => {
  night = await createNight();
});
afterEach(async () => {
  await night.close();
});

async function mark(domain: string): Promise<void> {
  await markDomainWithoutTls(night.ledger, { domain, reason: 'no TLS', attemptId: 'a', expiry: 30 * DAY });
}

describe('a look at a domain’s servers', () => {
  it('S3: proves TLS without saying MAIL FROM, keeps the proof, and takes the mark away', async () => {
    await mark('post.example');
    await withMx({}, async ({ route, server }) => {
      const [found] = await probeDomains(night.ledger, route, ['post.example'], NEVER);
      expect(found).toMatchObject({
        domain: 'post.example',
        verdict: 'tls',
        protocol: 'TLSv1.3',
        level: 'verified',
        reason: null,
        record: {
          failures: 0,
          noTlsUntil: null,
          lastTls: expect.stringContaining('TLSv1.3, verified') as string,
        },
      });
      expect(found?.record?.probedAt).not.toBeNull();
      expect(server.record.commands.filter(({ line }) => /^(?:MAIL|RCPT|DATA)/u.test(line))).toEqual([]);
    });
    expect(await domainWithoutTls(night.ledger, 'post.example')).toBeNull();
  });

  it('S3: that finds no TLS counts the failure, and marks nobody by itself', async () => {
    await withMx({ script: { startTls: 'not offered' } }, async ({ route }) => {
      const [found] = await probeDomains(night.ledger, route, ['post.example'], NEVER);
      expect(found).toMatchObject({ verdict: 'no tls', protocol: null, record: { failures: 1 } });
      expect(found?.reason).toMatch(/no sufficient TLS/u);
    });
    expect(await domainWithoutTls(night.ledger, 'post.example')).toBeNull();
  });

  it('S3: that finds no TLS leaves a mark as it is', async () => {
    await mark('post.example');
    const before = await domainWithoutTls(night.ledger, 'post.example');
    await withMx({ script: { startTls: 'refused' } }, ({ route }) =>
      probeDomains(night.ledger, route, ['post.example'], NEVER),
    );
    expect(await domainWithoutTls(night.ledger, 'post.example')).toEqual(before);
  });

  it('that reaches nobody proves nothing: the record stays, somebody looks again later', async () => {
    await mark('nowhere.example');
    await withMx({}, async ({ route }) => {
      const [found, stranger] = await probeDomains(
        night.ledger,
        route,
        ['nowhere.example', 'elsewhere.example'],
        NEVER,
      );
      expect(found).toMatchObject({ verdict: 'unknown', record: { failures: 1 } });
      expect(stranger).toMatchObject({ verdict: 'unknown', record: null });
    });
    expect(await domainWithoutTls(night.ledger, 'nowhere.example')).not.toBeNull();
  });

  it('begins no further domain when it is asked to stop', async () => {
    await withMx({}, async ({ route, server }) => {
      expect(await probeDomains(night.ledger, route, ['post.example'], AbortSignal.abort())).toEqual([]);
      expect(server.record.connections).toBe(0);
    });
  });
});

describe('the beginning of a night', () => {
  it('S3: looks at the domains that are due, and at no others', async () => {
    await mark('post.example');
    await mark('fault.example');
    night.sql(
      `UPDATE mail_domain SET next_probe_at = '2026-01-01T00:00:00.000Z' WHERE domain = 'post.example'`,
    );
    const run = await night.context();
    await withMx({}, async ({ route, server }) => {
      await probeDueDomains(run, route);
      expect(server.record.connections).toBe(1);
      await probeDueDomains(run, route);
      expect(server.record.connections).toBe(1);
    });
    expect(await domainWithoutTls(night.ledger, 'post.example')).toBeNull();
    expect(await domainWithoutTls(night.ledger, 'fault.example')).not.toBeNull();
    expect((await findMailDomain(night.ledger, 'fault.example'))?.probedAt).toBeNull();
  });
});
