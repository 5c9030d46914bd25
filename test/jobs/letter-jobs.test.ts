import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../jobs/cli.ts';
import { lintJob } from '../../jobs/lint.ts';
import { verifyJob } from '../../jobs/verify.ts';
import { EXIT, type ExitCode } from '../../src/domain/exit-code.ts';
import { manifestJson } from '../../src/print/manifest.ts';
import type { ManifestInput } from '../../src/print/build-manifest.ts';
import { DEFAULT_PDF_LIMITS } from '../../src/print/pdf/pdf-limits.ts';
import { createPrintFileWriter } from '../../src/print/pdf/print-file-writer.ts';
import { provenManifest } from '../../src/print/proven-manifest.ts';
import { EXAMPLE_PROFILE, printItem } from '../print/example-profile.ts';
import { letterWith } from '../print/lint/bad-letters.ts';
import { Terminal } from './example-job.ts';

let folder = '';
let terminal: Terminal;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'letter-jobs-'));
  writeFileSync(join(folder, 'good.pdf'), await letterWith());
  writeFileSync(join(folder, 'bad.pdf'), await letterWith(({ text }) => text('Seite', 1, 200)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  terminal = new Terminal();
});

function run(...argv: readonly string[]): Promise<ExitCode> {
  return runCli(argv, [lintJob, verifyJob], terminal);
}

describe('lint', () => {
  it('needs no configuration, and ends with 0 where letters are clean', async () => {
    expect(await run('lint', join(folder, 'good.pdf'), '--profile', 'plain')).toBe(EXIT.completed);
    expect(terminal.out).toContain('clean');
    expect(terminal.out).toContain('1 letter against plain: 0 errors, 0 warnings.');
  });

  it('ends with 1 where a finding is an error, and gives programs its place', async () => {
    const code = await run(
      'lint',
      join(folder, 'good.pdf'),
      join(folder, 'bad.pdf'),
      '--profile',
      'plain',
      '--json',
    );
    expect(code).toBe(EXIT.failed);
    const report: unknown = JSON.parse(terminal.out);
    expect(report).toMatchObject({
      profile: 'plain',
      errors: 1,
      files: [{ findings: [] }, { findings: [{ code: 'text-in-zone', zone: 'left-edge', page: 1 }] }],
    });
  });

  it('draws an overlay for each letter into a folder that it makes', async () => {
    const overlays = join(folder, 'overlays', 'tonight');
    await run(
      'lint',
      join(folder, 'good.pdf'),
      join(folder, 'bad.pdf'),
      '--profile',
      'plain',
      '--overlay',
      overlays,
    );
    expect(readdirSync(overlays).sort()).toEqual(['bad.lint.pdf', 'good.lint.pdf']);
  });

  it('tells a missing letter (64) from a faulty profile (78)', async () => {
    expect(await run('lint', join(folder, 'none.pdf'), '--profile', 'plain')).toBe(EXIT.usage);
    const profile = join(folder, 'profile.yaml');
    writeFileSync(profile, 'id: mine\ngeometry: { clearEdges: { left: wide } }\n');
    expect(await run('lint', join(folder, 'good.pdf'), '--profile', profile)).toBe(EXIT.configuration);
    expect(terminal.err).toContain('geometry.clearEdges.left');
    expect(await run('lint', join(folder, 'good.pdf'), '--profile', join(folder, 'x.yaml'))).toBe(
      EXIT.configuration,
    );
    writeFileSync(profile, 'id: mine\n');
    expect(await run('lint', join(folder, 'good.pdf'), '--profile', profile)).toBe(EXIT.configuration);
  });
});

describe('verify', () => {
  const printFile = (): string => join(folder, 'job.pdf');

  async function written(): Promise<void> {
    const writer = await createPrintFileWriter(printFile(), { limits: DEFAULT_PDF_LIMITS, title: 'Test' });
    await writer.append(await letterWith(), { duplex: false });
    const { sha256, bytes } = await writer.finish();
    const input: ManifestInput = {
      plan: {
        stream: 'domestic-standard-simplex',
        mailpieces: [{ items: [printItem({ postalCode: '97070' })], sheets: 1 }],
      },
      profile: EXAMPLE_PROFILE,
      printFileId: '20261123-0001',
      businessDate: '2026-11-23',
      runId: 'run-1',
      catalogueHash: 'c'.repeat(64),
      toolVersion: '0.1.0',
      file: { name: 'job.pdf', sha256, bytes },
    };
    writeFileSync(join(folder, 'job.json'), manifestJson(await provenManifest(printFile(), input)));
  }

  it('says that file and manifest agree, and with a profile that addresses stand in the window', async () => {
    await written();
    expect(await run('verify', printFile(), '--profile', 'plain')).toBe(EXIT.completed);
    expect(terminal.out).toContain('Print file 20261123-0001 is what its manifest says.');
    expect(terminal.out).toContain('contents compared: 1');
    expect(terminal.out).toContain('addresses in the window: 1');
  });

  it('ends with 1 and says what disagrees', async () => {
    await written();
    const other = join(folder, 'other.pdf');
    writeFileSync(other, await letterWith());
    expect(await run('verify', other, '--manifest', join(folder, 'job.json'))).toBe(EXIT.failed);
    const profile = join(folder, 'window.yaml');
    writeFileSync(
      profile,
      'id: elsewhere\ngeometry: { addressField: { x: 100, y: 200, width: 80, height: 40 }, addressZone: { x: 100, y: 200, width: 80, height: 40 } }\n',
    );
    expect(await run('verify', printFile(), '--profile', profile)).toBe(EXIT.failed);
    expect(terminal.err).toContain('mailpiece 1, address window of page 1');
  });

  it('ends with 64 where a file is missing', async () => {
    expect(existsSync(join(folder, 'none.pdf'))).toBe(false);
    expect(await run('verify', join(folder, 'none.pdf'))).toBe(EXIT.usage);
    expect(await run('verify', join(folder, 'good.pdf'))).toBe(EXIT.usage);
    expect(terminal.err).toContain('--manifest');
  });
});
