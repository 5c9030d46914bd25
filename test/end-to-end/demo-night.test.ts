import { exec, execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const sh = promisify(exec);

describe('The demo, as a newcomer runs it, on SQLite alone', () => {
  let directory: string;
  let stdout: string;
  let stderr: string;

  beforeAll(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'postausgang-demo-')), 'demo');
    ({ stdout, stderr } = await run(
      process.execPath,
      [
        join(ROOT, 'jobs/postausgang.mjs'),
        'demo',
        '--documents',
        '150',
        '--seed',
        '7',
        '--dir',
        directory,
        '--log-level',
        'debug',
      ],
      { cwd: ROOT, maxBuffer: 50_000_000 },
    ));
  }, 240_000);

  afterAll(() => rm(join(directory, '..'), { recursive: true, force: true }));

  test('every case that the rules speak of goes the way that they demand', () => {
    expect(stdout).toMatch(/Cases: (\d+) of \1 as expected\./);
  });

  test('the books balance, and the mail server has what the ledger says', () => {
    expect(stdout).toContain('Books: balance');
    expect(stdout).toMatch(/own record: (\d+) messages, \1 over TLS 1\.2 or newer; the ledger says \1\./);
  });

  test('the letter shop reads the mark on every sheet, and what it spoiled, lost or mislaid is printed again by the commands that the demo names', async () => {
    expect(stdout).toMatch(/Letter shop: took \d+ print files with (\d+) documents; the ledger says \1\./);
    expect(stdout).toMatch(/read (\d+) DataMatrix marks on \1 sheets, each as the manifest says\./);
    expect(stdout).toMatch(/posted, 2 spoiled, 1 lost\./);
    const commands = stdout.split('\n').filter((line) => line.includes(' reprint --print-file '));
    const answers: string[] = [];
    for (const command of commands) answers.push((await sh(command, { cwd: ROOT })).stdout);
    expect(answers).toEqual([
      expect.stringMatching(/-g2 with \d+ mailpieces was handed over\./),
      expect.stringMatching(/-g2 with 3 mailpieces was handed over\./),
    ]);
    // Exit 0: nothing waits at the shop any more.
    const acks = ['acks', '--config', join(directory, 'postausgang.yaml')];
    const { stdout: left } = await run(process.execPath, [join(ROOT, 'jobs/postausgang.mjs'), ...acks]);
    expect(left).toBe('There was nothing new to import.\n');
  });

  test('the night can be decided again from what was stored, and comes to the same, all of it', async () => {
    const answer = await run(process.execPath, [
      join(ROOT, 'jobs/postausgang.mjs'),
      'replay',
      '--config',
      join(directory, 'postausgang.yaml'),
      '--from',
      '2000-01-01',
      '--to',
      '2099-12-31',
      '--catalogue',
      join(ROOT, 'templates/rule-catalogue.yaml'),
      '--json',
    ]);
    const report = JSON.parse(answer.stdout) as Record<string, unknown>;
    expect(report).toMatchObject({ differences: [], otherWay: 0, otherRule: 0, unreadable: 0 });
    expect(report['decisions']).toBeGreaterThanOrEqual(140);
    expect(report['unchanged']).toBe(report['decisions']);
  });

  test('L8: no log line holds a name, a street or an address of the core database', async () => {
    const log = `${await readFile(join(directory, 'postausgang.log'), 'utf8')}\n${stderr}`;
    expect(log).toContain('"event":"run.finished"');
    const words = personalWords(join(directory, 'core.sqlite'));
    expect(words.length).toBeGreaterThan(200);
    expect(words.filter((word) => log.includes(word))).toEqual([]);
  });
});

/** Every name, street, city and e-mail address that the core view shows, each as a whole and by its longer words. */
function personalWords(file: string): readonly string[] {
  const core = new BetterSqlite3(file, { readonly: true });
  try {
    const rows = core
      .prepare(
        `SELECT first_name AS value FROM partner UNION SELECT last_name FROM partner
         UNION SELECT street FROM address UNION SELECT city FROM address UNION SELECT address FROM email_address`,
      )
      .all() as { value: string | null }[];
    const values = rows.flatMap(({ value }) => (value === null ? [] : [value]));
    // Words of four letters and less are parts of ids and events too.
    return [...new Set(values.flatMap((value) => [value, ...value.split(/[\s,@.]+/)]))].filter(
      (word) => word.length > 5,
    );
  } finally {
    core.close();
  }
}
