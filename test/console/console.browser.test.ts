import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReport, openApp, runNight } from '../../src/app.ts';
import type { RunOrder } from '../../src/console/run-starter.ts';
import { createAuthority, issueCertificate } from '../../src/demo/certificates.ts';
import { startSmtpServerProcess } from '../../src/demo/smtp-server-process.ts';
import { emailRow, NIGHT, postRow } from '../support/night.ts';
import { createConsoleWorld, PASSWORD, type ConsoleWorld } from './console-world.ts';

const CHROMIUM = '/usr/bin/chromium';
const ROOT = join(import.meta.dirname, '../..');
const LONG = 240_000;
/** Nobody listens there: the first run finds its relay down. */
const CLOSED_PORT = 9;

const SECTION = `
  users:
    - { login: otto, name: Otto Operate, role: approve, passwordHash: { file: hash } }
    - { login: anna, name: Anna Approve, role: approve, passwordHash: { file: hash } }
`;

/** Runs in the page: fields and buttons of which a screen reader could not say what they are. */
const NAMELESS = `[...document.querySelectorAll('input:not([type=hidden]), button')].filter((each) =>
  !each.hasAttribute('aria-label') && !(each.labels?.length > 0) && each.textContent.trim() === '').length`;

const PAGES = [
  '/',
  '/nights',
  `/nights/${NIGHT}`,
  '/runs',
  '/held',
  '/in-doubt',
  '/documents/D-DOUBT',
  '/documents',
  '/print-files',
  '/suppressions',
  '/channel',
  '/reports',
  '/log',
];

/** The real job in a process of its own, as the console's command starts it. */
function runJob({ kind, date, by }: RunOrder, configPath: string): Promise<number | null> {
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'jobs/postausgang.mjs'),
      kind,
      `--date=${date}`,
      `--by=${by}`,
      '--config',
      configPath,
      '--log-level',
      'error',
    ],
    { stdio: 'ignore' },
  );
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

if (!existsSync(CHROMIUM)) console.warn(`Skipped: the console in a browser, because ${CHROMIUM} is missing.`);

describe.skipIf(!existsSync(CHROMIUM))('the console in a browser', () => {
  let world: ConsoleWorld;
  let browser: Browser;
  let base: string;
  let relay: Awaited<ReturnType<typeof startSmtpServerProcess>>;
  /** What browsers complained about: violations of the policy among it. */
  const complaints: string[] = [];

  beforeAll(async () => {
    const authority = createAuthority();
    world = await createConsoleWorld({
      rows: [
        emailRow('D-MAIL'),
        emailRow('D-DOUBT', { email_address: 'erika@drops.example' }),
        postRow('D-POST'),
        postRow('D-NOWHERE', { recipient_street: null, recipient_postal_code: null }),
      ],
      section: SECTION,
      fourEyes: true,
      relay: { port: CLOSED_PORT, authority: authority.certificate },
      startRun: runJob,
    });
    await mkdir(join(world.directory, 'outbox'));
    relay = await startSmtpServerProcess({
      tls: issueCertificate(authority, { names: ['localhost'] }),
      domains: { 'drops.example': { at: 'stored', does: { drop: 'rst' } } },
    });
    // The night of the story: started by Otto, its relay is down, so it fails; then somebody mends that.
    const app = await openApp({ configPath: world.configPath, logStream: new PassThrough().resume() });
    const stop = new AbortController().signal;
    await runNight(app, { kind: 'nightly', date: NIGHT, startedBy: 'Otto Operate', stop }).catch(
      () => undefined,
    );
    await makeReport(app, { date: NIGHT, runId: null });
    await app.close();
    const written = await readFile(world.configPath, 'utf8');
    await writeFile(world.configPath, written.replace(`port: ${CLOSED_PORT}`, `port: ${relay.port}`));
    base = await world.server.listen({ host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }, LONG);
  afterAll(async () => {
    await browser.close();
    await relay.close();
    await world.close();
  });

  async function login(name: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(LONG / 4);
    page.on('console', (message) => {
      // A refusal is an answer, too, and the browser says so.
      if (message.type() === 'error' && !message.text().includes('409')) complaints.push(message.text());
    });
    await page.goto(`${base}/login`);
    await page.getByLabel('Kennung').fill(name);
    await page.getByLabel('Kennwort').fill(PASSWORD);
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await page.waitForURL(`${base}/`);
    return page;
  }

  it(
    'lets an operator rerun a failed batch, settle an in-doubt e-mail with evidence, and lets a second person release the print file',
    async () => {
      const otto = await login('otto');
      await expect
        .soft(otto.getByRole('heading', { level: 1 }).textContent())
        .resolves.toContain('Sofort ansehen');

      await otto.getByRole('link', { name: 'Lauf wiederholen' }).click();
      await otto.getByLabel('Was wurde behoben?').fill('Das Relay läuft wieder');
      await otto.getByRole('button', { name: 'Lauf wiederholen' }).click();
      // The page goes on by itself until the run has ended.
      await otto
        .getByText('Der Lauf, den Otto Operate hier gestartet hat: abgeschlossen, etwas ist offen')
        .waitFor();

      await otto.goto(`${base}/in-doubt`);
      await otto.getByRole('link', { name: 'D-DOUBT' }).click();
      await otto.getByLabel('Angekommen: zählt').check();
      await otto.getByLabel('Nachweis').fill('relay log: 250 queued as 4XYZ');
      await otto.getByRole('button', { name: 'Klären' }).click();
      await otto.getByText('Geklärt: Die E-Mail ist angekommen.').waitFor();

      await otto.goto(`${base}/print-files`);
      await otto
        .getByRole('main')
        .getByRole('link', { name: /^20261123-/ })
        .click();
      const printFile = otto.url();
      await otto.getByLabel('Was wurde geprüft?').fill('sieht gut aus');
      await otto.getByRole('button', { name: 'Freigeben und übergeben' }).click();
      await otto.getByText('(four eyes)').waitFor();

      const anna = await login('anna');
      await anna.goto(printFile);
      await anna.getByLabel('Was wurde geprüft?').fill('Stichprobe: drei Sendungen');
      await anna.getByRole('button', { name: 'Freigeben und übergeben' }).click();
      await anna.getByText('Freigegeben und übergeben: 1 Dokument.').waitFor();

      const told = (await world.actions()).map(
        ({ action, person, reason }) => `${action}: ${person}: ${reason}`,
      );
      expect(told.filter((line) => !line.includes('login')).toReversed()).toEqual([
        'console_run: Otto Operate: Das Relay läuft wieder',
        'console_resolve: Otto Operate: relay log: 250 queued as 4XYZ',
        'console_release_print_refused: Otto Operate: sieht gut aus',
        'console_release_print: Anna Approve: Stichprobe: drei Sendungen',
      ]);
    },
    LONG,
  );

  it.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)(
    'shows every page without a violation of its policy, and none wider than %i pixels (%s)',
    async (width, colorScheme) => {
      const page = await login('anna', { viewport: { width, height: 900 }, colorScheme });
      const printFile = await page
        .goto(`${base}/print-files`)
        .then(() => page.locator('main table a').first().getAttribute('href'));
      const report = await page
        .goto(`${base}/reports`)
        .then(() => page.locator('main table a').first().getAttribute('href'));
      for (const url of [...PAGES, printFile ?? '', report ?? '', '/nonsense']) {
        await page.goto(`${base}${url}`);
        await page.evaluate(`document.querySelectorAll('details').forEach((each) => { each.open = true; })`);
        const beyond = await page.evaluate<number>(
          'document.documentElement.scrollWidth - window.innerWidth',
        );
        expect(beyond, url).toBeLessThanOrEqual(0);
      }
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    },
    LONG,
  );

  it(
    'names every field and can be used by keyboard alone',
    async () => {
      const page = await login('anna');
      for (const url of PAGES) {
        await page.goto(`${base}${url}`);
        const nameless = await page.evaluate<number>(NAMELESS);
        expect(nameless, url).toBe(0);
      }
      await page.goto(`${base}/channel`);
      await page.keyboard.press('Tab');
      expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Zum Inhalt');
      await page.keyboard.press('Enter');
      await page.getByLabel('Begründung').focus();
      await page.keyboard.type('Probe der Tastatur');
      await page.keyboard.press('Enter');
      await page.getByText('Der E-Mail-Kanal ist geschlossen.').waitFor();
    },
    LONG,
  );

  it(
    'works without JavaScript',
    async () => {
      const page = await login('anna', { javaScriptEnabled: false });
      await page.goto(`${base}/channel`);
      await page.getByLabel('Begründung').fill('Probe ohne Skript');
      await page.getByRole('button', { name: 'E-Mail-Kanal öffnen' }).click();
      await page.getByText('Der E-Mail-Kanal ist offen.').waitFor();
      await page.getByRole('button', { name: 'Abmelden' }).click();
      await page.waitForURL(`${base}/login`);
    },
    LONG,
  );
});
