import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogueJob } from '../../jobs/catalogue.ts';
import { runCli } from '../../jobs/cli.ts';
import { EXIT, type ExitCode } from '../../src/domain/exit-code.ts';
import { HOUSE_CATALOGUE_YAML } from '../support/house-catalogue.ts';
import { Terminal } from './example-job.ts';

let terminal: Terminal;
let folder: string;
beforeEach(() => {
  terminal = new Terminal();
  folder = mkdtempSync(join(tmpdir(), 'postausgang-catalogue-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...argv: readonly string[]): Promise<ExitCode> {
  return runCli(['--config', join(folder, 'none.yaml'), 'catalogue', ...argv], [catalogueJob], terminal);
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('catalogue check', () => {
  it('looks at the catalogue of the program where nothing is configured, and finds nothing', async () => {
    expect(await run('check')).toBe(EXIT.completed);
    expect(terminal.out).toContain('No findings.');
    expect(terminal.out).toContain('Core view: not compared');
  });

  it('answers programs with each finding, and exit 1', async () => {
    const rules = file(
      'rules.yaml',
      HOUSE_CATALOGUE_YAML.replace("announcedOn: '2025-11-03'", "announcedOn: '2025-12-01'"),
    );
    expect(await run('check', '--file', rules, '--json')).toBe(EXIT.failed);
    expect(JSON.parse(terminal.out)).toMatchObject({
      file: rules,
      version: null,
      findings: [{ kind: 'fault', path: 'terms.1.effectiveOn', found: '`2026-01-01`' }],
    });
  });

  it('says which file it cannot read', async () => {
    expect(await run('check', '--file', join(folder, 'gone.yaml'))).toBe(EXIT.configuration);
    expect(terminal.err).toContain('ENOENT');
  });
});

describe('catalogue export', () => {
  it('writes HTML and PDF, compared with an older catalogue', async () => {
    const older = file('older.yaml', HOUSE_CATALOGUE_YAML.replace('form: proof', 'form: written'));
    expect(await run('export', '--since', older, '--out', join(folder, 'out'))).toBe(EXIT.completed);
    expect(terminal.out).toContain('Compared with older.yaml: 1 differences.');
    expect(
      readdirSync(join(folder, 'out'))
        .map((name) => name.replace(/-\w+\./, '.'))
        .sort(),
    ).toEqual(['regelwerk.html', 'regelwerk.pdf']);
  });

  it('refuses an older catalogue that is none, and a call without a folder', async () => {
    expect(await run('export', '--since', file('x.yaml', 'a: ['), '--out', folder)).toBe(EXIT.configuration);
    expect(await run('export')).toBe(EXIT.usage);
  });
});
