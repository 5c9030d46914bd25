import { mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { startSmtpServerProcess } from '../../src/demo/smtp-server-process.ts';

it('runs in a process of its own, records what it saw in clear text, and ends when asked', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'smtp-'));
  const tls = issueCertificate(createAuthority(), { names: ['relay.example'] });
  const server = await startSmtpServerProcess({ tls, directory });
  const socket = net.connect(server.port, '127.0.0.1');
  const replies: string[] = [];
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => replies.push(chunk.toString()));
    socket.on('close', () => resolve());
    socket.write('QUIT\r\n');
  });
  expect(replies.join('')).toBe('220 relay.example ESMTP\r\n221 2.0.0 Bye\r\n');
  expect(await readFile(path.join(directory, 'clear-text.log'), 'utf8')).toBe('QUIT\r\n');
  await server.close();
  expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  await rm(directory, { recursive: true });
});
