import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'deploy/docker/Dockerfile'), 'utf8');
const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Readonly<
  Record<string, { readonly node: string }>
>;
const instructions = DockerfileParser.parse(text).getInstructions();
const only = (keyword: string): string =>
  instructions.find((each) => each.getKeyword() === keyword)?.getArgumentsContent() ?? '';

// It is read, not built: that takes an engine and a registry.
describe('deploy/docker/Dockerfile', () => {
  it('consists of instructions that exist', () => {
    const known = 'FROM WORKDIR COPY RUN ENV USER VOLUME STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD'.split(' ');
    for (const instruction of instructions) expect(known).toContain(instruction.getKeyword());
  });

  it('is made in two stages, on the Node.js that the program asks for', () => {
    const stages = instructions.filter((each) => each.getKeyword() === 'FROM');
    expect(stages.map((each) => each.getArgumentsContent())).toEqual([
      'node:24-bookworm AS libraries',
      'node:24-bookworm-slim',
    ]);
    expect(engines?.node).toMatch(/^>=24\./);
    const runs = instructions.filter((each) => each.getKeyword() === 'RUN');
    expect(runs).toHaveLength(1);
    expect(runs[0]?.getArgumentsContent()).toContain('npm ci --omit=dev');
  });

  it('runs as an account without rights, over files that it does not own', () => {
    expect(only('USER')).toBe('10001:10001');
    expect(text).not.toMatch(/--chown|chmod|sudo|ADD |curl|wget/);
  });

  it('copies only what is there and what the build is given', () => {
    const given = readFileSync(join(ROOT, '.dockerignore'), 'utf8').match(/(?<=^!).*/gm) ?? [];
    const copied = instructions
      .filter((each) => each.getKeyword() === 'COPY')
      .flatMap((each) =>
        each
          .getArguments()
          .slice(0, -1)
          .map((argument) => argument.getValue()),
      )
      // Of the first stage.
      .filter((path) => !path.startsWith('/'));
    expect(copied.length).toBeGreaterThan(4);
    for (const path of copied) {
      expect(existsSync(join(ROOT, path))).toBe(true);
      expect(given).toContain(path);
    }
  });
});

describe('deploy/docker/run-job.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postausgang-image-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, 'run-job.sh');
  const job = join(folder, 'job.mjs');
  const shell = readFileSync(join(ROOT, 'deploy/docker/run-job.sh'), 'utf8')
    .replace('/opt/postausgang/jobs/postausgang.mjs', job)
    .replace('node --max', `${process.execPath} --max`);
  writeFileSync(script, shell);
  chmodSync(script, 0o755);
  writeFileSync(
    job,
    `if (process.argv[2] === 'stay') {
       process.once('SIGTERM', () => setTimeout(() => process.exit(2), 50));
       setInterval(() => undefined, 1000);
       console.log('here');
     } else process.exit(Number(process.argv[2]));`,
  );

  it.each([
    [0, '2 3', 0],
    [1, '2 3', 1],
    [2, '2 3', 0],
    [3, '2 3', 0],
    [4, '2 3', 4],
    [78, '2 3', 78],
    [2, '', 2],
  ])(
    'ends with what a scheduler is to see: exit %i, of which `%s` are success, as %i',
    (code, success, seen) => {
      const env = { ...process.env, POSTAUSGANG_SUCCESS_EXIT: success };
      expect(spawnSync(script, [String(code)], { env }).status).toBe(seen);
    },
  );

  it('passes SIGTERM on, and waits until the job has come to its end', async () => {
    const child = spawn(script, ['stay'], { env: { ...process.env, POSTAUSGANG_SUCCESS_EXIT: '2' } });
    await once(child.stdout, 'data');
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
