import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerCertificate } from '../../src/demo/certificates.ts';
import { freePort } from './free-port.ts';

/** A Postfix of the test's own: own configuration, queue, log and mailbox, gone with the test. */
export interface Postfix {
  readonly port: number;
  /** Where mail for `mailboxDomain` arrives. */
  readonly maildir: string;
  readonly logFile: string;
  log(): string;
  stop(): void;
}

export interface PostfixOptions {
  readonly certificate: ServerCertificate;
  /** Next hops on this machine, by the recipient's domain. */
  readonly transport: Readonly<Record<string, number>>;
  /** The one address that is delivered here, with whatever stands behind a plus. */
  readonly mailbox: string;
}

/** What the mailbox belongs to: Postfix delivers as nobody that matters. */
const NOBODY = 65_534;

/** Why it cannot be started here, or null. */
export function whyNoPostfix(): string | null {
  if (process.getuid?.() !== 0) return 'Postfix can only be started by root';
  return spawnSync('postconf', ['mail_version']).status === 0 ? null : 'Postfix is not installed';
}

/** As the documentation asks of a relay: TLS 1.2 at least on the way out, or nothing; here one try only. */
export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
  const directory = mkdtempSync(join(tmpdir(), 'postausgang-postfix-'));
  chmodSync(directory, 0o755);
  const path = (name: string): string => join(directory, name);
  for (const name of ['etc', 'spool', 'data', 'mail']) mkdirSync(path(name));
  chownSync(path('mail'), NOBODY, NOBODY);
  chownSync(path('data'), Number(execFileSync('id', ['-u', 'postfix'])), NOBODY);
  const port = await freePort();
  writeFileSync(path('etc/key.pem'), options.certificate.key, { mode: 0o600 });
  writeFileSync(path('etc/cert.pem'), options.certificate.cert);
  writeFileSync(
    path('etc/transport'),
    Object.entries(options.transport)
      .map(([domain, hop]) => `${domain} smtp:[127.0.0.1]:${hop}\n`)
      .join(''),
  );
  writeFileSync(path('etc/main.cf'), mainCf(directory, options.mailbox));
  writeFileSync(path('etc/master.cf'), masterCf(port));
  const postfix = (command: string): void => {
    execFileSync('postfix', ['-c', path('etc'), command], { stdio: 'pipe', timeout: 60_000 });
  };
  try {
    postfix('start');
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  const logFile = path('mail.log');
  return {
    port,
    maildir: path('mail/bounces'),
    logFile,
    log: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    stop: () => {
      postfix('stop');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function mainCf(directory: string, mailbox: string): string {
  const settings = {
    compatibility_level: '3.6',
    queue_directory: `${directory}/spool`,
    data_directory: `${directory}/data`,
    maillog_file: `${directory}/mail.log`,
    maillog_file_prefixes: directory,
    myhostname: 'relay.test.example',
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    transport_maps: `texthash:${directory}/etc/transport`,
    recipient_delimiter: '+',
    virtual_mailbox_domains: mailbox.slice(mailbox.indexOf('@') + 1),
    virtual_mailbox_maps: `inline:{${mailbox}=bounces/}`,
    virtual_mailbox_base: `${directory}/mail`,
    virtual_uid_maps: `static:${NOBODY}`,
    virtual_gid_maps: `static:${NOBODY}`,
    smtpd_tls_security_level: 'encrypt',
    smtpd_tls_cert_file: `${directory}/etc/cert.pem`,
    smtpd_tls_key_file: `${directory}/etc/key.pem`,
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    smtp_tls_security_level: 'encrypt',
    smtp_tls_mandatory_protocols: '>=TLSv1.2',
    // One try: what cannot be delivered comes back at once.
    maximal_queue_lifetime: '0',
    bounce_queue_lifetime: '1d',
    smtp_connect_timeout: '20s',
    alias_maps: '',
    alias_database: '',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

function masterCf(port: number): string {
  return [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'smtp unix - - n - - smtp',
    'relay unix - - n - - smtp',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'discard unix - - n - - discard',
    'virtual unix - n n - - virtual',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
    '',
  ].join('\n');
}
