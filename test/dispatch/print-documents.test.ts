import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handOverPrintFile } from '../../src/dispatch/hand-over-print-file.ts';
import { printDocuments } from '../../src/dispatch/print-documents.ts';
import type { PrintTools } from '../../src/dispatch/print-tools.ts';
import { renderPrintFile } from '../../src/dispatch/render-print-file.ts';
import type { RunContext } from '../../src/dispatch/run-context.ts';
import type { CrashPoint } from '../../src/domain/crash-point.ts';
import { LeaseLostError } from '../../src/domain/errors.ts';
import { readBooks } from '../../src/ledger/books.ts';
import { listPrintPlaces } from '../../src/ledger/history.ts';
import { addOwnLetter } from '../../src/ledger/own-letter-store.ts';
import { markReleased } from '../../src/ledger/print-file-orders.ts';
import { listPrintFiles } from '../../src/ledger/print-file-store.ts';
import { finishRun } from '../../src/ledger/run-store.ts';
import { differencesIn } from '../../src/batch/reconcile.ts';
import { FileConflictError, HandOverForbiddenError, PrintFileError } from '../../src/print/errors.ts';
import { parseManifest, type PrintManifest } from '../../src/print/manifest.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/inspect-pdf.ts';
import type { ShopProfile } from '../../src/print/shop-profile.ts';
import { EXAMPLE_PROFILE } from '../print/example-profile.ts';
import { createNight, LETTER, postRow, type Night } from '../support/night.ts';
import { smallLetter, type CoreRow } from '../support/small-core.ts';
import { collectAndClassify } from './mail.ts';

/** Without a tariff, envelopes are not shared; and the shop has reported nothing. */
const NOTHING_ELSE = { savedEnvelopes: 0, savedCents: 0, reports: 0, reprinted: 0 };

let night: Night;

afterEach(async () => {
  await night.close();
});

function toolsOf(profile: Partial<ShopProfile> = {}): PrintTools {
  return {
    profile: { ...EXAMPLE_PROFILE, handOver: { kind: 'folder', path: night.path('outbox') }, ...profile },
    tariff: null,
    senderLine: 'Beispiel Versicherung AG · 69126 Heidelberg',
    limits: DEFAULT_PDF_LIMITS,
    workDirectory: night.path('work'),
    toolVersion: '0.0.0',
  };
}

/** A night up to its print step. */
async function start(rows: readonly CoreRow[]): Promise<RunContext> {
  night = await createNight({ rows });
  const run = await night.context();
  await collectAndClassify(run);
  return run;
}

/** The process is gone; the next run goes on. */
async function nextRun(dead: RunContext): Promise<RunContext> {
  await finishRun(night.ledger, dead.runId, { status: 'failed', exitCode: null, failure: 'died' });
  return night.context({ kind: 'rerun' });
}

/** What the letter shop sees: print files whose trigger is out. */
async function handedOver(): Promise<readonly { manifest: PrintManifest; pdfSha256: string }[]> {
  const outbox = night.path('outbox');
  const triggers = (await readdir(outbox)).filter((name) => name.endsWith('.ready')).sort();
  return Promise.all(
    triggers.map(async (trigger) => {
      const stem = trigger.replace(/\.ready$/, '');
      const manifest = parseManifest(await readFile(join(outbox, `${stem}.json`), 'utf8'));
      const pdf = await readFile(join(outbox, `${stem}.pdf`));
      return { manifest, pdfSha256: createHash('sha256').update(pdf).digest('hex') };
    }),
  );
}

async function printedDocuments(): Promise<readonly string[]> {
  return (await handedOver())
    .flatMap(({ manifest }) => manifest.mailpieces)
    .flatMap(({ documents }) => documents.map(({ documentId }) => documentId))
    .sort();
}

async function assertBalanced(): Promise<void> {
  expect(differencesIn(await readBooks(night.ledger, await night.batch()))).toEqual([]);
}

let threeRows: readonly CoreRow[];

beforeAll(async () => {
  threeRows = [
    postRow('A', { pdf_content: await smallLetter('A', 1), recipient_postal_code: '30000' }),
    postRow('B', { pdf_content: await smallLetter('B', 2), recipient_postal_code: '10000' }),
    postRow('C', { pdf_content: await smallLetter('C', 3), recipient_postal_code: '20000' }),
  ];
});

describe('the print step', () => {
  it('hands over each document once, sorted by postal code, and records each one’s place', async () => {
    const run = await start(threeRows);
    expect(await printDocuments(run, toolsOf())).toEqual({
      assigned: 3,
      rendered: 1,
      handedOver: 1,
      ...NOTHING_ELSE,
    });
    expect(night.states()).toEqual({ A: 'handed_over', B: 'handed_over', C: 'handed_over' });
    const [file] = await handedOver();
    expect(
      file?.manifest.mailpieces.map(({ documents }) => documents.map((document) => document.documentId)),
    ).toEqual([['B'], ['C'], ['A']]);
    const places = await listPrintPlaces(night.ledger, (await night.dispatch('C')).dispatchId);
    expect(places).toMatchObject([
      { mailpiece: 2, firstPage: 3, lastPage: 5, sheets: 2, status: 'handed_over' },
    ]);
    await assertBalanced();
  });

  it('has nothing to do without letters, and writes nothing', async () => {
    const run = await start([]);
    expect(await printDocuments(run, toolsOf())).toEqual({
      assigned: 0,
      rendered: 0,
      handedOver: 0,
      ...NOTHING_ELSE,
    });
    expect(await readdir(night.directory)).not.toContain('work');
  });

  it('a second time changes nothing', async () => {
    const run = await start(threeRows);
    await printDocuments(run, toolsOf());
    const before = await handedOver();
    expect(await printDocuments(run, toolsOf())).toEqual({
      assigned: 0,
      rendered: 0,
      handedOver: 0,
      ...NOTHING_ELSE,
    });
    expect(await handedOver()).toEqual(before);
  });

  it('L6: is refused before anything is planned when the shop has not signed both undertakings', async () => {
    const run = await start(threeRows);
    await expect(printDocuments(run, toolsOf({ secrecyUndertaking: false }))).rejects.toThrow(
      HandOverForbiddenError,
    );
    expect(night.states()).toEqual({ A: 'queued_print', B: 'queued_print', C: 'queued_print' });
    expect(await readdir(night.path('outbox'))).toEqual([]);
  });

  it('keeps a finished file on hold where the profile asks for four eyes, until a person releases it', async () => {
    const run = await start(threeRows);
    const tools = toolsOf({ fourEyes: true });
    expect(await printDocuments(run, tools)).toEqual({
      assigned: 3,
      rendered: 1,
      handedOver: 0,
      ...NOTHING_ELSE,
    });
    expect(await printDocuments(run, tools)).toEqual({
      assigned: 0,
      rendered: 0,
      handedOver: 0,
      ...NOTHING_ELSE,
    });
    expect(await readdir(night.path('outbox'))).toEqual([]);
    expect(Object.values(night.states())).toEqual(['bundled', 'bundled', 'bundled']);
    await assertBalanced();
    const [file] = await listPrintFiles(night.ledger, run.batchIds, ['on_hold']);
    expect(await markReleased(night.ledger, file!.id, 'Ms. Example')).toBe(true);
    expect(await markReleased(night.ledger, file!.id, 'Ms. Example')).toBe(false);
    await handOverPrintFile(run, tools, file!, 'Ms. Example');
    expect(await printedDocuments()).toEqual(['A', 'B', 'C']);
    expect((await night.events('A')).at(-1)).toMatchObject({ to: 'handed_over', person: 'Ms. Example' });
  });

  it('cuts the queue into files by the profile’s limits, each with an id of its own', async () => {
    const run = await start(threeRows);
    await printDocuments(run, toolsOf({ limits: { maxMailpieces: 1, maxSheets: 5_000 } }));
    expect((await handedOver()).map(({ manifest }) => manifest.printFileId)).toEqual([
      '20261123-0001',
      '20261123-0002',
      '20261123-0003',
    ]);
    expect(await printedDocuments()).toEqual(['A', 'B', 'C']);
  });

  it('holds what has no usable address and what no print file may hold', async () => {
    const run = await start([...threeRows, postRow('D')]);
    night.sql(`UPDATE dispatch SET country = NULL WHERE document_id = 'D'`);
    await printDocuments(run, toolsOf({ limits: { maxMailpieces: 100, maxSheets: 1 } }));
    expect(night.states()).toEqual({ A: 'handed_over', B: 'handed_over', C: 'held', D: 'held' });
    expect((await night.dispatch('C')).reason).toMatch(/got one of 2/);
    expect((await night.dispatch('D')).reason).toMatch(/no usable postal address/);
  });

  it('S18: prints our own letters from their stored bytes', async () => {
    const run = await start([]);
    await night.ledger.transaction((session) =>
      addOwnLetter(
        session,
        {
          batchId: run.batchIds[0]!,
          purpose: 'block_notice',
          documentId: 'abuse-block:B-1',
          reason: 'S18: notice of the block, once per block',
          recipientId: 'P-1',
          address: { country: 'DE', postalCode: '12345' },
          addressKey: null,
          content: { pdf: LETTER, pages: 1, sha256: createHash('sha256').update(LETTER).digest('hex') },
        },
        run.runId,
      ),
    );
    await printDocuments(run, toolsOf());
    expect(await printedDocuments()).toEqual(['abuse-block:B-1']);
    expect(night.states('block_notice')).toEqual({ 'abuse-block:B-1': 'handed_over' });
  });
});

describe('a member that cannot be printed any more', () => {
  it.each([
    ['is missing', 'SET pdf_content = NULL', /PDF missing/],
    ['was changed', `SET pdf_content = x'25504446'`, /PDF changed/],
    ['left the view', 'SET document_id = NULL', /PDF missing/],
  ])('is held when its PDF %s, and the file goes on without it', async (_what, change, reason) => {
    const run = await start(threeRows);
    night.core(`UPDATE pending_output_document ${change} WHERE document_id = 'B'`);
    await printDocuments(run, toolsOf());
    expect(night.states()).toEqual({ A: 'handed_over', B: 'held', C: 'handed_over' });
    expect((await night.dispatch('B')).reason).toMatch(reason);
    expect(await printedDocuments()).toEqual(['A', 'C']);
    await assertBalanced();
  });

  it('is held when the limits were lowered since it was classified', async () => {
    const run = await start(threeRows);
    await printDocuments(run, { ...toolsOf(), limits: { ...DEFAULT_PDF_LIMITS, maxPages: 2 } });
    expect(night.states()).toEqual({ A: 'handed_over', B: 'handed_over', C: 'held' });
  });

  it('cancels the file when no member is left', async () => {
    const run = await start(threeRows);
    night.core('UPDATE pending_output_document SET pdf_content = NULL');
    expect(await printDocuments(run, toolsOf())).toEqual({
      assigned: 3,
      rendered: 0,
      handedOver: 0,
      ...NOTHING_ELSE,
    });
    expect(night.states()).toEqual({ A: 'held', B: 'held', C: 'held' });
    expect((await listPrintFiles(night.ledger, run.batchIds)).map(({ status }) => status)).toEqual([
      'cancelled',
    ]);
    await assertBalanced();
    expect(await printDocuments(run, toolsOf())).toEqual({
      assigned: 0,
      rendered: 0,
      handedOver: 0,
      ...NOTHING_ELSE,
    });
  });

  it('goes into a file of its own once a person has released it', async () => {
    const run = await start(threeRows);
    night.core(`UPDATE pending_output_document SET pdf_content = NULL WHERE document_id = 'B'`);
    await printDocuments(run, toolsOf());
    night.core(`UPDATE pending_output_document SET pdf_content = ? WHERE document_id = 'B'`, LETTER);
    night.sql(`UPDATE dispatch SET state = 'pending' WHERE document_id = 'B'`);
    await collectAndClassify(run);
    await printDocuments(run, toolsOf());
    expect((await handedOver()).map(({ manifest }) => manifest.counts.documents)).toEqual([2, 1]);
    expect(await printedDocuments()).toEqual(['A', 'B', 'C']);
    await assertBalanced();
  });
});

/** Names with their inodes. */
async function filesIn(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory)).sort();
  return Promise.all(names.map(async (name) => `${name} ${(await stat(join(directory, name))).ino}`));
}

describe('a crash', () => {
  class Crash extends Error {}

  function crashAt(at: CrashPoint): RunContext['atPoint'] {
    return (point) => {
      if (point === at) throw new Crash(at);
    };
  }

  let uncrashed: string;

  beforeAll(async () => {
    const run = await start(threeRows);
    await printDocuments(run, toolsOf());
    uncrashed = (await handedOver())[0]?.pdfSha256 ?? '';
    await night.close();
  });

  it.each<CrashPoint>([
    'print.assigned',
    'print.writing',
    'print.written',
    'print.renamed',
    'print.sealed',
    'print.part_written',
    'print.file_renamed',
    'print.manifest_written',
    'print.trigger_announced',
    'print.trigger_written',
    'print.handed-over',
  ])('at `%s`: the next run hands the same bytes over, each document once', async (point) => {
    const run = await start(threeRows);
    const dead = { ...run, atPoint: crashAt(point) };
    await expect(printDocuments(dead, toolsOf())).rejects.toThrow(Crash);
    if (point !== 'print.handed-over') {
      // Membership stands before anything is rendered, and nothing is recorded as handed over before it is.
      expect(Object.values(night.states())).toEqual(['bundled', 'bundled', 'bundled']);
    }
    const next = await nextRun(run);
    await printDocuments(next, toolsOf());
    expect((await handedOver()).map(({ pdfSha256 }) => pdfSha256)).toEqual([uncrashed]);
    expect(await printedDocuments()).toEqual(['A', 'B', 'C']);
    expect(Object.values(night.states())).toEqual(['handed_over', 'handed_over', 'handed_over']);
    expect((await readdir(night.path('outbox'))).filter((name) => name.endsWith('.part'))).toEqual([]);
    await assertBalanced();
  });

  it('after the trigger, with an outbox that the shop has emptied: it is not told a second time', async () => {
    const run = await start(threeRows);
    const dead = { ...run, atPoint: crashAt('print.trigger_written') };
    await expect(printDocuments(dead, toolsOf())).rejects.toThrow(Crash);
    for (const name of await readdir(night.path('outbox'))) await rm(join(night.path('outbox'), name));
    await printDocuments(await nextRun(run), toolsOf());
    expect(await readdir(night.path('outbox'))).toEqual([]);
    expect(Object.values(night.states())).toEqual(['handed_over', 'handed_over', 'handed_over']);
  });

  it('of a paused run that wakes up: it does not sweep away what its successor has sealed', async () => {
    const run = await start(threeRows);
    const dead = { ...run, atPoint: crashAt('print.assigned') };
    await expect(printDocuments(dead, toolsOf())).rejects.toThrow(Crash);
    const [file] = await listPrintFiles(night.ledger, run.batchIds, ['assigned']);
    const next = await nextRun(run);
    await printDocuments(next, toolsOf({ fourEyes: true }));
    const before = await filesIn(night.path('work'));
    await expect(renderPrintFile(run, toolsOf(), file!)).rejects.toThrow(LeaseLostError);
    // The very same files, not equal ones that were written again.
    expect(await filesIn(night.path('work'))).toEqual(before);
    expect(before.some((name) => /\.pdf /.test(name))).toBe(true);
  });
});

describe('a disk that is full', () => {
  let mounted: string | null = null;

  afterEach(() => {
    if (mounted !== null) execFileSync('umount', [mounted]);
    mounted = null;
  });

  function tinyDisk(path: string): boolean {
    mkdirSync(path, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', path], { stdio: 'ignore' });
      mounted = path;
      return true;
    } catch {
      return false;
    }
  }

  it.for(['work', 'outbox'])(
    'in `%s` fails the run, and the next one completes it',
    async (where, { skip }) => {
      const big = await smallLetter('big', 40);
      const run = await start([
        ...threeRows,
        ...['X', 'Y', 'Z'].map((id) => postRow(id, { pdf_content: big })),
      ]);
      skip(!tinyDisk(night.path(where)), 'no small file system can be mounted here: only root may');
      await expect(printDocuments(run, toolsOf())).rejects.toThrow(PrintFileError);
      expect(await printedDocuments()).not.toContain('X');
      expect(new Set(Object.values(night.states()))).not.toContain('held');
      execFileSync('mount', ['-o', 'remount,size=64m', night.path(where)]);
      await printDocuments(await nextRun(run), toolsOf());
      expect(await printedDocuments()).toEqual(['A', 'B', 'C', 'X', 'Y', 'Z']);
      await assertBalanced();
    },
  );
});

describe('one print file that cannot be handed over', () => {
  it('does not keep the others from the shop, and fails the run', async () => {
    const run = await start(threeRows);
    const tools = toolsOf({ limits: { maxMailpieces: 1, maxSheets: 5_000 } });
    await writeFile(
      join(night.path('outbox'), '2026-11-23_20261123-0001_domestic-standard-duplex.pdf'),
      'something else',
    );
    await expect(printDocuments(run, tools)).rejects.toThrow(FileConflictError);
    expect(await printedDocuments()).toEqual(['A', 'C']);
    expect(night.states()).toEqual({ A: 'handed_over', B: 'bundled', C: 'handed_over' });
  });
});

async function withBasis(state: string): Promise<RunContext> {
  const run = await start([postRow('A')]);
  night.sql('UPDATE dispatch SET state = ?, paper_copy_basis = ?', state, 'VersVG § 3');
  return run;
}

describe('S19, L5: a paper copy besides the e-mail', () => {
  it('is printed once, after the acceptance, with its reason', async () => {
    const run = await withBasis('emailed');
    await printDocuments(run, toolsOf());
    await printDocuments(run, toolsOf());
    expect(await printedDocuments()).toEqual(['A']);
    expect(night.states()).toEqual({ A: 'emailed' });
    expect(night.states('paper_copy')).toEqual({ A: 'handed_over' });
    expect(night.sql(`SELECT reason FROM dispatch_event WHERE from_state IS NULL`)).toEqual([
      { reason: 'paper copy besides the e-mail: VersVG § 3' },
    ]);
    await assertBalanced();
  });

  it.each(['queued_email', 'claimed', 'sending', 'in_doubt', 'held', 'cancelled'])(
    'S16: does not exist while the e-mail is `%s`',
    async (state) => {
      const run = await withBasis(state);
      expect(await printDocuments(run, toolsOf())).toMatchObject({ assigned: 0 });
      expect(night.states('paper_copy')).toEqual({});
    },
  );

  it('is not a second copy when the e-mail was refused and the document itself goes by post', async () => {
    const run = await withBasis('queued_print');
    await printDocuments(run, toolsOf());
    expect(await printedDocuments()).toEqual(['A']);
    expect(night.states('paper_copy')).toEqual({});
  });
});
