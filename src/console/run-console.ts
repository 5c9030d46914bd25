import { once } from 'node:events';
import type { App } from '../app.ts';
import { ConfigurationError } from '../domain/errors.ts';
import type { StartRun } from './run-starter.ts';
import { createConsole } from './server.ts';
import { readConsoleSettings } from './settings.ts';

export interface RunConsoleOptions {
  readonly app: App;
  readonly startRun: StartRun;
  /** SIGTERM and SIGINT: answer what was asked, take nothing new. Runs that were started go on. */
  readonly stop: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called once it listens. */
  readonly ready: (address: string) => void;
}

/** Serves the console until it is asked to stop. @throws ConfigurationError */
export async function runConsole({ app, startRun, stop, env, ready }: RunConsoleOptions): Promise<void> {
  const settings = readConsoleSettings(app.config, env);
  const server = await createConsole({ app, settings, startRun });
  const { host, port, tls } = settings;
  try {
    await server.listen({ host, port });
  } catch (cause) {
    await server.close();
    throw cannotListen(cause, host, port);
  }
  const address = `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}/`;
  app.logger.info('console.listening', { port, tls: tls !== null });
  ready(address);
  if (!stop.aborted) await once(stop, 'abort');
  await server.close();
  app.logger.info('console.stopped', {});
}

function cannotListen(cause: unknown, host: string, port: number): ConfigurationError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE:
      'something listens there already: another console, or another program. Set `console.port`, or end that one',
    EADDRNOTAVAIL: 'this machine has no such address. Set `console.host`',
    EACCES: 'this account may not. Set `console.port` to one from 1024 on',
  };
  return new ConfigurationError(
    `console: expected to listen at ${host} port ${port}: ${why[code] ?? `it failed (${code})`}.`,
    { cause },
  );
}
