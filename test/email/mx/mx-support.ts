import net from 'node:net';
import type { SmtpScript } from '../../../src/demo/smtp-script.ts';
import { startSmtpServer } from '../../../src/demo/smtp-server.ts';
import type { SmtpServer } from '../../../src/demo/smtp-server.ts';
import type { PolicyCache, StoredPolicy } from '../../../src/email/mx/mta-sts.ts';
import type { MxOptions } from '../../../src/email/mx/mx-options.ts';
import { createMxRoute } from '../../../src/email/mx/mx-route.ts';
import type { EmailRoute } from '../../../src/email/route.ts';
import { a, mx, startDnsServer } from '../../support/dns-server.ts';
import type { DnsTestServer, Zone } from '../../support/dns-server.ts';
import { authority, certificate, MX_HOST } from '../relay-support.ts';

/** Our own domain, the address of its server, and what that one says: hello, and good-bye to whoever says more. */
const OWN_DOMAIN = 'versicherung.example';
const OWN_HOST = 'mx.versicherung.example';
const OWN_ADDRESS = '127.0.0.7';

export interface MxSetup {
  readonly script?: Partial<SmtpScript>;
  readonly options?: Partial<MxOptions>;
  /** Beside, or instead of, the zone in which `fault.example` and `post.example` have one server. */
  readonly zone?: Zone;
  readonly policies?: PolicyCache;
}

export interface MxPlace {
  readonly server: SmtpServer;
  readonly dns: DnsTestServer;
  readonly route: EmailRoute;
  close(): Promise<void>;
}

/** Domains whose mail `MX_HOST` takes, in a zone without DNSSEC. */
export function plainZone(...domains: readonly string[]): Zone {
  return {
    [`A ${MX_HOST}`]: { answers: [a(MX_HOST)] },
    ...Object.fromEntries(
      domains.map((domain) => [`MX ${domain}`, { answers: [mx(domain, MX_HOST)] }] as const),
    ),
  };
}

/** Where our own servers can be reached, which tells a dead server from a dead line (`OwnNetwork`). */
const ownZone: Zone = {
  [`MX ${OWN_DOMAIN}`]: { answers: [mx(OWN_DOMAIN, OWN_HOST)] },
  [`A ${OWN_HOST}`]: { answers: [a(OWN_HOST, OWN_ADDRESS)] },
};

export async function startMx({ script, options, zone, policies }: MxSetup = {}): Promise<MxPlace> {
  const server = await startSmtpServer({ name: MX_HOST, tls: certificate, ...script });
  const own = net.createServer((socket) =>
    socket.on('error', () => socket.destroy()).end('554 5.3.2 closed\r\n'),
  );
  await new Promise<void>((resolve) => {
    own.listen(server.port, OWN_ADDRESS, resolve);
  });
  const dns = await startDnsServer({ ...plainZone('fault.example', 'post.example'), ...ownZone, ...zone });
  const route = createMxRoute(mxOptions(server.port, dns.address, options), policies ?? memoryPolicies());
  return {
    server,
    dns,
    route,
    async close() {
      await route.close();
      await server.close();
      own.close();
      await dns.close();
    },
  };
}

export async function withMx<T>(setup: MxSetup, work: (place: MxPlace) => Promise<T>): Promise<T> {
  const place = await startMx(setup);
  try {
    return await work(place);
  } finally {
    await place.close();
  }
}

export function mxOptions(port: number, dns: string, overrides: Partial<MxOptions> = {}): MxOptions {
  return {
    clientHostname: 'sender.example',
    port,
    ipVersion: 'ipv4',
    minVersion: 'TLSv1.2',
    verifyCertificates: false,
    caPem: authority.certificate,
    dnsServers: [dns],
    dnsTimeout: 2000,
    ownDomain: OWN_DOMAIN,
    maxMessagesPerConnection: 100,
    requireTls: 'when-announced',
    dsn: true,
    timeouts: { connect: 5000, reply: 5000, finalReply: 5000 },
    ...overrides,
  };
}

/** The cache of policies as the ledger keeps it, without a ledger. */
export function memoryPolicies(): PolicyCache & { readonly kept: Map<string, StoredPolicy> } {
  const kept = new Map<string, StoredPolicy>();
  return {
    kept,
    read: (domain) => Promise.resolve(kept.get(domain) ?? null),
    write: (domain, policy) => {
      kept.set(domain, policy);
      return Promise.resolve();
    },
  };
}
