import { resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../jobs/cli.ts';
import { defineJob } from '../../jobs/job.ts';
import {
  AlreadyCompletedError,
  AlreadyRunningError,
  ConfigurationError,
  NotFoundError,
} from '../../src/domain/errors.ts';
import { EXIT, type ExitCode } from '../../src/domain/exit-code.ts';
import { exampleJob, Terminal, type Call } from './example-job.ts';

let terminal: Terminal;
let calls: Call[];
beforeEach(() => {
  terminal = new Terminal();
  calls = [];
});

function run(...argv: readonly string[]): Promise<ExitCode> {
  return runCli(argv, [exampleJob(calls)], terminal);
}

function runFailing(error: unknown): Promise<ExitCode> {
  const failing = defineJob({
    name: 'fail',
    summary: 'fail',
    examples: [],
    run: () => rejected(error),
  });
  return runCli(['fail'], [failing], terminal);
}

function rejected(error: unknown): Promise<never> {
  return Promise.reject(error);
}

describe('a command line', () => {
  it('gives a job its operands and options, parsed', async () => {
    const argv = 'settle 4711 4712 --as accepted --date 2026-11-23 --max-tries 5 --dir evidence --dry-run';
    const code = await run(...argv.split(' '), '--reason', ' relay log ');
    expect(code).toBe(EXIT.completed);
    expect(calls[0]?.values).toEqual({
      documentIds: ['4711', '4712'],
      as: 'accepted',
      date: '2026-11-23',
      maxTries: 5,
      reason: 'relay log',
      dir: resolve('evidence'),
      dryRun: true,
    });
    expect(terminal.out).toBe('2 settled as accepted\n');
    expect(terminal.err).toBe('');
  });

  it('gives what was left out its default, or null', async () => {
    await run('settle', '4711', '--as', 'not-accepted');
    expect(calls[0]?.values).toMatchObject({
      date: null,
      maxTries: 3,
      reason: null,
      dir: null,
      dryRun: false,
    });
  });

  it('answers programs as JSON', async () => {
    await run('settle', '4711', '--as', 'accepted', '--json');
    expect(JSON.parse(terminal.out)).toEqual({ settled: 1, tries: 3 });
  });

  it('takes the job’s exit code', async () => {
    const job = exampleJob(calls, () => EXIT.completedWithOpen);
    expect(await runCli(['settle', '1', '--as', 'accepted'], [job], terminal)).toBe(2);
  });

  it('hands the job the signal that asks it to end', async () => {
    await run('settle', '1', '--as', 'accepted');
    expect(calls[0]?.context.signal.aborted).toBe(false);
    terminal.controller.abort();
    expect(calls[0]?.context.signal.aborted).toBe(true);
  });

  it.each([
    [[], {}, '/work-folder/postausgang.yaml'],
    [[], { POSTAUSGANG_CONFIG: '/etc/p.yaml' }, '/etc/p.yaml'],
    [[], { POSTAUSGANG_CONFIG: '' }, '/work-folder/postausgang.yaml'],
    [['--config', 'own.yaml'], { POSTAUSGANG_CONFIG: '/etc/p.yaml' }, '/work-folder/own.yaml'],
  ])('finds the configuration: %j with %j', async (options, env, expected) => {
    terminal.env = env;
    await run('settle', '1', '--as', 'accepted', ...options);
    await run(...options, 'settle', '1', '--as', 'accepted');
    expect(calls.map((call) => call.context.configPath)).toEqual([expected, expected]);
  });

  it('takes the log level from the command line, and nothing else for one', async () => {
    await run('settle', '1', '--as', 'accepted', '--log-level', 'debug');
    await run('settle', '1', '--as', 'accepted');
    expect(calls.map((call) => call.context.logLevel)).toEqual(['debug', null]);
    expect(await run('settle', '1', '--as', 'accepted', '--log-level', 'loud')).toBe(EXIT.usage);
  });
});

describe('a mistaken command line exits with 64, says what was expected, and runs nothing:', () => {
  it.each([
    [['setle'], "unknown command 'setle'", 'Did you mean settle?'],
    [['settle', '1', '--as', 'accepted', '--dat', 'x'], "unknown option '--dat'", 'Did you mean --date?'],
    [['settle', '--as', 'accepted'], "missing required argument 'documentId'", 'help'],
    [['settle', '1'], "required option '--as <accepted|not-accepted>' not specified", 'help'],
    [['settle', '1', '--as', 'maybe'], '--as: expected accepted or not-accepted, got `maybe`.', 'help'],
    [
      ['settle', '1', '--as', 'accepted', '--date', '2026-02-30'],
      '--date: Expected a business date',
      'got `2026-02-30`',
    ],
    [['settle', '1', '--as', 'accepted', '--date'], "option '--date <DATE>' argument missing", 'help'],
    [
      ['settle', '1', '--as', 'accepted', '--max-tries', '10'],
      '--max-tries: expected a whole number from 1 to 9',
      '`10`',
    ],
    [
      ['settle', '1', '--as', 'accepted', '--max-tries', '1e0'],
      '--max-tries: expected a whole number',
      '`1e0`',
    ],
    [['settle', '1', '--as', 'accepted', '--max-tries', ''], '--max-tries: expected a whole number', '``'],
    [['settle', '1', '--as', 'accepted', '--reason', ' '], '--reason: expected one line of text', 'help'],
    [['settle', '1', '--as', 'accepted', '--dir', ''], '--dir: expected a path', 'help'],
    [['settle', 'a b', '--as', 'accepted'], 'documentId: expected an id without spaces', 'help'],
  ])('%j', async (argv, problem, advice) => {
    expect(await run(...argv)).toBe(EXIT.usage);
    expect(terminal.err).toContain(`postausgang: ${problem}`);
    expect(terminal.err).toContain(advice);
    expect(terminal.err.trim().split('\n').length).toBeLessThanOrEqual(3);
    expect(terminal.out).toBe('');
    expect(calls).toEqual([]);
  });

  it('nothing at all gets the help, on stderr', async () => {
    expect(await run()).toBe(EXIT.usage);
    expect(terminal.err).toContain('Usage: postausgang');
    expect(terminal.out).toBe('');
  });
});

describe('the help', () => {
  it('lists the jobs and the exit codes on stdout', async () => {
    expect(await run('--help')).toBe(EXIT.completed);
    expect(terminal.out).toMatch(/settle .*settle documents by hand/);
    expect(terminal.out).toMatch(/78 {2}the configuration is faulty/);
    expect(terminal.err).toBe('');
  });

  it.each([[['settle', '--help']], [['help', 'settle']]])(
    'of a job shows its options and examples: %j',
    async (argv) => {
      expect(await run(...argv)).toBe(EXIT.completed);
      expect(terminal.out).toContain('Usage: postausgang settle [options] <documentId...>');
      expect(terminal.out).toContain('Settles each document, with evidence.');
      expect(terminal.out).toMatch(/--as <accepted\|not-accepted>/);
      expect(terminal.out).toMatch(/--max-tries <N> +tries \(default: 3\)/);
      expect(terminal.out).toMatch(/--json/);
      expect(terminal.out).toMatch(/--config <FILE>/);
      expect(terminal.out).toContain('Examples:\n  postausgang settle 4711 --as accepted ');
    },
  );

  it('is silent on jobs that only other jobs start', async () => {
    const hidden = defineJob({
      name: 'work',
      summary: 'x',
      examples: [],
      hidden: true,
      run: () => Promise.resolve(EXIT.completed),
    });
    await runCli(['--help'], [hidden], terminal);
    expect(terminal.out).not.toContain('work ');
    expect(await runCli(['work'], [hidden], terminal)).toBe(EXIT.completed);
  });

  it('prints the version', async () => {
    expect(await run('--version')).toBe(EXIT.completed);
    expect(terminal.out).toBe('1.2.3\n');
  });
});

describe('a job that fails', () => {
  it.each([
    [new NotFoundError('There is no document 4711.'), 1],
    [new ConfigurationError('Configuration x: 1 fault.'), 78],
    [new AlreadyCompletedError('2026-11-23'), 3],
    [new AlreadyRunningError('2026-11-23', { id: '1', host: 'h', heartbeatAt: 't' }), 4],
  ])('tells its own errors in their own words: %s', async (error, code) => {
    expect(await runFailing(error)).toBe(code);
    expect(terminal.err).toBe(`postausgang: ${error.message}\n`);
  });

  it('L8: tells any other error without its message, and how to see it', async () => {
    const foreign = Object.assign(new TypeError('Erika Mustermann'), { code: 'ERR_X' });
    expect(await runFailing(foreign)).toBe(EXIT.failed);
    expect(terminal.err).toContain('postausgang: stopped by an unexpected error, TypeError (ERR_X).');
    expect(terminal.err).toMatch(/ {2}at .*test\/jobs\/cli\.test\.ts:\d+/);
    expect(terminal.err).toContain('run it again with POSTAUSGANG_DEBUG=1');
    expect(terminal.err).not.toContain('Erika');
  });

  it('shows errors whole to whoever asks for it', async () => {
    terminal.env = { POSTAUSGANG_DEBUG: '1' };
    await runFailing(new TypeError('outer', { cause: new Error('inner') }));
    expect(terminal.err).toMatch(/TypeError: outer[\s\S]*caused by Error: inner/);
  });

  it('survives whatever else is thrown', async () => {
    expect(await runFailing('Erika Mustermann')).toBe(EXIT.failed);
    expect(terminal.err).toContain('thrown string');
    expect(terminal.err).not.toContain('Erika');
  });
});
