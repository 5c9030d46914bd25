import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsReference } from '../../src/config/reference.ts';
import { ConfigFolder, type Settings } from './example-settings.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/configuration.md');
const EXAMPLE = join(ROOT, 'templates/postausgang.example.yaml');

describe('docs/configuration.md', () => {
  it('describes exactly the settings that there are', async () => {
    const written = readFileSync(DOCUMENT, 'utf8');
    const end = written.indexOf('-->\n') + '-->\n'.length;
    expect(end).toBeGreaterThan('-->\n'.length);
    await expect(`${written.slice(0, end)}\n${settingsReference()}`).toMatchFileSnapshot(DOCUMENT);
  });

  it('describes every setting in words', () => {
    expect(settingsReference()).not.toMatch(/\): *$/m);
    expect(settingsReference()).not.toMatch(/\(,|\(\)|undefined|\[object/);
  });
});

describe('templates/postausgang.example.yaml', () => {
  let folder: ConfigFolder;
  beforeEach(() => void (folder = new ConfigFolder()));
  afterEach(() => folder.remove());

  it('is a valid configuration as it stands', () => {
    expect(existsSync(EXAMPLE) && statSync(EXAMPLE).isFile()).toBe(true);
    const env = { CORE_DB_PASSWORD: 'a', LEDGER_DB_PASSWORD: 'b', RELAY_PASSWORD: 'c' };
    const config = folder.load(parse(readFileSync(EXAMPLE, 'utf8')) as Settings, { env });
    expect(config.core.writeBack?.statement).toContain(':dispatch_id');
  });

  it('L6: leaves the undertakings of the letter shop to whoever has them on file', () => {
    expect(readFileSync(EXAMPLE, 'utf8')).toMatch(
      /secrecyUndertaking: false[\s\S]*processingAgreement: false/,
    );
  });
});
