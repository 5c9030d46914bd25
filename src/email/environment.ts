import { ConfigurationError } from '../domain/errors.ts';

/** Options of Node.js that touch TLS and still leave it at least as strict as we need it. */
const HARMLESS = new Set(['--tls-min-v1.2', '--tls-min-v1.3', '--tls-max-v1.3']);

/** OpenSSL settings from outside could lower the security level or bring back broken algorithms. */
const OPENSSL = /^--(?:openssl-config|openssl-shared-config|openssl-legacy-provider)(?:=|$)/u;

/**
 * Refuses to start in an environment that weakens TLS (S4). Our own connections would stay strict, but whoever
 * sets such a thing expects it to work, and other connections of this process (database, IMAP) would obey it.
 *
 * @param argv the options given to Node.js itself, as in `process.execArgv`
 * @throws ConfigurationError naming the variable or option; never its value
 */
export function refuseWeakenedEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[] = [],
): void {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== undefined && env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '1') {
    refuse('the environment variable NODE_TLS_REJECT_UNAUTHORIZED', 'certificates would not be verified');
  }
  if (env['OPENSSL_CONF'] !== undefined && env['OPENSSL_CONF'] !== '') {
    refuse('the environment variable OPENSSL_CONF', 'its settings could weaken the encryption');
  }
  const fromEnvironment = (env['NODE_OPTIONS'] ?? '').split(/[\s"']+/u);
  for (const [source, options] of [
    ['NODE_OPTIONS', fromEnvironment],
    ['the command line', argv],
  ] as const) {
    for (const option of options.map((each) => each.replaceAll('_', '-'))) {
      const name = option.split('=', 1)[0] ?? option;
      if (OPENSSL.test(option) || (name.startsWith('--tls-') && !HARMLESS.has(name))) {
        refuse(`the option ${name} in ${source}`, 'it changes the encryption of every connection');
      }
    }
  }
}

function refuse(what: string, why: string): never {
  throw new ConfigurationError(
    `Start refused because of ${what}: ${why}. Encryption cannot be waived or lowered (S4). Remove it and start again.`,
  );
}
