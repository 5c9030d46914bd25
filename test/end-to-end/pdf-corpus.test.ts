import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApp, runNight } from '../../src/app.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { EXIT } from '../../src/domain/exit-code.ts';
import { createSmallInsurer, type SmallInsurer } from '../support/small-insurer.ts';
import { csvRecords } from '../support/csv.ts';

const CORPUS = join(import.meta.dirname, '../../../shared/data/pdf-dev');
const MANIFEST = join(CORPUS, 'manifest.csv');
const DATE = parseBusinessDate('2026-11-23');

interface Outcome {
  readonly state: string;
  readonly reason: string;
}

if (!existsSync(MANIFEST)) console.warn(`skipped: ${MANIFEST} is not there`);
describe.skipIf(!existsSync(MANIFEST))('A night over real PDFs that nobody here made', () => {
  const files = existsSync(MANIFEST) ? csvRecords(readFileSync(MANIFEST, 'utf8')) : [];
  let insurer: SmallInsurer;
  let exitCode: number;
  let outcomes: ReadonlyMap<string, Outcome>;

  beforeAll(async () => {
    insurer = await createSmallInsurer({
      pdfRoot: CORPUS,
      rows: files.map((file, index) => ({
        document_id: `D-${index}`,
        recipient_id: `P-${index}`,
        recipient_postal_code: String(10_000 + index),
        preferred_contact: 'post',
        pdf_path: file['path'] ?? '',
      })),
    });
    const app = await openApp({ configPath: insurer.configPath });
    try {
      const stop = new AbortController().signal;
      ({ exitCode } = await runNight(app, { kind: 'nightly', date: DATE, stop }));
    } finally {
      await app.close();
    }
    outcomes = outcomesOf(insurer);
  });

  afterAll(() => insurer.close());

  const outcomeOf = (index: number): Outcome => outcomes.get(`D-${index}`) ?? { state: 'none', reason: '' };

  test.each(['healthy', 'encrypted-owner'])('every %s file is handed over', (fit) => {
    const left = files.flatMap((file, index) =>
      file['class'] === fit && outcomeOf(index).state !== 'handed_over'
        ? [`${file['path']}: ${outcomeOf(index).state}, ${outcomeOf(index).reason}`]
        : [],
    );
    expect(left).toEqual([]);
  });

  test.each(['encrypted-user', 'garbage', 'hostile'])('every %s file is held', (unfit) => {
    const dispatched = files.flatMap((file, index) =>
      file['class'] === unfit && outcomeOf(index).state !== 'held' ? [file['path']] : [],
    );
    expect(dispatched).toEqual([]);
  });

  test('a file is held with a reason that names the finding', () => {
    const reasonOf = (path: string): string =>
      outcomeOf(files.findIndex((file) => file['path'] === path)).reason;
    expect(reasonOf('encrypted/Test-PDF-Files__encrypted.pdf')).toContain('encrypted');
    expect(reasonOf('garbage/qpdf__30507.pdf')).toContain('not_a_pdf');
    expect(reasonOf('hostile/FPDI__1000.pdf')).toContain('too_many_pages');
    expect(reasonOf('hostile/OCRmyPDF__enormous.pdf')).toContain('limit_exceeded');
    expect(reasonOf('hostile/caradoc__cycle.pdf')).toContain('damaged');
  });

  test('the run completes, with the held ones for a person', () => {
    expect(exitCode).toBe(EXIT.completedWithOpen);
    expect([...outcomes.values()].every(({ state }) => state === 'handed_over' || state === 'held')).toBe(
      true,
    );
  });

  test('each print file passes qpdf --check and holds the pages that its manifest says', async ({ skip }) => {
    if (!hasQpdf()) skip('qpdf is not installed');
    const manifests = await insurer.printed();
    expect(manifests.length).toBeGreaterThan(0);
    for (const manifest of manifests) {
      const file = join(insurer.outbox, manifest.file.name);
      execFileSync('qpdf', ['--check', file], { stdio: 'pipe' });
      const pages = Number(execFileSync('qpdf', ['--show-npages', file], { encoding: 'utf8' }));
      expect(pages).toBe(manifest.counts.pages);
    }
  });

  test('no page of a healthy file is missing from the manifests', async () => {
    const pages = new Map<string, number>();
    for (const { mailpieces } of await insurer.printed()) {
      for (const document of mailpieces.flatMap(({ documents }) => documents)) {
        pages.set(document.documentId, document.pages);
      }
    }
    for (const [index, file] of files.entries()) {
      if (file['class'] === 'healthy' || file['class'] === 'encrypted-owner')
        expect(pages.get(`D-${index}`), file['path']).toBe(Number(file['pages']));
    }
  });
});

function hasQpdf(): boolean {
  try {
    execFileSync('qpdf', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function outcomesOf(insurer: SmallInsurer): ReadonlyMap<string, Outcome> {
  const rows = insurer.sql('SELECT document_id, state, reason FROM dispatch');
  return new Map(
    rows.map((row) => [
      String(row['document_id']),
      { state: String(row['state']), reason: String(row['reason']) },
    ]),
  );
}
