import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import type { App } from '../app.ts';
import { NotFoundError } from '../domain/errors.ts';
import { CsrfTokens } from './access/csrf.ts';
import { isOurHost } from './access/hosts.ts';
import { securityHeaders } from './access/security-headers.ts';
import { Sessions } from './access/sessions.ts';
import { Throttle } from './access/throttle.ts';
import { readAssets, serveAssets } from './assets.ts';
import { failurePage } from './failure.ts';
import { loginRoutes } from './login.ts';
import { Messages } from './messages.ts';
import { channelPage } from './pages/channel.ts';
import { documentPage } from './pages/document.ts';
import { logPage } from './pages/log.ts';
import { nightPage } from './pages/night.ts';
import { nightsPages } from './pages/nights.ts';
import { overviewPage } from './pages/overview.ts';
import { printFilePage } from './pages/print-file.ts';
import { printFilesPage } from './pages/print-files.ts';
import { reportsPages } from './pages/reports.ts';
import { suppressionsPage } from './pages/suppressions.ts';
import { waitingPages } from './pages/waiting.ts';
import { probeRoutes } from './probes.ts';
import { Routes } from './routes.ts';
import { RunStarter, type StartRun } from './run-starter.ts';
import type { ConsoleSettings } from './settings.ts';

export interface ConsoleOptions {
  readonly app: App;
  readonly settings: ConsoleSettings;
  readonly startRun: StartRun;
  /** Milliseconds; default: the clock. */
  readonly now?: () => number;
}

/** No form of ours is larger; a thousand held documents at once are. */
const MOST_BYTES = 64 * 1024;
/** Milliseconds for a request to arrive whole. */
const REQUEST_TIMEOUT = 15_000;

/** The web page of operations, not listening yet. */
export async function createConsole({
  app,
  settings,
  startRun,
  now = Date.now,
}: ConsoleOptions): Promise<FastifyInstance> {
  const { tls, names, trustProxy } = settings;
  const server = Fastify({
    serverFactory: (handler) => {
      const made =
        tls === null
          ? createHttpServer(handler)
          : createHttpsServer({ ...tls, minVersion: 'TLSv1.2' }, handler);
      made.requestTimeout = REQUEST_TIMEOUT;
      return made;
    },
    trustProxy: trustProxy.length === 0 ? false : [...trustProxy],
    bodyLimit: MOST_BYTES,
    routerOptions: { maxParamLength: 300 },
    forceCloseConnections: true,
    // An address that cannot be decoded never reaches our hooks.
    frameworkErrors: (_error, _request, reply) => {
      const headers = { ...securityHeaders(false), 'Content-Type': 'text/plain; charset=utf-8' };
      reply.hijack();
      reply.raw.writeHead(400, headers).end('bad request\n');
    },
  });
  const frame = { insurer: app.config.insurer.name, assets: readAssets() };
  const parts = {
    app,
    settings,
    sessions: new Sessions(settings, now),
    throttle: new Throttle(now),
    csrf: new CsrfTokens(),
    messages: new Messages(),
    runs: new RunStarter(startRun, app.logger),
  };
  await server.register(cookie);
  await server.register(formbody, { bodyLimit: MOST_BYTES });
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(securityHeaders(request.protocol === 'https'));
    if (isOurHost(request.headers.host, names)) return;
    await reply
      .code(421)
      .type('text/plain; charset=utf-8')
      .send('This server is not called so. See `console.hostNames`.\n');
  });
  server.setErrorHandler(failurePage(frame, app.logger));
  server.setNotFoundHandler(() => {
    throw new NotFoundError('There is no such page.');
  });
  serveAssets(server, frame.assets);
  probeRoutes(server, parts);
  loginRoutes(server, parts, frame);
  const routes = new Routes(server, parts, frame);
  for (const offer of PAGES) offer(routes, parts);
  return server;
}

const PAGES = [
  overviewPage,
  nightsPages,
  nightPage,
  waitingPages,
  documentPage,
  printFilesPage,
  printFilePage,
  suppressionsPage,
  channelPage,
  reportsPages,
  logPage,
] as const;
