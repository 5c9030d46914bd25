import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { createAuthority } from '../../src/demo/certificates.ts';
import { MAX_PDF_BYTES, writeDemoConfiguration } from '../../src/demo/demo-configuration.ts';
import { prepareDemoDirectory } from '../../src/demo/demo-directory.ts';
import { prepareReturns } from '../../src/demo/returned-mail.ts';
import { UsageError } from '../../src/domain/errors.ts';

describe('demo folder', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'postausgang-demo-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  test('is made where nothing is', () => {
    const paths = prepareDemoDirectory(path.join(directory, 'new', 'demo'));
    expect(existsSync(paths.outbox)).toBe(true);
    for (const folder of [paths.dataDir, paths.inbox, paths.outbox])
      expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('replaces an earlier demo', () => {
    const { core } = prepareDemoDirectory(directory);
    writeFileSync(core, 'of yesterday');
    prepareDemoDirectory(directory);
    expect(existsSync(core)).toBe(false);
  });

  test('leaves alone what no demo made', () => {
    const file = path.join(directory, 'thesis.txt');
    writeFileSync(file, 'years of work');
    expect(() => prepareDemoDirectory(directory)).toThrow(UsageError);
    expect(() => prepareDemoDirectory(file)).toThrow(/name a folder, got the file/);
    expect(readFileSync(file, 'utf8')).toBe('years of work');
  });

  test('gets a configuration that the real jobs take without a fault or a warning', () => {
    const paths = prepareDemoDirectory(directory);
    writeFileSync(paths.authority, createAuthority().certificate);
    prepareReturns(paths);
    writeDemoConfiguration(paths, 2525);
    const config = loadConfig(paths.configuration, { env: {}, execArgv: [] });
    expect(config.core).toMatchObject({ file: paths.core, pdfRoot: paths.pdfRoot });
    expect(config.ledger).toMatchObject({ file: paths.ledger });
    expect(config.email.relay).toMatchObject({ host: 'localhost', port: 2525, mode: 'starttls' });
    expect(config.email.retryDelays).toEqual([1000, 1000, 2000, 2000]);
    expect(config.print.profile.handOver).toEqual({ kind: 'folder', path: paths.outbox });
    expect(config.pdf.limits.maxBytes).toBe(MAX_PDF_BYTES);
    expect(config.bounces.maildir).toBe(paths.returned);
    expect(statSync(paths.bounceKey).mode & 0o777).toBe(0o600);
    expect(config.source.warnings).toEqual([]);
  });
});
