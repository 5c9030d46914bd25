import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Secret } from '../../src/config/secret.ts';
import type { SftpTarget } from '../../src/print/outbox/hand-over-target.ts';

/** OpenSSH's own server on a loopback port, for the account that runs the tests. */
export interface SftpServer {
  readonly target: SftpTarget;
  close(): Promise<void>;
}

const SSHD = '/usr/sbin/sshd';

/** Why no server can be started here, or null. */
export function sftpServerProblem(): string | null {
  if (!existsSync(SSHD)) return `${SSHD} is not installed (Debian package openssh-server)`;
  return spawnSync('ssh-keygen', ['-?']).error === undefined ? null : 'ssh-keygen is not installed';
}

/** @param directory which the client names; its files are real files of this machine */
export async function startSftpServer(directory: string): Promise<SftpServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sftp-server-'));
  const key = (name: string): string => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
    return join(folder, name);
  };
  const hostKey = key('host');
  const userKey = key('user');
  const port = await freePort();
  // The unprivileged half of the server wants this directory when it is started by root.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  writeFileSync(
    join(folder, 'config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${userKey}.pub`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'Subsystem sftp internal-sftp',
      'ForceCommand internal-sftp',
    ].join('\n'),
  );
  const server = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'config')], { stdio: 'ignore' });
  await untilListening(port, server);
  return {
    target: {
      kind: 'sftp',
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      key: new Secret(readFileSync(userKey, 'utf8')),
      password: null,
      hostKey: fingerprintOf(`${hostKey}.pub`),
      directory,
    },
    close: async () => {
      server.kill('SIGTERM');
      if (server.exitCode === null && server.signalCode === null) {
        await new Promise((resolve) => server.once('exit', resolve));
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As the tool prints it, not as our own code computes it. */
function fingerprintOf(publicKey: string): string {
  const [, fingerprint] = execFileSync('ssh-keygen', ['-l', '-f', publicKey], { encoding: 'utf8' }).split(
    ' ',
  );
  return fingerprint ?? '';
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isUp) return;
    await delay(20);
  }
  throw new Error(`sshd ended with exit code ${server.exitCode}.`);
}
