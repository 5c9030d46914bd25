import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { runConsole } from '../../src/console/run-console.ts';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { freePort } from '../support/free-port.ts';
import { createConsoleWorld, type ConsoleWorld } from './console-world.ts';

let world: ConsoleWorld;
let app: App;

beforeEach(async () => {
  const port = await freePort();
  world = await createConsoleWorld({
    section: `
  users: [{ login: vera, name: Vera, role: view, passwordHash: { file: hash } }]
`,
    port,
  });
  app = world.app;
});
afterEach(() => world.close());

/** Serves until `stop`; answers once it listens. */
async function serve(
  stop: AbortSignal,
  served: App = app,
): Promise<{ readonly address: string; readonly ended: Promise<void> }> {
  let ended: Promise<void> = Promise.resolve();
  const address = await new Promise<string>((resolve, reject) => {
    ended = runConsole({ app: served, startRun: () => Promise.resolve(0), stop, env: {}, ready: resolve });
    ended.catch(reject);
  });
  return { address, ended };
}

describe('the console as a service', () => {
  it('listens at this machine alone, and ends when it is asked to', async () => {
    const stop = new AbortController();
    const { address, ended } = await serve(stop.signal);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await fetch(`${address}login`)).status).toBe(200);
    stop.abort();
    await ended;
    await expect(fetch(address)).rejects.toThrow('fetch failed');
  });

  it('says that its port is taken, and by what that can be mended', async () => {
    const stop = new AbortController();
    const { ended } = await serve(stop.signal);
    const second = serve(stop.signal);
    await expect(second).rejects.toThrow(ConfigurationError);
    await expect(second).rejects.toThrow(/something listens there already.*Set `console\.port`/);
    stop.abort();
    await ended;
  });
});

describe('the console over HTTPS', () => {
  let folder: string;
  const authority = createAuthority();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'postausgang-console-tls-'));
    const { cert, key } = issueCertificate(authority, { names: ['localhost'] });
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('speaks TLS 1.2 or newer, and gives cookies that no other host and no open line ever see', async () => {
    const secure = await createConsoleWorld({
      section: `
  tls: { certFile: ${folder}/cert.pem, keyFile: ${folder}/key.pem }
  users: [{ login: vera, name: Vera, role: view, passwordHash: { file: hash } }]
`,
      port: await freePort(),
    });
    const stop = new AbortController();
    try {
      const { address, ended } = await serve(stop.signal, secure.app);
      expect(address).toMatch(/^https:/);
      const page = await get(`${address}login`);
      expect(page.status).toBe(200);
      expect(page.cookies).toMatch(/^__Host-.*; Path=\/; HttpOnly; Secure; SameSite=Strict/);
      await expect(get(`${address}login`, 'TLSv1.1')).rejects.toThrow();
      stop.abort();
      await ended;
    } finally {
      stop.abort();
      await secure.close();
    }
  });

  function get(
    address: string,
    maxVersion: 'TLSv1.1' | 'TLSv1.3' = 'TLSv1.3',
  ): Promise<{ readonly status: number; readonly cookies: string }> {
    const { port, pathname } = new URL(address);
    const options = {
      host: '127.0.0.1',
      port,
      path: pathname,
      servername: 'localhost',
      ca: authority.certificate,
    };
    return new Promise((resolve, reject) => {
      request(
        { ...options, maxVersion, minVersion: 'TLSv1', headers: { host: `localhost:${port}` } },
        (response) => {
          response.resume();
          resolve({
            status: response.statusCode ?? 0,
            cookies: response.headers['set-cookie']?.join('\n') ?? '',
          });
        },
      )
        .on('error', reject)
        .end();
    });
  }
});
