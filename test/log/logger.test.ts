import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotFoundError } from '../../src/domain/errors.ts';
import { createLogger, type LoggerOptions } from '../../src/log/logger.ts';

class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }

  get lines(): readonly Readonly<Record<string, unknown>>[] {
    return this.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

let folder: string;
let stream: Collected;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postausgang-log-'));
  stream = new Collected();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function logger(options: LoggerOptions = {}): ReturnType<typeof createLogger> {
  return createLogger({ stream, ...options });
}

describe('the log for programs', () => {
  it('is one JSON line an event, with time, level and event first', async () => {
    const log = logger();
    log.info('batch.collected', { batch: '12', documents: 500, durationMs: 1234, rerun: false, none: null });
    await log.close();
    expect(stream.text).toMatch(
      /^\{"time":"\d{4}-\d\d-\d\dT[\d:.]+Z","level":"info","event":"batch.collected","batch"/,
    );
    expect(stream.lines).toEqual([
      expect.objectContaining({ batch: '12', documents: 500, durationMs: 1234, rerun: false, none: null }),
    ]);
  });

  it('writes from the chosen level on', async () => {
    const log = logger({ level: 'warn' });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    await log.close();
    expect(stream.lines.map((line) => line['event'])).toEqual(['c', 'd']);
  });

  it('adds the fields of a child to each of its lines, and to no other', async () => {
    const log = logger();
    const child = log.child({ run: '7' }).child({ step: 'email' });
    child.info('step.started', { count: 1 });
    await child.close();
    log.info('run.ended');
    await log.close();
    expect(stream.lines).toEqual([
      expect.objectContaining({ event: 'step.started', run: '7', step: 'email', count: 1 }),
      expect.not.objectContaining({ run: '7' }),
    ]);
  });

  it('does not let a field take the place of time, level, event or error', async () => {
    const log = logger();
    log.info('real', { event: 'forged', level: 'error', time: 'never', message: 'm' });
    await log.close();
    expect(stream.lines[0]).toMatchObject({ event: 'real', level: 'info', event_: 'forged', message: 'm' });
  });
});

describe('L8: no personal data in the log', () => {
  it.each([
    'Erika Mustermann',
    'erika@example.de',
    'Musterstraße',
    'a\nb',
    '4.7.5 TLS is required',
    'Jürgen',
  ])('masks a field that is no id, code or number: %j', async (value) => {
    const log = logger();
    log.info('event', { value });
    log.child({ value }).info('event');
    log.info(value);
    await log.close();
    expect(stream.text).not.toContain(JSON.stringify(value).slice(1, -1));
    expect(stream.lines[0]?.['value']).toBe('[masked]');
  });

  it.each([
    '4711',
    'D-2026/000123',
    'S11.document-type',
    '2026-11-23',
    'a'.repeat(64),
    'relay.example.de:587',
    '',
  ])('keeps ids, codes, days, hashes and hosts: %s', async (value) => {
    const log = logger();
    log.info('event', { value });
    await log.close();
    expect(stream.lines[0]?.['value']).toBe(value);
  });

  it('tells an error of ours by code and message, an address in it masked', async () => {
    const log = logger();
    log.error('job.failed', { run: '7' }, new NotFoundError('No document 4711 (erika@example.de).'));
    await log.close();
    expect(stream.lines[0]).toMatchObject({
      run: '7',
      error: { name: 'NotFoundError', code: 'NOT_FOUND', message: 'No document 4711 ([masked]).' },
    });
  });

  it('tells any other error by class and place, never by its message', async () => {
    for (const pretty of [false, true]) {
      const log = logger({ pretty });
      log.warn('row.unreadable', {}, new SyntaxError('Unexpected token in "Erika Mustermann"'));
      await log.close();
    }
    expect(stream.text).toContain('SyntaxError');
    expect(stream.text).toContain('test/log/logger.test.ts:');
    expect(stream.text).not.toContain('Erika');
  });
});

describe('the log for people', () => {
  it('is a line with local time, level, event and fields', async () => {
    const log = logger({ pretty: true });
    log.warn('email.deferred', { dispatch: '12', tries: 2 }, new NotFoundError('No relay.'));
    log.info('run.ended');
    await log.close();
    const [first, second, third] = stream.text.split('\n');
    expect(first).toMatch(/^\d\d:\d\d:\d\d WARN {2}email\.deferred +dispatch=12 tries=2$/);
    expect(second?.trim()).toBe('NotFoundError (NOT_FOUND) No relay.');
    expect(third).toMatch(/^\d\d:\d\d:\d\d INFO {2}run\.ended$/);
  });

  it('is chosen by itself on a terminal', async () => {
    const log = createLogger({ stream: Object.assign(stream, { isTTY: true }) });
    log.info('run.started');
    await log.close();
    expect(stream.text).toMatch(/^\d\d:\d\d:\d\d INFO {2}run\.started\n$/);
  });
});

describe('the log file', () => {
  it('gets every line as JSON, is for its owner only, and is appended to', async () => {
    const file = join(folder, 'logs', 'postausgang.log');
    for (const run of ['1', '2']) {
      const log = logger({ pretty: true, file });
      for (let count = 0; count < 500; count += 1) log.info('document.seen', { run, count });
      await log.close();
    }
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1000);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'document.seen', run: '2', count: 499 });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('that cannot be written is said once and stops nothing', () => {
    const result = runScript(
      `const log = createLogger({ file: ${JSON.stringify(folder)}, pretty: false });
       log.info('a'); log.info('b'); await log.close(); process.stdout.write('answer');`,
    );
    expect(result.status).toBe(0);
    expect(result.stdout).toBe('answer');
    expect(result.stderr.match(/the log file cannot be written \(EISDIR open\)/g)).toHaveLength(1);
    expect(result.stderr).toContain('"event":"b"');
  });
});

describe('a process that ends', () => {
  it('loses no line, and keeps stdout for the answer', () => {
    const file = join(folder, 'x.log');
    const result = runScript(
      `const log = createLogger({ file: ${JSON.stringify(file)} });
       for (let n = 0; n < 2000; n += 1) log.info('line', { n });
       process.exitCode = 2;`,
    );
    expect(result.status).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(2000);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2000);
  });
});

function runScript(body: string): { status: number | null; stdout: string; stderr: string } {
  const module = join(import.meta.dirname, '../../src/log/logger.ts');
  const source = `import { createLogger } from ${JSON.stringify(module)};\n${body}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
}
