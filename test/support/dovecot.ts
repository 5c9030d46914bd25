import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerCertificate } from '../../src/demo/certificates.ts';
import { freePort } from './free-port.ts';

/** A Dovecot of the test's own, with one account, over TLS from the first byte and with STARTTLS. */
export interface Dovecot {
  readonly tlsPort: number;
  readonly startTlsPort: number;
  readonly user: string;
  readonly password: string;
  /** The account's mails: what lies in `new` has arrived. */
  readonly maildir: string;
  stop(): Promise<void>;
}

/** Mails belong to nobody that matters. */
const NOBODY = 65_534;

/** Why it cannot be started here, or null. */
export function whyNoDovecot(): string | null {
  if (process.getuid?.() !== 0) return 'Dovecot can only be started by root';
  return spawnSync('dovecot', ['--version']).status === 0 ? null : 'Dovecot is not installed';
}

export async function startDovecot(certificate: ServerCertificate): Promise<Dovecot> {
  const directory = mkdtempSync(join(tmpdir(), 'postausgang-dovecot-'));
  chmodSync(directory, 0o755);
  const path = (name: string): string => join(directory, name);
  const maildir = path('mail');
  for (const folder of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, folder), { recursive: true });
  execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, maildir]);
  writeFileSync(path('key.pem'), certificate.key, { mode: 0o600 });
  writeFileSync(path('cert.pem'), certificate.cert);
  writeFileSync(path('users'), 'bounce:{PLAIN}secret::::::\n');
  chmodSync(path('users'), 0o644);
  const ports = { tls: await freePort(), startTls: await freePort() };
  writeFileSync(path('dovecot.conf'), configuration(directory, ports));
  const server = spawn('dovecot', ['-F', '-c', path('dovecot.conf')], { stdio: 'ignore' });
  await listening(ports.tls);
  return {
    tlsPort: ports.tls,
    startTlsPort: ports.startTls,
    user: 'bounce',
    password: 'secret',
    maildir,
    stop: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function configuration(
  directory: string,
  ports: { readonly tls: number; readonly startTls: number },
): string {
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = ${directory}/dovecot.log
ssl = required
ssl_cert = <${directory}/cert.pem
ssl_key = <${directory}/key.pem
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
first_valid_uid = 1
last_valid_uid = 0
first_valid_gid = 1
mail_location = maildir:${directory}/mail
mail_privileged_group =
passdb {
  driver = passwd-file
  args = ${directory}/users
}
userdb {
  driver = static
  args = uid=${NOBODY} gid=${NOBODY} home=${directory}/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.startTls}
  }
  inet_listener imaps {
    port = ${ports.tls}
    ssl = yes
  }
}
namespace inbox {
  inbox = yes
}
`;
}

/** Waits until somebody answers. */
async function listening(port: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (tries > 300) throw error;
      await sleep(100);
    } finally {
      socket.destroy();
    }
  }
}
