import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { ConsoleRole } from '../config/console-section.ts';
import type { Config } from '../config/load-config.ts';
import { parsePasswordHash, type PasswordHash } from '../config/password-hash.ts';
import { readSecret } from '../config/secret-reference.ts';
import type { Secret } from '../config/secret.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { ourNames } from './access/hosts.ts';

export interface ConsoleUser {
  readonly login: string;
  /** As events and the audit name the person. */
  readonly name: string;
  readonly role: ConsoleRole;
  /** Null: a proxy vouches for the person. */
  readonly passwordHash: PasswordHash | null;
}

/** The console's configuration with its secrets read. */
export interface ConsoleSettings {
  readonly host: string;
  readonly port: number;
  readonly names: ReadonlySet<string>;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly trustProxy: readonly string[];
  readonly proxies: BlockList;
  /** In lower case, as Node has it. */
  readonly userHeader: string | null;
  readonly users: ReadonlyMap<string, ConsoleUser>;
  readonly idleTimeout: number;
  readonly loginLasts: number;
  readonly probeToken: Secret | null;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws ConfigurationError when nobody may use it, or a secret or certificate cannot be read */
export function readConsoleSettings(
  { console: section }: Pick<Config, 'console'>,
  env: Env,
): ConsoleSettings {
  if (section.users.length === 0) {
    throw new ConfigurationError(
      'console.users: expected at least one person, found none. docs/console.md shows how to name one.',
    );
  }
  const users = section.users.map((user, index): ConsoleUser => {
    const where = `console.users[${index}].passwordHash`;
    const { login, name, role, passwordHash } = user;
    if (passwordHash === null || section.userHeader !== null)
      return { login, name, role, passwordHash: null };
    const parsed = parsePasswordHash(readSecret(passwordHash, where, env).reveal());
    if (parsed !== null) return { login, name, role, passwordHash: parsed };
    throw new ConfigurationError(
      `${where}: expected the line that \`postausgang console hash-password\` writes, found something else.`,
    );
  });
  const { host, port, trustProxy, userHeader, idleTimeout, loginLasts, probeToken } = section;
  return {
    host,
    port,
    trustProxy,
    idleTimeout,
    loginLasts,
    names: ourNames(host, section.hostNames),
    tls: section.tls === null ? null : certificateOf(section.tls),
    proxies: blockListOf(trustProxy),
    userHeader: userHeader?.toLowerCase() ?? null,
    users: new Map(users.map((user) => [user.login, user])),
    probeToken: probeToken === null ? null : readSecret(probeToken, 'console.probeToken', env),
  };
}

function certificateOf(files: { readonly certFile: string; readonly keyFile: string }): {
  readonly cert: string;
  readonly key: string;
} {
  try {
    const made = { cert: readFileSync(files.certFile, 'utf8'), key: readFileSync(files.keyFile, 'utf8') };
    createSecureContext(made);
    return made;
  } catch (cause) {
    throw new ConfigurationError(
      `console.tls: expected a certificate in ${files.certFile} and its key in ${files.keyFile}, both in PEM; they could not be read or do not belong together.`,
      { cause },
    );
  }
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [ip = '', prefix] = network.split('/');
    const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(ip, family);
    else list.addSubnet(ip, Number(prefix), family);
  }
  return list;
}

/** Whether an address is one of the proxies'. IPv4 arrives as IPv6 where both are listened at. */
export function isProxy(proxies: BlockList, address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return proxies.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
