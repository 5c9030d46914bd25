import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileConflictError, PrintFileError } from '../../src/print/errors.ts';
import { namesBeside, printFileNames } from '../../src/print/print-file-names.ts';
import { sealPrintFile } from '../../src/print/seal-print-file.ts';

let directory = '';
let part = '';
let final = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'seal-'));
  part = join(directory, 'x.pdf.part');
  final = join(directory, 'x.pdf');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('sealing a print file', () => {
  test('gives the part its final name, readable for this user only', async () => {
    writeFileSync(part, 'letters', { mode: 0o644 });
    await sealPrintFile(part, final);
    expect(readFileSync(final, 'utf8')).toBe('letters');
    expect(statSync(final).mode & 0o777).toBe(0o600);
    expect(existsSync(part)).toBe(false);
  });

  test('after a crash between rename and record it ends the same way', async () => {
    writeFileSync(final, 'letters');
    await sealPrintFile(part, final);
    writeFileSync(part, 'letters');
    await sealPrintFile(part, final);
    expect(readFileSync(final, 'utf8')).toBe('letters');
    expect(existsSync(part)).toBe(false);
  });

  test('never replaces other bytes, not even of the same length', async () => {
    writeFileSync(final, 'letters');
    writeFileSync(part, 'LETTERS');
    await expect(sealPrintFile(part, final)).rejects.toThrow(FileConflictError);
    expect(readFileSync(final, 'utf8')).toBe('letters');
    expect(existsSync(part)).toBe(true);
  });

  test('says so when there is nothing to seal', async () => {
    await expect(sealPrintFile(part, final)).rejects.toThrow(PrintFileError);
  });
});

describe('names of a print file', () => {
  test('say business date, print file and stream', () => {
    expect(
      printFileNames({ businessDate: '2026-11-23', printFileId: 'pf-7', stream: 'domestic-standard-duplex' }),
    ).toEqual({
      pdf: '2026-11-23_pf-7_domestic-standard-duplex.pdf',
      json: '2026-11-23_pf-7_domestic-standard-duplex.json',
      csv: '2026-11-23_pf-7_domestic-standard-duplex.csv',
      trigger: '2026-11-23_pf-7_domestic-standard-duplex.ready',
      announced: '2026-11-23_pf-7_domestic-standard-duplex.announced',
    });
  });

  test('hold nothing that a path, a share or a shell could take amiss', () => {
    const names = printFileNames({ businessDate: '2026-11-23', printFileId: '7', stream: '../C5 groß/$(x)' });
    expect(names.pdf).toBe('2026-11-23_7_..-C5-gro-x-.pdf');
    expect(namesBeside(`/any/where/${names.pdf}`)).toEqual(names);
  });
});
