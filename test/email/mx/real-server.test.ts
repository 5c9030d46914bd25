import { readdirSync, readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMxRoute } from '../../../src/email/mx/mx-route.ts';
import type { EmailRoute } from '../../../src/email/route.ts';
import { a, mx, startDnsServer, tlsa } from '../../support/dns-server.ts';
import type { DnsTestServer } from '../../support/dns-server.ts';
import { startPostfix, whyNoPostfix } from '../../support/postfix.ts';
import type { Postfix } from '../../support/postfix.ts';
import { certificate, messageTo, MX_HOST, recordingHooks } from '../relay-support.ts';
import { memoryPolicies, mxOptions } from './mx-support.ts';
import { tlsaOf } from './tlsa-support.ts';

const MAILBOX = 'anna@fault.example';
const without = whyNoPostfix();

describe.skipIf(without !== null)(
  `a real Postfix as the recipient’s server${without === null ? '' : ` (skipped: ${without})`}`,
  () => {
    let postfix: Postfix;
    let dns: DnsTestServer;
    let route: EmailRoute;

    beforeAll(async () => {
      postfix = await startPostfix({ certificate, transport: {}, mailbox: MAILBOX });
      const leaf = new X509Certificate(certificate.cert);
      const name = `_${postfix.port}._tcp.${MX_HOST}`;
      dns = await startDnsServer({
        'MX fault.example': { answers: [mx('fault.example', MX_HOST)], secure: true },
        [`A ${MX_HOST}`]: { answers: [a(MX_HOST)], secure: true },
        [`TLSA ${name}`]: {
          answers: [tlsa(name, tlsaOf(leaf, { usage: 3, selector: 1, matchingType: 1 }))],
          secure: true,
        },
      });
      route = createMxRoute(mxOptions(postfix.port, dns.address), memoryPolicies());
    }, 60_000);

    afterAll(async () => {
      await route.close();
      await dns.close();
      postfix.stop();
    });

    it('takes messages one after the other on one connection, with DANE proven and a queue id', async () => {
      for (const text of ['erste', 'zweite']) {
        const message = messageTo(MAILBOX, Buffer.from(`Subject: ${text}\r\n\r\n.\r\n..\r\nGuten Tag\r\n`));
        const { outcome, evidence } = await route.deliver(message, recordingHooks());
        expect(outcome).toEqual({ kind: 'accepted' });
        expect(evidence).toMatchObject({ destination: { level: 'dane' }, tls: { protocol: 'TLSv1.3' } });
        expect(postfix.log()).toContain(evidence.queueId);
      }
      expect(postfix.log().match(/smtpd\[\d+\]: connect from/gu)).toHaveLength(1);
      const inbox = join(postfix.maildir, 'new');
      while (delivered(inbox).length < 2) await sleep(50);
      expect(delivered(inbox).every((text) => text.includes('\n.\n..\nGuten Tag'))).toBe(true);
    });

    it('says that a mailbox does not exist, and the address is suppressed', async () => {
      const { outcome } = await route.deliver(messageTo('niemand@fault.example'), recordingHooks());
      expect(outcome).toMatchObject({ kind: 'refused', suppressAddress: true });
    });
  },
);

function delivered(inbox: string): readonly string[] {
  try {
    return readdirSync(inbox).map((file) => readFileSync(join(inbox, file), 'utf8'));
  } catch {
    // It is made with the first message.
    return [];
  }
}
