import Sqlite from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acks, bounces, migrate, openApp, runNight } from '../../src/app.ts';
import { differencesIn } from '../../src/batch/reconcile.ts';
import type { DemoOutcome } from '../../src/demo/demo-outcome.ts';
import { runDemo } from '../../src/demo/run-demo.ts';
import { parseBusinessDate, type BusinessDate } from '../../src/domain/business-date.ts';
import { EXIT, type ExitCode } from '../../src/domain/exit-code.ts';
import { findBatch } from '../../src/ledger/batch-store.ts';
import { readBooks } from '../../src/ledger/books.ts';
import type { AckImport } from '../../src/operations/acks.ts';
import { listOutcomes } from '../../src/ledger/history.ts';

const NIGHT = parseBusinessDate('2026-11-23');
const lines: string[] = [];
let directory: string;
let exitCode: ExitCode;

/** The log goes into its file only. */
function silence(): Writable {
  return new Writable({ write: (_line, _encoding, done) => done() });
}

async function runNightly(configPath: string, date: BusinessDate): Promise<ExitCode> {
  const app = await openApp({ configPath, logStream: silence() });
  try {
    await migrate(app.ledger);
    const result = await runNight(app, { kind: 'nightly', date, stop: new AbortController().signal });
    return result.exitCode;
  } finally {
    await app.close();
  }
}

async function readBounces(configPath: string): Promise<number> {
  const app = await openApp({ configPath, logStream: silence() });
  try {
    const { read } = await bounces(app, [], new AbortController().signal);
    return read.filter(({ effect }) => effect === 'posted').length;
  } finally {
    await app.close();
  }
}

async function importReports(configPath: string): Promise<AckImport> {
  const app = await openApp({ configPath, logStream: silence() });
  try {
    return await acks(app, []);
  } finally {
    await app.close();
  }
}

async function readOutcome(configPath: string, date: BusinessDate): Promise<DemoOutcome> {
  const app = await openApp({ configPath, logStream: silence() });
  try {
    const batch = await findBatch(app.ledger, date);
    if (batch === null) throw new Error(`Expected a batch of ${date}.`);
    const rows = await listOutcomes(app.ledger, batch.id, { afterId: '0', count: 1000 });
    return { rows, differences: differencesIn(await readBooks(app.ledger, batch.id)) };
  } finally {
    await app.close();
  }
}

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'postausgang-night-'));
  exitCode = await runDemo({
    documents: 90,
    seed: 3,
    directory,
    businessDate: NIGHT,
    runNightly,
    readBounces,
    importReports,
    readOutcome,
    reporter: { line: (text) => void lines.push(text), progress: () => undefined },
  });
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('the demo', () => {
  test('ends well: every case as the rules demand, the books balance, the mail server agrees', () => {
    expect(lines.filter((line) => line.startsWith('NOT AS EXPECTED'))).toEqual([]);
    const report = lines.join('\n');
    expect(report).toMatch(/^Cases: (\d+) of \1 as expected\.$/m);
    expect(report).toMatch(/^Books: balance, 90 documents/m);
    expect(report).toMatch(/record: (\d+) messages, \1 over TLS 1\.2 or newer; the ledger says \1\.$/m);
    expect(report).toMatch(/^Nightly job: exit 2 /m);
    expect(exitCode).toBe(EXIT.completed);
  });

  test('S3: what the mail system gives back becomes one letter, by the proof in its return path', () => {
    const report = lines.join('\n');
    expect(report).toMatch(/^Given back by the mail system: (\d+); by post instead, .* return path: \1\.$/m);
    expect(report).toMatch(/^OK .* accepted, then given back by the mail system \(bounce\): post → post$/m);
    const ledger = new Sqlite(path.join(directory, 'ledger.sqlite'), { readonly: true });
    const moves = ledger
      .prepare(
        `SELECT e.to_state FROM dispatch_event e WHERE e.dispatch_id IN
           (SELECT dispatch_id FROM dispatch_event WHERE from_state = 'emailed' AND to_state = 'queued_print') ORDER BY e.id`,
      )
      .pluck()
      .all();
    ledger.close();
    expect(moves.slice(-4)).toEqual(['emailed', 'queued_print', 'bundled', 'handed_over']);
  });

  test('names files that are there to look at, print files that qpdf accepts among them', ({ skip }) => {
    const printFiles = lines.map((line) => line.trim()).filter((line) => line.endsWith('.pdf'));
    expect(printFiles.length).toBeGreaterThan(1);
    skip(spawnSync('qpdf', ['--version']).error !== undefined, 'qpdf is not installed');
    for (const file of printFiles) expect(spawnSync('qpdf', ['--check', file]).status).toBe(0);
  });

  test('lets the letter shop read the mark on every sheet, and takes in what it spoiled and lost', () => {
    const report = lines.join('\n');
    expect(report).toMatch(
      /^Letter shop: took (\d+) print files with (\d+) documents; the ledger says \2\.$/m,
    );
    expect(report).toMatch(/^Its machine read (\d+) DataMatrix marks on \1 sheets, /m);
    expect(report).toMatch(
      /: (\d+) print files accepted \(.+\), \d+ mailpieces posted, 2 spoiled, 1 lost\.$/m,
    );
    expect(report).toMatch(/ reprint --print-file 20261123-\d{4} --mailpieces 17-18,23 /);
    expect(report).toMatch(
      /has not acknowledged print file (20261123-\d{4}), [^]* --print-file \1 --mailpieces all /,
    );
    expect(readdirSync(path.join(directory, 'inbox'))).toEqual(['imported']);
    const ledger = new Sqlite(path.join(directory, 'ledger.sqlite'), { readonly: true });
    const statuses = ledger
      .prepare(
        `SELECT status, count(*) AS n FROM mailpiece_status WHERE status <> 'posted' GROUP BY status ORDER BY 1`,
      )
      .all();
    ledger.close();
    expect(statuses).toEqual([
      { status: 'lost', n: 1 },
      { status: 'spoiled', n: 2 },
    ]);
  });

  test('S1: shows no recipient and no message in clear text', () => {
    const clear = readFileSync(path.join(directory, 'received', 'clear-text.log'), 'utf8');
    expect(clear).not.toMatch(/MAIL FROM|RCPT TO/i);
  });

  test('S9: each message names the mailbox for revoking consent, and S15: has exactly one recipient', () => {
    const received = path.join(directory, 'received');
    const messages = readdirSync(received).filter((name) => name.endsWith('.eml'));
    expect(messages.length).toBeGreaterThan(10);
    for (const name of messages) {
      const message = readFileSync(path.join(received, name), 'latin1');
      expect(message).toContain('einwilligung@lindenwald.example');
      const head = message.split('\r\n\r\n')[0] ?? '';
      expect(head).not.toMatch(/^bcc:/im);
      expect(head.match(/^to:/gim)).toHaveLength(1);
    }
  });

  test('tells the core system what became of each document', () => {
    const core = new Sqlite(path.join(directory, 'core.sqlite'), { readonly: true });
    const channels = core
      .prepare('SELECT DISTINCT dispatched_channel FROM output_document ORDER BY 1')
      .pluck()
      .all();
    const pending = core
      .prepare('SELECT count(*) FROM output_document WHERE dispatched_at IS NULL')
      .pluck()
      .get();
    core.close();
    expect(channels).toEqual([null, 'email', 'none', 'post']);
    // Eleven need a person: six broken PDFs, two without an address, two exchanged letters, one in doubt.
    expect(pending).toBe(11);
  });
});
