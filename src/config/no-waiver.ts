/**
 * S4: a waiver of encryption is not possible, so nothing that could switch enforcement off may even be written down.
 * Each of these was seen to defeat TLS in the SMTP library when it reached it as an option, URL or environment
 * variable; a key that is merely unknown would be refused too, but the operator has to learn why.
 */
const WAIVER_KEYS: Readonly<Record<string, string>> = {
  ignoretls: 'it would send in clear text',
  opportunistictls: 'it would fall back to clear text',
  requiretls: 'TLS is always required, so there is nothing to switch',
  rejectunauthorized: 'the certificate is always verified, so there is nothing to switch',
  trustservercertificate: 'the certificate is always verified, so there is nothing to switch',
  insecure: 'it would switch verification off',
  allowinsecure: 'it would switch verification off',
  allowinsecureauth: 'it would log in without TLS',
  disabletls: 'it would send in clear text',
  encrypt: 'the connection is always encrypted, so there is nothing to switch',
  starttls: 'use `mode: starttls`, which requires it',
  ciphers: 'the cipher suites are fixed in the code',
  maxversion: 'the newest TLS version that both sides know is always used',
  minversion: 'use `minTlsVersion`, which can raise the floor',
  secureprotocol: 'use `minTlsVersion`, which can raise the floor',
  checkserveridentity: 'the name in the certificate is always verified',
};

/** Harmless words elsewhere, but below `email` each is a back door of the SMTP library. */
const EMAIL_WAIVER_KEYS: Readonly<Record<string, string>> = {
  ...WAIVER_KEYS,
  rejectunauthorized: 'what a certificate has to prove is fixed in the code, so there is nothing to switch',
  tls: 'raw TLS options could weaken it; `caFile`, `servername` and `minTlsVersion` are what can be set',
  secure: 'use `mode: starttls` or `mode: tls`; there is no third',
  url: 'a URL can carry options that switch TLS off; set `host`, `port` and `mode`',
  service: 'a service name brings settings of its own; set `host`, `port` and `mode`',
  proxy: 'a proxy would end the connection that TLS has to protect',
};

/** Why an unknown key is refused as a way around encryption; null when it is merely unknown. */
export function waiverByKey(path: readonly PropertyKey[], key: string): string | null {
  const reasons = path[0] === 'email' ? EMAIL_WAIVER_KEYS : WAIVER_KEYS;
  const normalized = key.toLowerCase().replaceAll(/[^a-z]/g, '');
  const reason = Object.hasOwn(reasons, normalized) ? reasons[normalized] : undefined;
  return reason === undefined ? null : `S4, encryption cannot be waived: ${reason}.`;
}

export interface EnvironmentWaiver {
  /** Where it is set. */
  readonly source: string;
  readonly advice: string;
}

/** Options of Node that touch TLS and leave it at least as strict as it has to be. */
const HARMLESS_OPTIONS: ReadonlySet<string> = new Set(['--tls-min-v1.2', '--tls-min-v1.3', '--tls-max-v1.3']);

/**
 * Settings of the process that would weaken TLS behind the configuration's back (S4).
 *
 * @param execArgv the options that Node itself was started with (`process.execArgv`)
 */
export function waiversInEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  execArgv: readonly string[],
): readonly EnvironmentWaiver[] {
  const waivers: EnvironmentWaiver[] = [];
  const add = (source: string, why: string): void => {
    waivers.push({ source, advice: `S4, encryption cannot be waived: ${why}. Remove it and start again.` });
  };
  // Node acts on `0` alone, but whoever sets `false` means the same and is to learn that it cannot be.
  const reject = env['NODE_TLS_REJECT_UNAUTHORIZED'] ?? '';
  if (reject !== '' && reject !== '1') {
    add(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'it switches the check of certificates off; see `caFile` for private ones',
    );
  }
  if ((env['OPENSSL_CONF'] ?? '') !== '') add('OPENSSL_CONF', 'its settings could weaken the encryption');
  for (const option of weakeningOptions((env['NODE_OPTIONS'] ?? '').split(/[\s"']+/))) {
    add('NODE_OPTIONS', `\`${option}\` changes the encryption of every connection`);
  }
  for (const option of weakeningOptions(execArgv)) {
    add('the options of node', `\`${option}\` changes the encryption of every connection`);
  }
  return waivers;
}

/** Names only: a value could be a path that nobody wants in a log. Node takes `_` for `-` in them. */
function weakeningOptions(options: readonly string[]): readonly string[] {
  return options
    .map((option) => (option.split('=', 1)[0] ?? '').replaceAll('_', '-'))
    .filter((name) => /^--(?:tls-|openssl-)/.test(name) && !HARMLESS_OPTIONS.has(name));
}
