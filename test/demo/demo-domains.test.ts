import { describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { DEMO_DOMAINS, demoFaults } from '../../src/demo/demo-domains.ts';
import type { DemoDomain } from '../../src/demo/demo-domains.ts';
import { startSmtpServer } from '../../src/demo/smtp-server.ts';
import { createRelayRoute } from '../../src/email/relay-route.ts';

const HOOKS = { bodyBegun: () => Promise.resolve(), finalReply: () => Promise.resolve() };

/** What three tries must come to for what the demo's table promises. */
const OUTCOMES: Readonly<Record<DemoDomain['expected'], readonly string[]>> = {
  emailed: ['accepted', 'accepted', 'accepted'],
  posted: ['refused or no TLS', 'refused or no TLS', 'refused or no TLS'],
  'emailed after retries': ['retry', 'retry', 'accepted'],
  'in doubt': ['in_doubt', 'in_doubt', 'in_doubt'],
};

describe('the domains of the demo', () => {
  it.each(DEMO_DOMAINS)('$domain: $plays ($expected)', async ({ domain, expected }) => {
    const authority = createAuthority();
    const server = await startSmtpServer({
      tls: issueCertificate(authority, { names: ['relay.example'] }),
      domains: demoFaults(),
    });
    const route = createRelayRoute({
      host: '127.0.0.1',
      servername: 'relay.example',
      port: server.port,
      mode: 'starttls',
      caPem: authority.certificate,
      minVersion: 'TLSv1.3',
      maxConnections: 1,
      requireTls: 'when-announced',
      dsn: true,
    });
    const outcomes: string[] = [];
    for (const attemptId of ['1', '2', '3']) {
      const message = {
        attemptId,
        messageId: `<${attemptId}@versicherung.example>`,
        from: 'post@versicherung.example',
        to: `anna@${domain}`,
        bytes: Buffer.from(`Message-ID: <${attemptId}@versicherung.example>\r\n\r\nGuten Tag\r\n`),
      };
      const { outcome } = await route.deliver(message, HOOKS);
      outcomes.push(/^(?:refused|tls_refused)$/u.test(outcome.kind) ? 'refused or no TLS' : outcome.kind);
    }
    await route.close();
    await server.close();
    expect(outcomes).toEqual(OUTCOMES[expected]);
  });
});
