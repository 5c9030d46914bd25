import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, test } from 'vitest';
import { PdfLinter } from '../../../src/print/lint/pdf-linter.ts';
import { CORPUS_NOTE, PDF_CORPUS, corpusFiles } from '../pdf/support/corpus.ts';
import { letterWith, RULES } from './bad-letters.ts';

let linter = new PdfLinter(RULES);
afterEach(async () => {
  await linter.close();
  linter = new PdfLinter(RULES);
});

describe('looking at files in a thread', () => {
  it('ends one that takes too long, tells it as a finding, and takes the next', async () => {
    const letter = await letterWith();
    linter = new PdfLinter(RULES, { maxMillis: 1, maxMemoryMb: 1_000 });
    const { letter: late } = await linter.lint(letter);
    expect(late.findings).toMatchObject([{ code: 'limit-exceeded', level: 'error', got: 'more than 1 ms' }]);
    await linter.close();
    linter = new PdfLinter(RULES);
    expect((await linter.lint(letter)).letter).toEqual({ pages: 1, findings: [] });
  });

  it('ends one that takes too much memory', async () => {
    linter = new PdfLinter(RULES, { maxMillis: 30_000, maxMemoryMb: 1 });
    const many = await letterWith(({ pdf }) => {
      for (let page = 0; page < 150; page += 1) pdf.addPage([595, 842]).drawText('x');
    });
    const { letter } = await linter.lint(many, 'many');
    expect(letter.findings[0]?.code).toBe('limit-exceeded');
  });

  it('keeps a thread for the files that follow', async () => {
    const letter = await letterWith();
    const first = await linter.lint(letter);
    expect(await linter.lint(letter)).toEqual(first);
  });
});

const files = corpusFiles().filter(({ path }) => existsSync(join(PDF_CORPUS, path)));

describe.skipIf(files.length === 0)(`every file of the corpus (${CORPUS_NOTE})`, () => {
  test('gets an answer within limits, and the unfit ones a reason', { timeout: 300_000 }, async () => {
    linter = new PdfLinter(RULES, { maxMillis: 60_000, maxMemoryMb: 1_500 });
    for (const { path, kind } of files) {
      const { letter } = await linter.lint(readFileSync(join(PDF_CORPUS, path)));
      const codes = letter.findings.map(({ code }) => code);
      expect(codes, path).not.toContain('limit-exceeded');
      if (kind === 'encrypted' || kind === 'garbage') expect(codes, path).toEqual(['unfit']);
    }
  });
});
