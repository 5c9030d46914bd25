import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import type { Authority, CertificateRequest } from '../../src/demo/certificates.ts';
import type { SmtpScript } from '../../src/demo/smtp-script.ts';
import { startSmtpServer } from '../../src/demo/smtp-server.ts';
import type { SmtpServer } from '../../src/demo/smtp-server.ts';
import type { SmtpReply } from '../../src/domain/delivery.ts';
import type { RelayOptions } from '../../src/email/relay-options.ts';
import { createRelayRoute } from '../../src/email/relay-route.ts';
import type { DeliveryHooks, EmailRoute, OutgoingMessage } from '../../src/email/route.ts';

export const HOST = 'relay.example';
/** The one server of recipients' domains, for route `mx`. */
export const MX_HOST = 'mx.fault.example';
export const SECRET = 'Beitragsrechnung-4711';

/** One authority for all tests of a file: keys are cheap, but not free. */
export const authority: Authority = createAuthority();
export const certificate = issueCertificate(authority, { names: [HOST, MX_HOST] });

/** A server, a route to it, and what is left of both when the test is over. */
export interface Relay {
  readonly server: SmtpServer;
  readonly route: EmailRoute;
  close(): Promise<void>;
}

export interface RelaySetup {
  readonly script?: Partial<SmtpScript>;
  readonly options?: Partial<RelayOptions>;
}

export async function startRelay({ script, options }: RelaySetup = {}): Promise<Relay> {
  const server = await startSmtpServer({ tls: certificate, ...script });
  const route = createRelayRoute(relayOptions(server.port, options));
  return {
    server,
    route,
    async close() {
      await route.close();
      await server.close();
    },
  };
}

/** For tests that run beside each other: whatever comes of `work`, nothing is left open. */
export async function withRelay<T>(setup: RelaySetup, work: (relay: Relay) => Promise<T>): Promise<T> {
  const relay = await startRelay(setup);
  try {
    return await work(relay);
  } finally {
    await relay.close();
  }
}

export function relayOptions(port: number, overrides: Partial<RelayOptions> = {}): RelayOptions {
  return {
    host: '127.0.0.1',
    servername: HOST,
    port,
    mode: 'starttls',
    caPem: authority.certificate,
    minVersion: 'TLSv1.2',
    maxConnections: 1,
    clientHostname: 'sender.example',
    requireTls: 'when-announced',
    dsn: true,
    timeouts: { connect: 5000, reply: 5000, finalReply: 5000 },
    ...overrides,
  };
}

export function serverCertificate(request: Partial<CertificateRequest>): { key: string; cert: string } {
  return issueCertificate(authority, { names: [HOST, MX_HOST], ...request });
}

let sequence = 0;

export function messageTo(to: string, bytes?: Buffer): OutgoingMessage {
  sequence += 1;
  const messageId = `<${sequence}@versicherung.example>`;
  const text = `Subject: ${SECRET}\r\nMessage-ID: ${messageId}\r\n\r\nGuten Tag,\r\n${SECRET}\r\n`;
  return {
    attemptId: `attempt-${sequence}`,
    from: 'post@versicherung.example',
    to,
    bytes: bytes ?? Buffer.from(text),
    messageId,
  };
}

/** Hooks that note what they were told, in order. */
export function recordingHooks(): DeliveryHooks & { readonly calls: (string | SmtpReply)[] } {
  const calls: (string | SmtpReply)[] = [];
  return {
    calls,
    bodyBegun: () => {
      calls.push('body begun');
      return Promise.resolve();
    },
    finalReply: (reply) => {
      calls.push(reply);
      return Promise.resolve();
    },
  };
}

/** Polls until the other side of a real connection has caught up. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
