import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import { runConsole } from '../../src/console/run-console.ts';
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
): Promise<{ readonly address: string; readonly ended: Promise<void> }> {
  let ended: Promise<void> = Promise.resolve();
  const address = await new Promise<string>((resolve, reject) => {
    ended = runConsole({ app, startRun: () => Promise.resolve(0), stop, env: {}, ready: resolve });
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
