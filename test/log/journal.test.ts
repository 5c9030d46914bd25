import { constants, mkdtempSync, rmSync } from 'node:fs';
import {
  appendFile,
  open,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SmtpReply } from '../../src/domain/delivery.ts';
import { JournalFile } from '../../src/log/journal-file.ts';
import { Journal, JournalError } from '../../src/log/journal.ts';
import { readJournal } from '../../src/log/read-journal.ts';

let directory: string;
let journal: Journal | null = null;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'postausgang-journal-')), 'journal');
});
afterEach(async () => {
  await journal?.close().catch(() => undefined);
  journal = null;
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

const REPLY: SmtpReply = { code: 250, enhanced: '2.0.0', text: 'Ok: queued as ABC' };
const RUN = 'run-1';
const MESSAGE = {
  documentId: 'D-1',
  purpose: 'document',
  messageId: '<m-1@insurer.example>',
  paperCopyBasis: null,
};

async function opened(): Promise<Journal> {
  journal = await Journal.open(directory, RUN, '2026-11-23');
  return journal;
}

function pathOf(run = RUN): string {
  return join(directory, `${run}.jsonl`);
}

describe('the journal of a run', () => {
  it('gives back what was written: what has begun, and what was answered', async () => {
    const writing = await opened();
    await writing.bodyBegun('a-1', MESSAGE);
    await writing.bodyBegun('a-2', MESSAGE);
    await writing.reply('a-2', REPLY);
    await writing.reply('a-3', { code: 550, enhanced: null, text: 'no' });
    const reading = await readJournal(directory, RUN);
    expect(reading?.complete).toBe(true);
    expect(Object.fromEntries(reading?.attempts ?? [])).toEqual({
      'a-1': { bodyBegun: true, reply: null, message: MESSAGE },
      'a-2': { bodyBegun: true, reply: REPLY, message: MESSAGE },
      'a-3': { bodyBegun: true, reply: { code: 550, enhanced: null, text: 'no' }, message: null },
    });
  });

  it('is complete as soon as it is open, so that a missing line proves that nothing had begun', async () => {
    await opened();
    expect(await readJournal(directory, RUN)).toEqual({
      complete: true,
      businessDate: '2026-11-23',
      attempts: new Map(),
    });
  });

  it('L8: can be read by nobody else: it holds replies as received', async () => {
    await opened();
    expect((await stat(pathOf())).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('is never shared by two openers, nor continued by a second one', async () => {
    await opened();
    await expect(Journal.open(directory, RUN, '2026-11-23')).rejects.toMatchObject({
      name: 'JournalError',
      cause: { code: 'EEXIST' },
    });
  });

  it('flushes lines that come together in one go, each before its writer goes on', async () => {
    const writing = await opened();
    const flushes = vi.spyOn(JournalFile.prototype, 'append');
    try {
      const ids = Array.from({ length: 200 }, (_, index) => `a-${index}`);
      await Promise.all(
        ids.map(async (id) => {
          await writing.bodyBegun(id, MESSAGE);
          expect(await readFile(pathOf(), 'utf8')).toContain(`"${id}"`);
        }),
      );
      expect(flushes).toHaveBeenCalledTimes(1);
    } finally {
      flushes.mockRestore();
    }
    expect((await readJournal(directory, RUN))?.attempts.size).toBe(200);
  });

  it.skipIf(process.platform !== 'linux')(
    'is opened so that each write is on the disk when it returns, which the kernel confirms',
    async () => {
      await opened();
      const descriptors = await readdir('/proc/self/fd');
      const targets = await Promise.all(
        descriptors.map(async (fd) => ({ fd, path: await readlink(`/proc/self/fd/${fd}`).catch(() => '') })),
      );
      const ours = targets.find(({ path }) => path === pathOf());
      const info = await readFile(`/proc/self/fdinfo/${ours?.fd}`, 'utf8');
      const flags = Number.parseInt(/^flags:\s*(\d+)$/mu.exec(info)?.[1] ?? '', 8);
      expect(flags & constants.O_DSYNC).toBe(constants.O_DSYNC);
    },
  );

  it('finishes what is under way before it is closed', async () => {
    const writing = await opened();
    const begun = writing.bodyBegun('a-1', MESSAGE);
    await writing.close();
    await begun;
    expect((await readJournal(directory, RUN))?.attempts.get('a-1')?.bodyBegun).toBe(true);
    journal = null;
  });
});

describe('a journal that cannot be written', () => {
  it('says so when it cannot even be opened, so that the e-mail step stops and nothing else does', async () => {
    await writeFile(directory, 'a file where the directory should be');
    await expect(Journal.open(directory, RUN, '2026-11-23')).rejects.toThrow(JournalError);
  });

  it('stays broken after one failed line: what follows half a line could not be read', async () => {
    const writing = await opened();
    await writing.close();
    await expect(writing.bodyBegun('a-1', MESSAGE)).rejects.toThrow(JournalError);
    await expect(writing.reply('a-1', REPLY)).rejects.toThrow(JournalError);
    await expect(writing.bodyBegun('a-2', MESSAGE)).rejects.toThrow(/flushed to disk/);
    journal = null;
    expect(await readJournal(directory, RUN)).toEqual({
      complete: true,
      businessDate: '2026-11-23',
      attempts: new Map(),
    });
  });

  it('refuses every writer that waited for the failed flush', async () => {
    const writing = await opened();
    await writing.close();
    const results = await Promise.allSettled(['a', 'b', 'c'].map((id) => writing.bodyBegun(id, MESSAGE)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    journal = null;
  });

  it('fails at the first line on a full disk', async () => {
    const writing = await opened();
    // What `/dev/full` does to a write is what a full disk does.
    const full = new JournalFile(await open('/dev/full', 'a'));
    const original = JournalFile.prototype.append;
    const diverted = vi
      .spyOn(JournalFile.prototype, 'append')
      .mockImplementation((lines) => original.call(full, lines));
    try {
      const failed = writing.bodyBegun('a-1', MESSAGE);
      await expect(failed).rejects.toThrow(JournalError);
      await expect(failed).rejects.toMatchObject({ cause: { code: 'ENOSPC' } });
    } finally {
      diverted.mockRestore();
      await full.close();
    }
    await expect(writing.bodyBegun('a-2', MESSAGE)).rejects.toThrow(JournalError);
  });
});

async function written(): Promise<void> {
  const writing = await opened();
  await writing.bodyBegun('a-1', MESSAGE);
  await writing.reply('a-1', REPLY);
  await writing.bodyBegun('a-2', MESSAGE);
  await writing.close();
  journal = null;
}

describe('the journal of a run that died', () => {
  it('is read up to a torn last line', async () => {
    await written();
    await appendFile(pathOf(), '{"at":"2026-11-23T20:00:00.000Z","event":"reply","attem');
    const reading = await readJournal(directory, RUN);
    expect(reading?.complete).toBe(true);
    expect([...(reading?.attempts.keys() ?? [])]).toEqual(['a-1', 'a-2']);
  });

  it.each([1, 2, 3, 40])('passes over a last line of which the final %i bytes were lost', async (lost) => {
    await written();
    await truncate(pathOf(), (await stat(pathOf())).size - lost);
    const reading = await readJournal(directory, RUN);
    expect(reading?.complete).toBe(true);
    expect([...(reading?.attempts.keys() ?? [])]).toEqual(['a-1']);
  });

  it('passes over a tail of zeros, which some file systems leave after a power cut', async () => {
    await written();
    await appendFile(pathOf(), Buffer.alloc(4096));
    expect((await readJournal(directory, RUN))?.complete).toBe(true);
  });

  it.each([
    ['a line that is no JSON', '{"event":"body_begun","attem\n'],
    ['a line of another kind', '{"event":"something_new","attempt":"a-9"}\n'],
    ['a reply without a code', '{"event":"reply","attempt":"a-9","reply":{"text":"Ok"}}\n'],
    ['an empty line', '\n'],
    ['zeros', `${'\0'.repeat(512)}\n`],
  ])('is not complete with %s in the middle: then a missing line proves nothing', async (_what, line) => {
    await written();
    await appendFile(pathOf(), line);
    await appendFile(pathOf(), '{"event":"body_begun","attempt":"a-3"}\n');
    const reading = await readJournal(directory, RUN);
    expect(reading?.complete).toBe(false);
    expect([...(reading?.attempts.keys() ?? [])]).toEqual(['a-1', 'a-2', 'a-3']);
  });

  it('is not complete without its first line, or with the one of another run', async () => {
    await written();
    const text = await readFile(pathOf(), 'utf8');
    await writeFile(pathOf('run-2'), text);
    expect((await readJournal(directory, 'run-2'))?.complete).toBe(false);
    await writeFile(pathOf(), text.split('\n').slice(1).join('\n'));
    expect((await readJournal(directory, RUN))?.complete).toBe(false);
  });

  it('is not complete when it is empty', async () => {
    await written();
    await truncate(pathOf());
    expect(await readJournal(directory, RUN)).toEqual({
      complete: false,
      businessDate: null,
      attempts: new Map(),
    });
  });

  it('is null when there is none', async () => {
    expect(await readJournal(directory, 'never-was')).toBeNull();
  });

  it('is an error when it is there and cannot be read: nobody may conclude that it is missing', async () => {
    await opened();
    await symlink(directory, pathOf('run-2'));
    await expect(readJournal(directory, 'run-2')).rejects.toThrow(/EISDIR/);
  });

  it('is read although a run wrote very much, and keeps only what is asked about', async () => {
    await opened();
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      JSON.stringify({
        event: index % 2 === 0 ? 'body_begun' : 'reply',
        attempt: `a-${index >> 1}`,
        // Umlauts, so that characters fall across the borders of what is read at once.
        reply: { ...REPLY, text: 'für Sie übernommen'.repeat(10) },
      }),
    );
    await writeFile(pathOf(), `{"journal":1,"run":"${RUN}","date":"2026-11-23"}\n${lines.join('\n')}\n`);
    expect((await readJournal(directory, RUN))?.attempts.size).toBe(10_000);
    const some = await readJournal(directory, RUN, new Set(['a-7', 'a-9999', 'never-was']));
    expect(some?.complete).toBe(true);
    expect([...(some?.attempts.keys() ?? [])]).toEqual(['a-7', 'a-9999']);
    expect(some?.attempts.get('a-9999')?.reply?.text).toBe('für Sie übernommen'.repeat(10));
  });
});
