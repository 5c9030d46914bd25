import { getServers } from 'node:dns';
import { isIP } from 'node:net';

export interface DnsServer {
  readonly address: string;
  readonly port: number;
  /**
   * Whether its word "proved by DNSSEC" (the AD bit) counts. The bit is nothing but a claim of the resolver, sent over an
   * unprotected datagram: whoever sits on the way can set it. It is believed from this machine, and from resolvers that
   * operations named and thereby vouches for the way to; never from what DHCP happened to write into the system.
   */
  readonly trusted: boolean;
}

const DNS_PORT = 53;

/** The resolvers to ask, in order: those configured, else the system's. `address`, `address:port` or `[IPv6]:port`. */
export function dnsServers(configured: readonly string[]): readonly DnsServer[] {
  const named = configured.length > 0;
  return (named ? configured : getServers()).map((written) => {
    const { address, port } = parseServer(written);
    return { address, port, trusted: named || isLoopback(address) };
  });
}

/** @throws TypeError when it is no IP address, with or without port */
export function parseServer(written: string): { readonly address: string; readonly port: number } {
  if (isIP(written) !== 0) return { address: written, port: DNS_PORT };
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/u.exec(written) ?? [];
  const address = six ?? four ?? '';
  if (isIP(address) === 0 || Number(port) < 1 || Number(port) > 65_535) {
    throw new TypeError('Expected the IP address of a DNS server, with or without a port.');
  }
  return { address, port: Number(port) };
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
