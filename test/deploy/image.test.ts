import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';
import { emailRow, postRow } from '../support/night.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The account of the Dockerfile. */
const NOBODY = 10_001;
const isRoot = process.getuid?.() === 0;

/**
 * The image without an engine: what the Dockerfile copies, in a folder that belongs to root and that nobody may write to, run
 * by the account without rights. POSTAUSGANG_TEST_IMAGE=install installs the libraries anew, as the first stage does
 * (a minute, and the network); else those of this project serve, whose bytes are the same by the lock file.
 */
let insurer: SmallInsurer;
let image: string;
let scratch: string;

/** `COPY from… to` of the second stage below its working directory, without what comes out of the first. */
function copied(): readonly (readonly [from: string, to: string])[] {
  const text = readFileSync(join(ROOT, 'deploy/docker/Dockerfile'), 'utf8');
  return DockerfileParser.parse(text.slice(text.lastIndexOf('FROM ')))
    .getInstructions()
    .filter((each) => each.getKeyword() === 'COPY')
    .flatMap((each) => {
      const names = each.getArguments().map((argument) => argument.getValue());
      const to = names.at(-1) ?? '';
      return names.slice(0, -1).map((from) => [from, to.endsWith('/') ? `${to}${from}` : to] as const);
    })
    .filter(([from, to]) => !from.startsWith('/') && !to.startsWith('/'));
}

beforeAll(async () => {
  if (!isRoot) return;
  scratch = mkdtempSync(join(tmpdir(), 'postausgang-image-'));
  image = join(scratch, 'opt');
  mkdirSync(image);
  for (const [from, to] of copied()) cpSync(join(ROOT, from), join(image, to), { recursive: true });
  if (process.env['POSTAUSGANG_TEST_IMAGE'] === 'install') {
    cpSync(join(ROOT, 'package-lock.json'), join(image, 'package-lock.json'));
    execFileSync('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], { cwd: image, stdio: 'ignore' });
  } else symlinkSync(join(ROOT, 'node_modules'), join(image, 'node_modules'));
  insurer = await createSmallInsurer({ rows: [emailRow('D-1'), postRow('D-2')] });
  for (const path of [scratch, insurer.directory]) execFileSync('chmod', ['-R', 'go=rX', path]);
  for (const folder of ['data', 'tmp']) mkdirSync(join(insurer.directory, folder));
  // What a cluster mounts: the folders that the configuration names, and the databases of this place.
  execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, insurer.directory]);
  writeFileSync(join(scratch, 'made'), '');
}, 600_000);
afterAll(async () => {
  if (!isRoot) return;
  await insurer.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** Runs a job as the image's account; its temporary files go where the image has them. */
function run(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const ended = spawnSync(
    process.execPath,
    ['--max-semi-space-size=4', join(image, 'jobs/postausgang.mjs'), ...args],
    {
      uid: NOBODY,
      gid: NOBODY,
      cwd: image,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        POSTAUSGANG_CONFIG: insurer.configPath,
        TMPDIR: join(insurer.directory, 'tmp'),
        HOME: '/',
      },
    },
  );
  return { status: ended.status, output: `${ended.stdout}${ended.stderr}` };
}

/** Everything in the image that is younger than its making, or belongs to another than root. */
function changes(): readonly string[] {
  const wrong = ['(', '-newer', join(scratch, 'made'), '-o', '!', '-user', 'root', ')'];
  return execFileSync('find', [image, ...wrong], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}

describe.skipIf(!isRoot || ON_SQL_SERVER)('what the Dockerfile puts together', () => {
  it('starts as an account without rights, and knows its commands', () => {
    const { status, output } = run('--help');
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('nightly') as string });
  });

  it('runs a whole night, and writes nowhere but where folders are mounted', () => {
    expect(run('migrate', '--check').status).toBe(0);
    const night = run('nightly', '--date', '2026-11-23');
    expect(night).toEqual({ status: 0, output: expect.stringContaining('Night of 2026-11-23') as string });
    expect(readdirSync(insurer.outbox).some((name) => name.endsWith('.ready'))).toBe(true);
    expect(changes()).toEqual([]);
  }, 120_000);

  it('says what to do when a folder that must be mounted is not writable', () => {
    execFileSync('chown', ['-R', 'root', join(insurer.directory, 'data')]);
    execFileSync('chmod', ['-R', 'go-w', join(insurer.directory, 'data')]);
    const night = run('nightly', '--date', '2026-11-24');
    expect(night.status).not.toBe(0);
    expect(night.output).toMatch(/data/);
  }, 120_000);
});

describe.skipIf(isRoot)('what the Dockerfile puts together', () => {
  it.skip('is not tried: only root may become the account of the image', () => undefined);
});
