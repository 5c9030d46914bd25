import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { JOBS } from '../../jobs/registry.ts';

const ROOT = join(import.meta.dirname, '../..');
const UNITS = join(ROOT, 'deploy/systemd');
const names = readdirSync(UNITS);
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('deploy/systemd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postausgang-units-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.runIf(hasSystemd)('is what systemd understands, without a warning', () => {
    for (const name of names) {
      // Paths and the account of an installation that this machine does not have.
      const unit = readFileSync(join(UNITS, name), 'utf8')
        .replace('/opt/postausgang/node_modules/.bin/node', process.execPath)
        .replace('WorkingDirectory=/opt/postausgang', 'WorkingDirectory=/tmp')
        .replaceAll(/^(User|Group)=postausgang$/gm, '$1=root');
      writeFileSync(join(folder, name), unit);
    }
    const verified = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', '--recursive-errors=no', ...names.map((name) => join(folder, name))],
      { encoding: 'utf8' },
    );
    expect(verified.stderr).toBe('');
    expect(verified.status).toBe(0);
  });

  it.skipIf(hasSystemd)('is not verified: systemd-analyze is not installed', () => undefined);

  it.runIf(hasSystemd)('has timers whose times exist', () => {
    for (const name of names.filter((each) => each.endsWith('.timer'))) {
      const times = readFileSync(join(UNITS, name), 'utf8').match(/(?<=^OnCalendar=).*$/gm) ?? [];
      expect(times).toHaveLength(1);
      execFileSync('systemd-analyze', ['calendar', times[0] ?? '']);
    }
  });

  it('starts commands that exist, and stops a night with one signal only', () => {
    for (const name of names.filter((each) => each.endsWith('.service'))) {
      const unit = readFileSync(join(UNITS, name), 'utf8');
      const command = /postausgang\.mjs (\S+)/.exec(unit)?.[1];
      expect(JOBS.map((job) => job.name)).toContain(command);
      if (command === 'schedule') expect(unit).toContain('KillMode=mixed');
    }
  });
});

describe('deploy/sql-agent', () => {
  it('starts a command that exists, by procedures of msdb that are there', () => {
    const script = readFileSync(join(ROOT, 'deploy/sql-agent/postausgang-job.sql'), 'utf8');
    expect(script).toContain('postausgang.mjs schedule --once');
    const procedures = new Set(script.match(/(?<=^EXEC dbo\.|^ {2}EXEC dbo\.)\w+/gm));
    expect([...procedures]).toEqual([
      'sp_delete_job',
      'sp_add_job',
      'sp_add_jobstep',
      'sp_add_jobschedule',
      'sp_add_jobserver',
    ]);
  });
});

describe('docs/schedule.md', () => {
  it('names files that exist', () => {
    const text = readFileSync(join(ROOT, 'docs/schedule.md'), 'utf8');
    for (const path of text.match(/deploy\/(?:systemd|sql-agent)\/[\w.-]+\.(?:service|sql)/g) ?? []) {
      expect(existsSync(join(ROOT, path))).toBe(true);
    }
  });
});
