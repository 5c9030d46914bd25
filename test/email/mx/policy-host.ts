import { once } from 'node:events';
import https from 'node:https';
import type { IncomingMessage, RequestListener } from 'node:http';
import tls from 'node:tls';
import { vi } from 'vitest';
import { issueCertificate } from '../../../src/demo/certificates.ts';
import type { ServerCertificate } from '../../../src/demo/certificates.ts';
import { authority } from '../relay-support.ts';

export const POLICY_DOMAIN = 'ziel.example';

/** A host of MTA-STS policies over real HTTPS. Port 443 is not for tests: the client's request is led to ours. */
export interface PolicyHost {
  /** Paths that were asked for. */
  readonly asked: string[];
  answer: RequestListener;
  close(): Promise<void>;
}

const defaultAuthorities = tls.getCACertificates('default');
const request = https.request;

export function policy(mode: string, hosts: readonly string[], maxAge = 86_400): string {
  return [
    'version: STSv1',
    `mode: ${mode}`,
    ...hosts.map((host) => `mx: ${host}`),
    `max_age: ${maxAge}`,
    '',
  ].join('\r\n');
}

export function serving(text: string, type = 'text/plain', status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': type, location: 'https://anders.example/' });
    response.end(text);
  };
}

export async function startPolicyHost(
  text: string,
  certificate: ServerCertificate = issueCertificate(authority, { names: [`mta-sts.${POLICY_DOMAIN}`] }),
): Promise<PolicyHost> {
  const asked: string[] = [];
  const host: PolicyHost = {
    asked,
    answer: serving(text),
    close: async () => {
      vi.restoreAllMocks();
      tls.setDefaultCACertificates(defaultAuthorities);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const server = https.createServer(certificate, (incoming, response) => {
    asked.push(`${incoming.headers.host ?? ''}${incoming.url ?? ''}`);
    host.answer(incoming, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  tls.setDefaultCACertificates([...defaultAuthorities, authority.certificate]);
  const redirected = (options: https.RequestOptions, callback: (response: IncomingMessage) => void) =>
    request({ ...options, port }, callback);
  vi.spyOn(https, 'request').mockImplementation(redirected as typeof request);
  return host;
}
