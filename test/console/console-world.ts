import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { openApp, type App } from '../../src/app.ts';
import { hashPassword } from '../../src/console/access/password.ts';
import type { RunOrder } from '../../src/console/run-starter.ts';
import { createConsole } from '../../src/console/server.ts';
import { readConsoleSettings } from '../../src/console/settings.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { listActions, type RecordedAction } from '../../src/ledger/audit/audit-actions.ts';
import { createCore, type CoreRow } from '../support/small-core.ts';

/** One for all: hashing is slow on purpose, so that it is done once. */
export const PASSWORD = 'richtig gutes Kennwort';
/** The cheapest that is taken. */
const HASH = await hashPassword(PASSWORD, { logN: 14 });

/** Three people, one for each role. */
export const PEOPLE = { view: 'vera', operate: 'otto', approve: 'anna' } as const;

const USERS = `
  users:
    - { login: vera, name: Vera View, role: view, passwordHash: { file: hash } }
    - { login: otto, name: Otto Operate, role: operate, passwordHash: { file: hash } }
    - { login: anna, name: Anna Approve, role: approve, passwordHash: { file: hash } }
`;

export interface ConsoleWorld {
  readonly directory: string;
  readonly configPath: string;
  readonly app: App;
  readonly server: FastifyInstance;
  readonly started: RunOrder[];
  /** Lines of the log. */
  readonly logged: string[];
  /** Moves the console's clock. */
  later(ms: number): void;
  actions(): Promise<readonly RecordedAction[]>;
  close(): Promise<void>;
}

export interface ConsoleWorldOptions {
  readonly rows?: readonly CoreRow[];
  /** Further lines of the section `console`. */
  readonly section?: string;
  /** Lines of the whole configuration. */
  readonly rest?: string;
  readonly fourEyes?: boolean;
  readonly port?: number;
  readonly relay?: { readonly port: number; readonly authority: string };
  readonly startRun?: (order: RunOrder, configPath: string) => Promise<number | null>;
}

/** A console with its databases in a directory that vanishes; not listening. */
export async function createConsoleWorld(options: ConsoleWorldOptions = {}): Promise<ConsoleWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'postausgang-console-'));
  const configPath = join(directory, 'postausgang.yaml');
  await writeFile(join(directory, 'hash'), HASH, { mode: 0o600 });
  if (options.relay !== undefined) await writeFile(join(directory, 'ca.pem'), options.relay.authority);
  createCore(join(directory, 'core.sqlite'), options.rows ?? []);
  await writeFile(configPath, configurationOf(options));
  const logged: string[] = [];
  const logStream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(chunk.toString());
      done();
    },
  });
  const app = await openApp({ configPath, logStream, env: {} });
  await migrate(app.ledger);
  const started: RunOrder[] = [];
  let now = Date.now();
  const server = await createConsole({
    app,
    settings: readConsoleSettings(app.config, { PROBE_TOKEN: 'sesam' }),
    startRun: (order) => {
      started.push(order);
      return options.startRun?.(order, configPath) ?? Promise.resolve(0);
    },
    now: () => now,
  });
  return {
    directory,
    configPath,
    app,
    server,
    started,
    logged,
    later: (ms) => void (now += ms),
    actions: () => listActions(app.ledger, 100),
    close: async () => {
      await server.close();
      await app.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function configurationOf(options: ConsoleWorldOptions): string {
  return `dataDir: data
core: { client: sqlite, file: core.sqlite }
ledger: { client: sqlite, file: ledger.sqlite }
email:
  relay: { host: localhost, port: ${options.relay?.port ?? 9}, mode: starttls${options.relay === undefined ? '' : ', caFile: ca.pem'} }
  sender: { name: Beispiel Versicherung, address: post@versicherung.example }
  returnPath: bounce@versicherung.example
  messageIdDomain: versicherung.example
  retryDelays: [1s, 1s]
insurer:
  name: Beispiel Versicherung AG
  senderLine: Beispiel Versicherung AG · Postfach 1 · 50667 Köln
  addressLines: [Beispiel Versicherung AG, Postfach 1, 50667 Köln]
  revocationAddress: einwilligung@versicherung.example
  imprintLines: [Beispiel Versicherung AG, Köln]
  contactLines: [0221 000000]
print:
  profile:
    id: plain
    shopName: Plain Letter Shop
    handOver: { kind: folder, path: outbox }
    fourEyes: ${String(options.fourEyes ?? false)}
    secrecyUndertaking: true
    processingAgreement: true
run: { heartbeat: 1s, deadAfter: 3s }
log: { level: info }
console:
  port: ${options.port ?? 8787}
${options.section ?? USERS}
${options.rest ?? ''}
`;
}

export interface Browser {
  get(url: string): Promise<Answer>;
  post(
    url: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** The token of the forms on a page. */
  csrf(url?: string): Promise<string>;
  login(login: string, password?: string): Promise<Answer>;
  readonly cookies: Map<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const HOST = { host: '127.0.0.1:8787' };

/** Talks to the console without a network, and keeps cookies as browsers do. */
export function browserOf(
  { server }: Pick<ConsoleWorld, 'server'>,
  headers: Readonly<Record<string, string>> = {},
): Browser {
  const cookies = new Map<string, string>();
  const ask = async (method: 'GET' | 'POST', url: string, more: object): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await server.inject({
      method,
      url,
      ...more,
      headers: { ...HOST, cookie, ...headers, ...('headers' in more ? (more.headers as object) : {}) },
    });
    for (const { name, value, maxAge, expires } of reply.cookies) {
      if (maxAge === 0 || (expires !== undefined && expires.getTime() === 0)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: reply.statusCode, headers: reply.headers, body: reply.body };
  };
  const browser: Browser = {
    cookies,
    get: (url) => ask('GET', url, {}),
    post: (url, fields, own = {}) =>
      ask('POST', url, {
        payload: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...own },
      }),
    csrf: async (url = '/') => /name="csrf" value="([^"]+)"/.exec((await browser.get(url)).body)?.[1] ?? '',
    login: async (login, password = PASSWORD) =>
      browser.post('/login', { csrf: await browser.csrf('/login'), login, password }),
  };
  return browser;
}
