import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const ENTRY = join(ROOT, 'jobs/postausgang.mjs');

/** The machine's own node, without what npm puts in front of it. */
const SYSTEM_PATH = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules') && !folder.includes('node-gyp-bin'))
  .join(delimiter);

function run(command: string, args: readonly string[], path = process.env['PATH']): SpawnSyncReturns<string> {
  return spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, npm_config_update_notifier: 'false' },
  });
}

function versionOf(node: SpawnSyncReturns<string>): readonly number[] {
  return (node.stdout ?? '').replace(/^v/, '').trim().split('.').map(Number);
}

describe('the entry point', () => {
  it('on a Node.js that is too old says what was found, what is needed and what to do, and exits with 78', (context) => {
    const [major = 0] = versionOf(run('node', ['--version'], SYSTEM_PATH));
    context.skip(
      !(major > 0 && major < 24),
      `needs an old Node.js on this machine; its own is ${major || 'missing'}`,
    );
    const result = run('node', [ENTRY, 'nightly'], SYSTEM_PATH);
    expect(result.status).toBe(78);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(
      /^postausgang: found Node\.js \d+\.\d+\.\d+, but 24\.12 or newer is needed\.\n/,
    );
    expect(result.stderr).toContain('npx postausgang');
    expect(result.stderr).toContain('npm ci');
  });

  it('uses no syntax that an old Node.js would stumble over before it can say so', () => {
    const source = readFileSync(ENTRY, 'utf8').replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
    expect(source).not.toMatch(/\?\.|\?\?|\bawait\b|^import\s|#\w+[=;(]|\.at\(|\|\|=|static \{/m);
  });

  it('runs on the pinned runtime through npx, whatever the machine’s own Node.js is', () => {
    const pinned = run('npx', ['--offline', 'node', '--version'], SYSTEM_PATH);
    expect(versionOf(pinned)[0]).toBe(24);
    const result = run('npx', ['--offline', 'postausgang', '--help'], SYSTEM_PATH);
    expect(result.stdout).toContain('Usage: postausgang');
    expect(result.status).toBe(0);
  });

  it('says so when the libraries are not installed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postausgang-bare-'));
    try {
      for (const name of ['jobs', 'src', 'package.json']) {
        cpSync(join(ROOT, name), join(folder, name), { recursive: true });
      }
      const result = run(process.execPath, [join(folder, 'jobs/postausgang.mjs'), '--help']);
      expect(result.status).toBe(78);
      expect(result.stderr).toMatch(/libraries are not installed[\s\S]*npm ci/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('prints the version of the package', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(run(process.execPath, [ENTRY, '--version']).stdout).toBe(`${manifest.version}\n`);
  });

  it('exits with 64 for a command that there is none of', () => {
    expect(run(process.execPath, [ENTRY, 'no-such-command']).status).toBe(64);
  });
});

describe('a process', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'postausgang-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program with one job, `go`, whose body is given. */
  function program(body: string): string {
    const file = join(folder, 'program.ts');
    writeFileSync(
      file,
      `import { defineJob } from ${JSON.stringify(join(ROOT, 'jobs/job.ts'))};
       import { main } from ${JSON.stringify(join(ROOT, 'jobs/main.ts'))};
       await main([defineJob({ name: 'go', summary: 'go', examples: [], json: true, run: async (_values, context) => {
         ${body}
       } })]);`,
    );
    return file;
  }

  it('sets the exit code of the job and ends when its work is done', () => {
    const result = run(process.execPath, [program(`context.answer({}, () => 'done'); return 2;`), 'go']);
    expect(result).toMatchObject({ status: 2, stdout: 'done\n', stderr: '' });
  });

  it('goes on when the reader of its answer went away', () => {
    const file = program(
      `for (let n = 0; n < 20_000; n += 1) context.answer({}, () => 'x'.repeat(100));
       await new Promise((resolve) => setTimeout(resolve, 50));
       console.error('still here'); return 0;`,
    );
    const result = run('bash', ['-c', `set -o pipefail; ${process.execPath} ${file} go | head -1`]);
    expect(result.stdout).toBe(`${'x'.repeat(100)}\n`);
    expect(result.stderr).toBe('still here\n');
    expect(result.status).toBe(0);
  });

  it('fails when its answer could not be written', (context) => {
    context.skip(!existsSync('/dev/full'), 'needs /dev/full, a disk that is always full');
    const file = program(`context.answer({}, () => 'done'); console.error('job ended'); return 0;`);
    const result = run('bash', ['-c', `${process.execPath} ${file} go > /dev/full`]);
    expect(result.stderr).toContain('the answer could not be written (ENOSPC)');
    expect(result.stderr).toContain('job ended');
    expect(result.status).toBe(1);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('asks the job to end cleanly on %s', async (signal) => {
    const file = program(
      `setTimeout(() => process.kill(process.pid, '${signal}'), 10);
       await new Promise((resolve) => {
         const alive = setInterval(() => undefined, 1000);
         context.signal.addEventListener('abort', () => { clearInterval(alive); resolve(null); });
       });
       console.log('ended cleanly'); return 1;`,
    );
    const result = run(process.execPath, [file, 'go']);
    expect(result).toMatchObject({ status: 1, stdout: 'ended cleanly\n' });
    expect(result.stderr).toContain(`${signal}: finishing what is in flight`);
  });

  it('ends at once on the second signal', async () => {
    const file = program(
      `console.log('up'); await new Promise(() => setInterval(() => undefined, 1000)); return 0;`,
    );
    const child = spawn(process.execPath, [file, 'go'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    child.stderr.once('data', () => child.kill('SIGTERM'));
    const end = await new Promise((resolve) => {
      child.once('exit', (_code, signal) => resolve(signal));
    });
    expect(end).toBe('SIGTERM');
  });

  it('L8: tells an error that nobody caught without its message', () => {
    const file = program(
      `setTimeout(() => { throw new RangeError('Erika Mustermann'); }, 1);
       await new Promise((resolve) => setTimeout(resolve, 1000)); return 0;`,
    );
    const result = run(process.execPath, [file, 'go']);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('unexpected error, RangeError');
    expect(result.stderr).not.toContain('Erika');
  });
});
