import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoJob } from '../../../jobs/demo.ts';
import { reportPage } from '../../../src/operations/report/page/report-page.ts';
import type { RunReport } from '../../../src/operations/report/run-report.ts';
import { exampleReport } from './example-report.ts';

const CHROMIUM = '/usr/bin/chromium';
const LONG = 180_000;

describe('the report of the demo’s night', () => {
  let folder: string;
  let html: string;
  let report: RunReport;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'postausgang-report-'));
    await demoJob.run(
      { documents: 80, seed: 1, dir: join(folder, 'demo') },
      {
        configPath: '',
        logLevel: null,
        json: true,
        width: 80,
        signal: new AbortController().signal,
        answer: () => undefined,
      },
    );
    const { makeReport, openApp } = await import('../../../src/app.ts');
    const app = await openApp({ configPath: join(folder, 'demo/postausgang.yaml'), logLevel: 'error' });
    try {
      const written = await makeReport(app, { date: null, runId: null });
      html = await readFile(written.html, 'utf8');
      report = JSON.parse(await readFile(written.json, 'utf8')) as RunReport;
    } finally {
      await app.close();
    }
  }, LONG);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('L8: holds no name, street, town, contract or mailbox of anybody', () => {
    // The time zone is the insurer's, and happens to be called like a town.
    const told = `${html}\n${JSON.stringify(report)}`.replaceAll('Europe/Berlin', '');
    const sought = new Set(
      readPersonal(folder)
        .flatMap((value) => value.split('\n'))
        .filter((value) => value.trim().length >= 4),
    );
    expect(sought.size).toBeGreaterThan(50);
    expect([...sought].filter((value) => told.includes(value))).toEqual([]);
  });

  it('balances: each document stands in one state, one channel, one type', () => {
    const { books, channels, types } = report;
    const sum = (counts: Readonly<Record<string, number | undefined>>): number =>
      Object.values(counts).reduce((total: number, value) => total + (value ?? 0), 0);
    expect(books.balance).toBe(true);
    expect(sum(books.documents)).toBe(books.collected);
    expect(sum({ ...channels })).toBe(books.collected);
    expect(types.reduce((total, { documents }) => total + documents, 0)).toBe(books.collected);
    expect(report.whyPost.reduce((total, { documents }) => total + documents, 0)).toBe(channels.post);
    expect(report.email.outcomes['accepted']).toBe(channels.email);
  });

  it('prices every letter, and its reasons no higher than the print files', () => {
    const priced = report.whyPost.reduce((total, { postageCents }) => total + (postageCents ?? 0), 0);
    expect(report.print.postageCents).toBeGreaterThan(0);
    // Paper copies and own letters are in the print files too, and are no letter instead of an e-mail.
    expect(priced).toBeLessThanOrEqual((report.print.postageCents ?? 0) + report.whyPost.length);
    expect(priced).toBeGreaterThan(0);
  });

  it('loads nothing from elsewhere and runs no script', () => {
    expect(html).not.toMatch(/<script|<link|<img|src=|@import|url\(|https?:\/\//i);
  });
});

function readPersonal(folder: string): readonly string[] {
  const core = new BetterSqlite3(join(folder, 'demo/core.sqlite'), { readonly: true });
  try {
    const tables = core
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`)
      .all();
    return tables.flatMap(({ name }) => {
      const columns = core
        .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${name}')`)
        .all()
        .map((column) => column.name)
        .filter((column) =>
          /name|street|strasse|city|email|address|contract_id|policyholder|birth/i.test(column),
        )
        .filter((column) => !/_id$|users|file/.test(column) || /contract_id/.test(column));
      if (columns.length === 0) return [];
      const rows = core
        .prepare<[], Record<string, unknown>>(`SELECT ${columns.join(', ')} FROM ${name}`)
        .all();
      return rows.flatMap((row) => Object.values(row).filter((value) => typeof value === 'string'));
    });
  } finally {
    core.close();
  }
}

describe('the page', () => {
  it('says what the core system was not told yet, since when, and what to do', () => {
    const page = (results: number, since: string | null): string =>
      reportPage(exampleReport({ writeBack: { results, since } }));
    const behind = page(1234, '2026-11-23T22:30:00.000Z');
    expect(behind).toMatch(/1\.234 Ergebnisse kennt das Kernsystem noch nicht, das älteste von [^:]*23:30/);
    expect(behind).toContain('report.refused');
    expect(page(0, null)).not.toContain('Kernsystem');
  });

  it('says in its first words whether all is well', () => {
    expect(reportPage(exampleReport({ verdict: 'well' }))).toContain('Alles in Ordnung');
    const failed = exampleReport({ verdict: 'failed' });
    expect(reportPage(failed)).toContain('Fehlgeschlagen');
  });

  it('shows what the ledger holds as text, never as markup', () => {
    const html = reportPage(
      exampleReport({
        cases: {
          held: 1,
          inDoubt: 0,
          listed: [
            {
              dispatchId: '1',
              documentId: '<b>D-1</b>',
              state: 'held',
              ageMinutes: 3,
              reason: '"><script>alert(1)</script>',
              command: 'release-held 1 --reason TEXT --by NAME',
            },
          ],
        },
      }),
    );
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;b&gt;D-1');
  });

  describe.runIf(existsSync(CHROMIUM))('in a browser without JavaScript', () => {
    let browser: Browser;
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'postausgang-page-'));
      await writeFile(join(folder, 'page.html'), reportPage(exampleReport({})));
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
        timeout: LONG,
      });
    }, LONG);
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }, LONG);

    async function open(width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        colorScheme,
        javaScriptEnabled: false,
      });
      context.setDefaultTimeout(LONG);
      const page = await context.newPage();
      await page.goto(`file://${folder}/page.html`);
      return page;
    }

    it.each([390, 1280])('fits %i px without running over', { timeout: LONG }, async (width) => {
      const page = await open(width, 'light');
      const right = async (selector: string): Promise<number> => {
        const boxes = await Promise.all(
          (await page.locator(selector).all()).map((each) => each.boundingBox()),
        );
        return Math.max(...boxes.map((box) => (box === null ? 0 : box.x + box.width)));
      };
      expect(await right('section')).toBeLessThanOrEqual(width);
      expect(await right('tbody td > div')).toBeLessThanOrEqual(width);
      expect(await right('svg')).toBeLessThanOrEqual(width);
      await page.context().close();
    });

    it('follows the reader’s choice of light and dark', { timeout: LONG }, async () => {
      const shots = [];
      for (const scheme of ['light', 'dark'] as const) {
        const page = await open(800, scheme);
        shots.push(await page.screenshot({ clip: { x: 0, y: 0, width: 4, height: 4 } }));
        await page.context().close();
      }
      expect(shots[0]?.equals(shots[1] ?? Buffer.alloc(0))).toBe(false);
    });

    it('shows verdict and to-do on the first screen', { timeout: LONG }, async () => {
      const page = await open(1280, 'light');
      for (const selector of ['.verdict', '.tiles', '.todo h2']) {
        const box = await page.locator(selector).first().boundingBox();
        expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(800);
      }
      await page.context().close();
    });
  });

  it.skipIf(existsSync(CHROMIUM))(
    'in a browser: skipped, /usr/bin/chromium is not installed',
    () => undefined,
  );
});
