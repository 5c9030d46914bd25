import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDocuments } from '../../src/ledger/dispatch-store.ts';
import { openBatch } from '../../src/ledger/batch-store.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { move } from '../../src/ledger/transition.ts';
import { findByDocument } from '../../src/ledger/dispatch-store.ts';
import { browserOf, createConsoleWorld, PEOPLE, type ConsoleWorld } from './console-world.ts';

const DATE = parseBusinessDate('2026-11-23');
const PAGES = [
  '/',
  '/nights',
  '/runs',
  '/held',
  '/in-doubt',
  '/print-files',
  '/suppressions',
  '/channel',
  '/reports',
  '/log',
  '/documents',
];

let world: ConsoleWorld;

async function holdOne(documentId: string, reason: string): Promise<string> {
  const { ledger } = world.app;
  const { id } = await openBatch(ledger, DATE);
  await addDocuments(ledger, id, [documentId]);
  const [dispatch] = await findByDocument(ledger, documentId);
  if (dispatch === undefined) throw new Error('no dispatch');
  await ledger.transaction((session) =>
    move(session, dispatch, 'pending', 'held', { reason, runId: null, person: 'test' }),
  );
  return dispatch.dispatchId;
}

describe('the console with logins', () => {
  beforeAll(async () => void (world = await createConsoleWorld()));
  afterAll(() => world.close());

  it.each(PAGES)('shows %s to nobody without a login', async (url) => {
    const { status, headers, body } = await browserOf(world).get(url);
    expect(status).toBe(303);
    expect(headers['location']).toBe('/login');
    expect(body).toBe('');
  });

  it.each(PAGES)('shows %s to whoever may look, with strict headers', async (url) => {
    const vera = browserOf(world);
    expect((await vera.login(PEOPLE.view)).status).toBe(303);
    const { status, headers, body } = await vera.get(url);
    expect(status).toBe(200);
    expect(body).toContain('<html lang="de">');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(body).not.toMatch(/<script(?! src="\/assets\/)|<style|\sstyle="|\son\w+="/);
  });

  it('keeps the cookie from scripts and other sites', async () => {
    const { headers } = await browserOf(world).login(PEOPLE.view);
    const cookie = String(
      [headers['set-cookie']].flat().find((each) => String(each).startsWith('postausgang=')),
    );
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
  });

  it('lets nobody in by a wrong password or name, says the same to both, and audits it without what was typed', async () => {
    const browser = browserOf(world);
    const wrong = await browser.login(PEOPLE.view, 'falsches Kennwort');
    const unknown = await browser.login('mein-kennwort-123');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body).toContain('Kennung oder Kennwort stimmt nicht');
    expect(unknown.body).toContain('Kennung oder Kennwort stimmt nicht');
    expect((await browser.get('/')).status).toBe(303);
    const actions = (await world.actions()).filter(({ action }) => action === 'console_login_refused');
    expect(actions).toMatchObject([
      { subject: 'unknown login', person: null },
      { subject: 'vera', person: 'Vera View' },
    ]);
    expect(JSON.stringify(actions)).not.toContain('mein-kennwort');
    expect(world.logged.join('')).not.toMatch(/mein-kennwort|falsches Kennwort/);
  });

  it('logs out: the old cookie is worth nothing', async () => {
    const vera = browserOf(world);
    await vera.login(PEOPLE.view);
    const kept = new Map(vera.cookies);
    expect((await vera.post('/logout', { csrf: await vera.csrf() })).status).toBe(303);
    for (const [name, value] of kept) vera.cookies.set(name, value);
    expect((await vera.get('/')).status).toBe(303);
  });

  it('ends a login that nobody used for its idle time', async () => {
    const vera = browserOf(world);
    await vera.login(PEOPLE.view);
    world.later(31 * 60_000);
    expect((await vera.get('/')).status).toBe(303);
  });

  it('refuses every action without its token, with a foreign one, and from another site; nothing is changed', async () => {
    const otto = browserOf(world);
    await otto.login(PEOPLE.operate);
    const anna = browserOf(world);
    await anna.login(PEOPLE.approve);
    const fields = { reason: 'x' };
    expect((await otto.post('/channel/close', fields)).status).toBe(403);
    expect((await otto.post('/channel/close', { ...fields, csrf: await anna.csrf() })).status).toBe(403);
    const csrf = await otto.csrf();
    expect(
      (await otto.post('/channel/close', { ...fields, csrf }, { origin: 'https://evil.example' })).status,
    ).toBe(403);
    expect(
      (await otto.post('/channel/close', { ...fields, csrf }, { 'sec-fetch-site': 'cross-site' })).status,
    ).toBe(403);
    expect((await otto.get('/channel')).body).toContain('noch nie geschlossen');
  });

  it.each([
    ['/channel/close', PEOPLE.view],
    ['/channel/open', PEOPLE.operate],
    ['/nights/2026-11-23/run', PEOPLE.view],
    ['/held/release', PEOPLE.view],
    ['/documents/D-1/resolve', PEOPLE.view],
    ['/documents/D-1/release', PEOPLE.view],
    ['/print-files/P-1/release', PEOPLE.operate],
    ['/print-files/P-1/hold', PEOPLE.view],
    ['/print-files/P-1/cancel', PEOPLE.view],
    ['/print-files/P-1/reprint', PEOPLE.view],
    ['/suppressions/add', PEOPLE.view],
    ['/suppressions/remove', PEOPLE.view],
  ])('refuses %s to %s, whose role does not reach, and audits it', async (url, login) => {
    const browser = browserOf(world);
    await browser.login(login);
    const { status, body } = await browser.post(url, { csrf: await browser.csrf(), reason: 'because' });
    expect(status).toBe(403);
    expect(body).toContain('Dafür ist die Rolle');
    expect((await world.actions())[0]).toMatchObject({ detail: { code: 'ROLE' } });
    expect(world.started).toEqual([]);
  });

  it('wants a reason for every action', async () => {
    const otto = browserOf(world);
    await otto.login(PEOPLE.operate);
    const { status, body } = await otto.post('/channel/close', { csrf: await otto.csrf(), reason: '  ' });
    expect(status).toBe(400);
    expect(body).toContain('Begründung');
  });

  it('S17: closes and opens the channel with person and reason', async () => {
    const anna = browserOf(world);
    await anna.login(PEOPLE.approve);
    const csrf = await anna.csrf();
    expect((await anna.post('/channel/close', { csrf, reason: 'Relay gestört' })).status).toBe(303);
    expect((await anna.get('/')).body).toContain('Der E-Mail-Kanal ist geschlossen');
    expect((await anna.post('/channel/close', { csrf, reason: 'noch einmal' })).status).toBe(409);
    expect((await anna.post('/channel/open', { csrf, reason: 'wieder gut' })).status).toBe(303);
    const actions = (await world.actions()).slice(0, 5);
    expect(actions.map(({ action, person, reason }) => [action, person, reason])).toEqual([
      ['console_channel_open', 'Anna Approve', 'wieder gut'],
      ['channel_opened', 'Anna Approve', 'wieder gut'],
      ['console_channel_close_refused', 'Anna Approve', 'noch einmal'],
      ['console_channel_close', 'Anna Approve', 'Relay gestört'],
      ['channel_closed', 'Anna Approve', 'Relay gestört'],
    ]);
  });

  it('L8: suppresses an address and keeps it out of pages, audit and log', async () => {
    const otto = browserOf(world);
    await otto.login(PEOPLE.operate);
    const address = 'erika.beispiel@mail.example';
    expect(
      (await otto.post('/suppressions/add', { csrf: await otto.csrf(), reason: 'gewünscht', address }))
        .status,
    ).toBe(303);
    const page = await otto.get('/suppressions');
    expect(page.body).toContain('gewünscht');
    const everything = `${page.body}${JSON.stringify(await world.actions())}${world.logged.join('')}`;
    expect(everything).not.toContain('erika');
    const hash = /name="address" value="([0-9a-f]{64})"/.exec(page.body)?.[1] ?? '';
    expect(
      (
        await otto.post('/suppressions/remove', {
          csrf: await otto.csrf(),
          reason: 'wieder gut',
          address: hash,
        })
      ).status,
    ).toBe(303);
    expect((await otto.get('/suppressions')).body).toContain('Keine Adresse ist gesperrt');
  });

  it('shows a reason that is a script as text, wherever it appears', async () => {
    const evil = '<img src=x onerror=alert(1)>"><script>alert(2)</script>';
    await holdOne('D-<b>', evil);
    const vera = browserOf(world);
    await vera.login(PEOPLE.view);
    for (const url of ['/held', `/documents/${encodeURIComponent('D-<b>')}`]) {
      const { status, body } = await vera.get(url);
      expect(status).toBe(200);
      expect(body).toContain('&lt;img src=x');
      expect(body).not.toMatch(/<img|<script>|<b>"|D-<b>/);
    }
  });

  it('gives held documents back with what was mended, all of them or none', async () => {
    const dispatch = await holdOne('D-7', 'PDF broken');
    const otto = browserOf(world);
    await otto.login(PEOPLE.operate);
    const csrf = await otto.csrf();
    expect((await otto.post('/held/release', { csrf, reason: 'PDF neu' })).status).toBe(400);
    expect((await otto.post('/held/release', { csrf, reason: 'PDF neu', dispatch })).status).toBe(303);
    expect((await otto.post('/held/release', { csrf, reason: 'PDF neu', dispatch })).status).toBe(409);
    expect((await otto.get('/documents/D-7')).body).toContain('released by a person: PDF neu');
  });

  it('starts a rerun in the name of the person, and no night that is not due', async () => {
    const otto = browserOf(world);
    await otto.login(PEOPLE.operate);
    const csrf = await otto.csrf();
    expect((await otto.post(`/nights/${DATE}/run`, { csrf, reason: 'Relay läuft wieder' })).status).toBe(303);
    expect(world.started).toEqual([{ kind: 'rerun', date: DATE, by: 'Otto Operate' }]);
    expect((await otto.post('/nights/1999-01-01/run', { csrf, reason: 'x' })).status).toBe(400);
    expect((await otto.post('/nights/gestern/run', { csrf, reason: 'x' })).status).toBe(400);
    expect((await otto.get(`/nights/${DATE}`)).body).toContain('abgeschlossen, alles ist aus dem Haus');
    expect(world.started).toHaveLength(1);
  });

  it('refuses requests for a name that is not ours: DNS rebinding ends here', async () => {
    const reply = await world.server.inject({ url: '/login', headers: { host: 'evil.example:8787' } });
    expect(reply.statusCode).toBe(421);
    expect(reply.body).not.toContain('<form');
  });

  it('answers an address that cannot be decoded with nothing but that, under the same headers', async () => {
    const reply = await world.server.inject({ url: '/%zz', headers: { host: 'localhost' } });
    expect(reply.statusCode).toBe(400);
    expect(reply.body).toBe('bad request\n');
    expect(reply.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('gives out reports and nothing beside them', async () => {
    const folder = join(world.app.config.dataDir, 'reports');
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, '2026-11-23_1a2b3c4d.html'),
      '<!doctype html><style>p{color:red}</style><p>Bericht</p>',
    );
    await writeFile(join(folder, 'secret.html'), 'geheim');
    const vera = browserOf(world);
    await vera.login(PEOPLE.view);
    expect((await vera.get('/reports')).body).toContain('/reports/2026-11-23_1a2b3c4d.html');
    const report = await vera.get('/reports/2026-11-23_1a2b3c4d.html');
    expect(report.body).toContain('Bericht');
    expect(report.headers['content-security-policy']).toMatch(
      /default-src 'none'; style-src 'sha256-[\w+/=]{44}'; .*sandbox$/,
    );
    for (const name of [
      'secret.html',
      '..%2f..%2fhash',
      '%2e%2e%2f%2e%2e%2fpostausgang.yaml',
      '2026-11-23_1a2b3c4d.html%00.json',
    ]) {
      const { status, body } = await vera.get(`/reports/${name}`);
      expect([303, 400, 404]).toContain(status);
      expect(body).not.toMatch(/geheim|scrypt|dataDir/);
    }
  });

  it('tells programs on this machine figures and health, and nobody else', async () => {
    const headers = { host: 'localhost' };
    const ask = (url: string, remoteAddress: string): Promise<{ statusCode: number; body: string }> =>
      world.server.inject({ url, headers, remoteAddress });
    const metrics = await ask('/metrics', '127.0.0.1');
    expect(metrics.statusCode).toBe(200);
    expect(metrics.body).toMatch(/^# TYPE postausgang_build_info gauge[\s\S]*# EOF\n$/);
    expect((await ask('/health/live', '127.0.0.1')).statusCode).toBe(200);
    for (const url of ['/metrics', '/health', '/health/live'])
      expect((await ask(url, '192.0.2.9')).statusCode).toBe(401);
  });

  it('knows no other pages, and says nothing of itself there', async () => {
    const vera = browserOf(world);
    await vera.login(PEOPLE.view);
    const { status, body } = await vera.get('/nonsense');
    expect(status).toBe(404);
    expect(body).not.toMatch(/node_modules|at \w+ \(/);
    expect((await vera.get('/documents/D-404')).status).toBe(404);
    expect((await vera.get('/print-files/P-404')).status).toBe(404);
  });

  // The last: it blocks this address.
  it('throttles guessing: after some failures not even the right password is looked at for a while', async () => {
    const browser = browserOf(world);
    for (let tries = 0; tries < 5; tries += 1) await browser.login(PEOPLE.approve, 'geraten, geraten');
    const right = await browser.login(PEOPLE.approve);
    expect(right.status).toBe(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    world.later(60_000);
    expect((await browser.login(PEOPLE.approve)).status).toBe(303);
  });
});

describe('the console behind a proxy', () => {
  afterEach(() => world.close());
  const section = `
  trustProxy: [10.0.0.5]
  userHeader: X-Remote-User
  hostNames: [post.haus.example]
  probeToken: { env: PROBE_TOKEN }
  users:
    - { login: otto, name: Otto Operate, role: operate }
`;
  const ask = (
    remoteAddress: string,
    more: Readonly<Record<string, string>>,
    url = '/',
  ): Promise<{ statusCode: number; body: string; headers: Record<string, unknown> }> =>
    world.server.inject({ url, remoteAddress, headers: { host: 'post.haus.example', ...more } });

  it('believes the header of the proxy alone', async () => {
    world = await createConsoleWorld({ section });
    expect((await ask('10.0.0.5', { 'x-remote-user': 'OTTO' })).body).toContain('Otto Operate');
    expect((await ask('10.0.0.6', { 'x-remote-user': 'otto' })).statusCode).toBe(403);
    expect(
      (await ask('127.0.0.1', { 'x-remote-user': 'otto', 'x-forwarded-for': '10.0.0.5' })).statusCode,
    ).toBe(403);
    expect((await ask('10.0.0.5', { 'x-remote-user': 'somebody' })).statusCode).toBe(403);
    expect((await ask('10.0.0.5', {})).statusCode).toBe(403);
    expect((await ask('10.0.0.5', { 'x-remote-user': 'otto, vera' })).statusCode).toBe(403);
  });

  it('asks for no password, and binds its forms to the login all the same', async () => {
    world = await createConsoleWorld({ section });
    const headers = { 'x-remote-user': 'otto', 'x-forwarded-proto': 'https' };
    expect((await ask('10.0.0.5', headers, '/login')).statusCode).toBe(303);
    const page = await ask('10.0.0.5', headers, '/channel');
    expect(page.headers['strict-transport-security']).toBeDefined();
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const post = (token: string): Promise<{ statusCode: number }> =>
      world.server.inject({
        method: 'POST',
        url: '/channel/close',
        remoteAddress: '10.0.0.5',
        headers: {
          host: 'post.haus.example',
          'content-type': 'application/x-www-form-urlencoded',
          ...headers,
        },
        payload: new URLSearchParams({ csrf: token, reason: 'Test' }).toString(),
      });
    expect((await post('')).statusCode).toBe(403);
    expect((await post(csrf)).statusCode).toBe(303);
  });

  it('tells figures to whoever has the token, from wherever', async () => {
    world = await createConsoleWorld({ section });
    expect((await ask('127.0.0.1', {}, '/metrics')).statusCode).toBe(401);
    expect((await ask('10.0.0.5', { authorization: 'Bearer falsch' }, '/metrics')).statusCode).toBe(401);
    expect((await ask('10.0.0.5', { authorization: 'Bearer sesam' }, '/metrics')).statusCode).toBe(200);
  });
});

describe('the configuration of the console', () => {
  const refused = async (section: string): Promise<string> => {
    try {
      world = await createConsoleWorld({ section });
    } catch (error) {
      if (error instanceof ConfigurationError) return error.message;
      throw error;
    }
    await world.close();
    return '';
  };

  it.each([
    ['  host: 0.0.0.0', 'unless `tls` or `trustProxy` is set'],
    ['  userHeader: X-User', 'unless `trustProxy` says whose header is believed'],
    ['  users: [{ login: a, name: A, role: view }]', 'a `passwordHash` for each person, or `userHeader`'],
    ['  users: []', 'console.users: expected at least one person'],
    [
      `  users:
    - { login: a, name: Anna  Muster, role: view, passwordHash: { file: hash } }
    - { login: b, name: anna muster, role: view, passwordHash: { file: hash } }`,
      'each name once',
    ],
    [
      '  users: [{ login: a, name: A, role: view, passwordHash: { file: missing } }]',
      'a secret file that can be read',
    ],
    [
      '  users: [{ login: a, name: A, role: view, passwordHash: { file: postausgang.yaml } }]',
      'hash-password',
    ],
    ['  trustProxy: [0.0.0.0/0]', 'an IP address or network'],
  ])('refuses %j', async (section, expected) => {
    expect(await refused(section)).toContain(expected);
  });
});
