import { isIP } from 'node:net';
import { z } from 'zod';
import type { ReadContext } from './read-context.ts';
import { secretReference } from './secret-reference.ts';
import { choice, duration, hostNameOrIp, optional, path, text, wholeNumber } from './values.ts';

/** Each includes the ones before it. */
export const CONSOLE_ROLES = ['view', 'operate', 'approve'] as const;
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];

/**
 * The console's section. Its secrets and key are named here and read when the console starts: a night must not fail because
 * its account may not read them.
 */
export function consoleSection(read: ReadContext) {
  return z
    .strictObject({
      host: address()
        .default('127.0.0.1')
        .describe(
          'IP address to listen at. Another one than this machine’s own (`127.0.0.1`, `::1`) needs `tls` or `trustProxy`.',
        ),
      port: wholeNumber(1, 65_535).default(8787).describe('TCP port.'),
      hostNames: z
        .array(hostNameOrIp(), { error: 'a list of host names' })
        .max(20, { error: 'at most 20 names' })
        .default([])
        .describe(
          'Names by which browsers reach it, besides `host` and `localhost`. Requests for other names are refused: that ends DNS rebinding.',
        ),
      tls: optional(
        z.strictObject({
          certFile: path(read).describe('Certificate in PEM, with its chain.'),
          keyFile: path(read).describe('Its private key in PEM, readable by the console’s account alone.'),
        }),
      ).describe('Serve HTTPS (TLS 1.2 or newer).'),
      trustProxy: z
        .array(network(), { error: 'a list of addresses' })
        .max(20, { error: 'at most 20 addresses' })
        .default([])
        .describe(
          'Addresses of reverse proxies, such as `10.0.0.5` or `10.0.0.0/28`, that end TLS: only theirs `X-Forwarded-*` and `userHeader` are believed.',
        ),
      userHeader: optional(
        z
          .string({ error: 'the name of a header such as `X-Remote-User`' })
          .regex(/^[A-Za-z][A-Za-z0-9-]{1,60}$/, { error: 'the name of a header such as `X-Remote-User`' })
          .meta({ form: 'header name' }),
      ).describe(
        'The header in which the proxy names who has logged in there: then the console asks for no password, and takes requests of the proxy alone. The proxy must remove that header from what browsers send.',
      ),
      users: z
        .array(user(read), { error: 'a list of people' })
        .max(200, { error: 'at most 200 people' })
        .default([])
        .refine((users) => areDifferent(users.map(({ login }) => login)), { error: 'each login once' })
        .refine((users) => areDifferent(users.map(({ name }) => name)), {
          error: 'each name once: four eyes tell people apart by their names',
        })
        .describe('Who may use it.'),
      idleTimeout: duration('1m', '12h')
        .prefault('30m')
        .describe('A login ends after so long without a request.'),
      loginLasts: duration('5m', '24h').prefault('10h').describe('A login ends after so long in any case.'),
      probeToken: optional(secretReference(read)).describe(
        'Bearer token for `/metrics` and `/health`; not set: this machine alone may ask for them.',
      ),
    })
    .refine(({ host, tls, trustProxy }) => isLoopback(host) || tls !== null || trustProxy.length > 0, {
      path: ['host'],
      error:
        'this machine’s own address, unless `tls` or `trustProxy` is set (S1): else passwords cross the network in the clear',
    })
    .refine(({ userHeader, trustProxy }) => userHeader === null || trustProxy.length > 0, {
      path: ['userHeader'],
      error: 'none, unless `trustProxy` says whose header is believed',
    })
    .refine(
      ({ userHeader, users }) => userHeader !== null || users.every((each) => each.passwordHash !== null),
      {
        path: ['users'],
        error: 'a `passwordHash` for each person, or `userHeader`',
      },
    )
    .prefault({});
}

function user(read: ReadContext) {
  return z.strictObject({
    login: z
      .string({ error: 'a login such as `amuster`' })
      .regex(/^[\w.@+-]{1,100}$/, { error: 'a login of letters, digits and `._@+-`' })
      .transform((login) => login.toLowerCase())
      .meta({ form: 'login' })
      .describe('What is typed in, or what the proxy’s header says; capitals do not matter.'),
    name: text(100).describe(
      'The person as events and the audit name it; the same as in `--by` of commands.',
    ),
    role: choice(CONSOLE_ROLES).describe(
      '`view` looks; `operate` also reruns, settles, holds, cancels, reprints, suppresses and closes the channel; `approve` also releases print files and opens the channel.',
    ),
    passwordHash: optional(secretReference(read)).describe(
      'Hash of the password: the line that `postausgang console hash-password` writes. Not needed with `userHeader`.',
    ),
  });
}

/** Whether nobody but this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function areDifferent(words: readonly string[]): boolean {
  const plain = words.map((word) => word.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim());
  return new Set(plain).size === words.length;
}

function address(): z.ZodType<string, string> {
  const error = 'an IP address such as `127.0.0.1`';
  return z
    .string({ error })
    .refine((value) => isIP(value) !== 0, { error })
    .meta({ form: 'IP address' });
}

/** An IP address, or a network as address and prefix length. */
function network(): z.ZodType<string, string> {
  const error = 'an IP address or network such as `10.0.0.5` or `10.0.0.0/28`';
  return z
    .string({ error })
    .refine((value) => isNetwork(value), { error })
    .meta({ form: 'IP address or network' });
}

function isNetwork(value: string): boolean {
  const [ip = '', prefix, ...more] = value.split('/');
  const family = isIP(ip);
  if (family === 0 || more.length > 0) return false;
  // A prefix of 0 would believe everybody.
  return (
    prefix === undefined ||
    (/^\d{1,3}$/.test(prefix) && Number(prefix) >= 8 && Number(prefix) <= (family === 4 ? 32 : 128))
  );
}
