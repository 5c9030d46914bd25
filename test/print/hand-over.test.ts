import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileConflictError, HandOverInDoubtError, PrintFileError } from '../../src/print/errors.ts';
import { HAND_OVER_POINTS, handOver } from '../../src/print/hand-over.ts';
import { folderOutbox } from '../../src/print/outbox/folder-outbox.ts';
import type { HandOverPoint, HandOverRequest } from '../../src/print/hand-over.ts';

const PDF = Buffer.alloc(3_000_000, 'letters ');
const STEM = '2026-11-23_pf-1_domestic-standard-duplex';
const TRIGGER = `${STEM}.ready`;
const ALL = [`${STEM}.csv`, `${STEM}.json`, `${STEM}.pdf`, TRIGGER];

let root = '';
let outbox = '';
let request: HandOverRequest;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hand-over-'));
  outbox = join(root, 'outbox');
  mkdirSync(outbox);
  const pdfPath = join(root, `${STEM}.pdf`);
  writeFileSync(pdfPath, PDF);
  request = {
    pdfPath,
    manifestJson: '{"a":1}\n',
    manifestCsv: 'a;b\r\n',
    outbox: folderOutbox(outbox),
    printFileId: 'pf-1',
    sha256: createHash('sha256').update(PDF).digest('hex'),
  };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function contents(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
      ]),
  );
}

const crashAt =
  (where: HandOverPoint) =>
  (point: HandOverPoint): void => {
    if (point === where) throw new Error('crash');
  };

/** What an undisturbed hand-over leaves. */
async function undisturbed(): Promise<Record<string, string>> {
  const other = join(root, 'undisturbed');
  mkdirSync(join(other, 'outbox'), { recursive: true });
  const pdfPath = join(other, `${STEM}.pdf`);
  writeFileSync(pdfPath, PDF);
  await handOver({ ...request, pdfPath, outbox: folderOutbox(join(other, 'outbox')) });
  return contents(join(other, 'outbox'));
}

describe('hand-over', () => {
  test('publishes print file and manifests, and the trigger after them', async () => {
    const seen: [HandOverPoint, boolean, number][] = [];
    const result = await handOver(request, (point) => {
      const names = readdirSync(outbox);
      seen.push([point, names.includes(TRIGGER), names.filter((name) => !name.endsWith('.part')).length]);
    });
    expect(result.outcome).toBe('handed_over');
    expect(seen).toEqual([
      ['part_written', false, 0],
      ['file_renamed', false, 1],
      ['manifest_written', false, 3],
      ['trigger_announced', false, 3],
      ['trigger_written', true, 4],
    ]);
    expect(readdirSync(outbox).sort()).toEqual(ALL);
    expect(readFileSync(join(outbox, `${STEM}.pdf`)).equals(PDF)).toBe(true);
    expect(JSON.parse(readFileSync(join(outbox, TRIGGER), 'utf8'))).toEqual({
      printFileId: 'pf-1',
      file: `${STEM}.pdf`,
      sha256: request.sha256,
    });
  });

  test('nobody else on the machine can read the letters', async () => {
    await handOver(request);
    for (const name of ALL) expect(statSync(join(outbox, name)).mode & 0o777).toBe(0o600);
  });

  test('done again it changes nothing and says so', async () => {
    await handOver(request);
    const before = contents(outbox);
    expect((await handOver(request)).outcome).toBe('already_handed_over');
    expect(contents(outbox)).toEqual(before);
  });
});

describe('hand-over after a crash', () => {
  test.each(HAND_OVER_POINTS)('at %s ends as if nothing had happened', async (point) => {
    const expected = await undisturbed();
    await expect(handOver(request, crashAt(point))).rejects.toThrow('crash');
    expect(existsSync(join(outbox, TRIGGER))).toBe(point === 'trigger_written');
    await handOver(request);
    expect(contents(outbox)).toEqual(expected);
  });

  test('at every point one after the other ends as if nothing had happened', async () => {
    const expected = await undisturbed();
    for (const point of HAND_OVER_POINTS) await handOver(request, crashAt(point)).catch(() => undefined);
    await handOver(request);
    expect(contents(outbox)).toEqual(expected);
  });

  test('in the middle of writing: a torn part is thrown away', async () => {
    const expected = await undisturbed();
    writeFileSync(join(outbox, `${STEM}.pdf.4711-00000000.part`), 'torn');
    await handOver(request);
    expect(contents(outbox)).toEqual(expected);
  });

  test('a part of another print file is left alone', async () => {
    writeFileSync(join(outbox, '2026-11-23_pf-2_x.pdf.4711-00000000.part'), 'being written');
    await handOver(request);
    expect(readdirSync(outbox)).toHaveLength(5);
  });

  test('once the shop was told and has taken everything, it is not told twice', async () => {
    await expect(handOver(request, crashAt('trigger_written'))).rejects.toThrow('crash');
    for (const name of readdirSync(outbox)) rmSync(join(outbox, name));
    expect((await handOver(request)).outcome).toBe('already_handed_over');
    expect(readdirSync(outbox)).toEqual([]);
  });

  test('before the shop is told, what was swept out of the outbox is put there again', async () => {
    const expected = await undisturbed();
    await expect(handOver(request, crashAt('trigger_announced'))).rejects.toThrow('crash');
    rmSync(join(outbox, `${STEM}.pdf`));
    expect((await handOver(request)).outcome).toBe('handed_over');
    expect(contents(outbox)).toEqual(expected);
  });

  test('an outbox that was configured anew meanwhile does not make a second job', async () => {
    await expect(handOver(request, crashAt('trigger_announced'))).rejects.toThrow('crash');
    const moved = join(root, 'moved');
    mkdirSync(moved);
    await handOver({ ...request, outbox: folderOutbox(moved) });
    expect(readdirSync(outbox).sort()).toEqual(ALL);
    expect(readdirSync(moved)).toEqual([]);
  });

  test('when the print file lies there without its announced trigger, nobody guesses', async () => {
    await expect(handOver(request, crashAt('trigger_written'))).rejects.toThrow('crash');
    renameSync(join(outbox, TRIGGER), join(root, 'taken'));
    await expect(handOver(request)).rejects.toThrow(HandOverInDoubtError);
    expect(existsSync(join(outbox, TRIGGER))).toBe(false);
  });
});

describe('hand-over, disturbed', () => {
  test('several calls at once end as one', async () => {
    const expected = await undisturbed();
    const results = await Promise.all(Array.from({ length: 5 }, async () => handOver(request)));
    expect(contents(outbox)).toEqual(expected);
    expect(results.filter((result) => result.outcome === 'handed_over')).toHaveLength(1);
  });

  test.each(ALL)('other content under the name %s is never overwritten', async (name) => {
    writeFileSync(join(outbox, name), 'somebody else');
    await expect(handOver(request)).rejects.toThrow(FileConflictError);
    expect(readFileSync(join(outbox, name), 'utf8')).toBe('somebody else');
    if (name !== TRIGGER) expect(existsSync(join(outbox, TRIGGER))).toBe(false);
  });

  test('a print file that changed after it was verified does not leave', async () => {
    writeFileSync(request.pdfPath, 'changed');
    await expect(handOver(request)).rejects.toThrow('changed after it was verified');
    expect(readdirSync(outbox)).toEqual([]);
  });

  test('a missing outbox is not made up, for a share could be unmounted', async () => {
    rmSync(outbox, { recursive: true });
    await expect(handOver(request)).rejects.toThrow('share is mounted');
    expect(existsSync(outbox)).toBe(false);
  });

  test('a missing print file is named', async () => {
    rmSync(request.pdfPath);
    await expect(handOver(request)).rejects.toThrow(`found no such file`);
  });

  test('a record of the hand-over that cannot be read stops it', async () => {
    writeFileSync(join(root, `${STEM}.announced`), '{"torn');
    await expect(handOver(request)).rejects.toThrow('Ask the shop');
  });

  test('a read-only outbox is named, and nothing is triggered', ({ skip }) => {
    const run = inOwnMount('-o ro', '');
    skip(run.skipped, `no private mount here: ${run.why}`);
    expect(run.lines[0]).toContain('PRINT_FILE');
    expect(run.lines[0]).toContain('not permitted to this user (EROFS)');
    expect(run.lines[1]).toBe('');
  });

  test('a full disk is named, leaves no trigger, and the next run completes', ({ skip }) => {
    const run = inOwnMount('-o size=4m', 'head -c 2000000 /dev/zero > "$OUTBOX/filler"');
    skip(run.skipped, `no private mount here: ${run.why}`);
    expect(run.lines[0]).toContain('PRINT_FILE');
    expect(run.lines[0]).toContain('no space left');
    expect(run.lines[1]).toBe('filler');
    expect(run.lines[2]).toBe('handed_over 4');
  });
});

/** Hands over into a file system of its own, mounted for one process; then removes `filler` and tries again. */
function inOwnMount(
  options: string,
  prepare: string,
): { readonly lines: readonly string[]; readonly skipped: boolean; readonly why: string } {
  const module = (name: string): string =>
    JSON.stringify(new URL(`../../src/print/${name}`, import.meta.url).href);
  const script = `
    const { handOver } = await import(${module('hand-over.ts')});
    const { folderOutbox } = await import(${module('outbox/folder-outbox.ts')});
    const { rmSync, readdirSync } = await import('node:fs');
    const directory = ${JSON.stringify(outbox)};
    const request = { ...${JSON.stringify(request)}, outbox: folderOutbox(directory) };
    const attempt = async () => {
      try {
        return (await handOver(request)).outcome;
      } catch (error) {
        return error.code + ' ' + error.message;
      }
    };
    console.log(await attempt());
    console.log(readdirSync(directory).join(' '));
    try { rmSync(directory + '/filler', { force: true }); } catch {}
    console.log(await attempt(), readdirSync(directory).length);`;
  const commands = [
    'set -e',
    `mount -t tmpfs ${options} tmpfs "$OUTBOX"`,
    prepare,
    'exec "$NODE" --input-type=module -e "$SCRIPT"',
  ];
  const run = spawnSync('unshare', ['-rm', 'sh', '-c', commands.join('\n')], {
    encoding: 'utf8',
    env: { ...process.env, OUTBOX: outbox, NODE: process.execPath, SCRIPT: script },
  });
  const skipped = run.error !== undefined || /unshare:|mount:/.test(run.stderr);
  return { lines: skipped ? [] : run.stdout.split('\n'), skipped, why: run.stderr };
}

test('errors of the disk can be tried again, conflicts cannot', () => {
  expect(new PrintFileError('x', { retryable: true }).retryable).toBe(true);
  expect(new FileConflictError('x').retryable).toBe(false);
});
