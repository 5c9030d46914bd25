import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completionScript } from '../../jobs/completion-script.ts';
import { runCli } from '../../jobs/cli.ts';
import { JOBS } from '../../jobs/registry.ts';
import { EXIT } from '../../src/domain/exit-code.ts';
import { exampleJob, Terminal } from './example-job.ts';

const BASH = '/bin/bash';

describe.runIf(existsSync(BASH))('completion in bash', () => {
  /** What bash would offer after these words; the last one is begun. */
  function offers(...words: readonly string[]): readonly string[] {
    const script = `${completionScript('bash', JOBS)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_postausgang
printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync(BASH, ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean);
  }

  it('offers commands, the options of each, and the words that an option takes', () => {
    expect(offers('postausgang', 'in')).toEqual(['in-doubt']);
    expect(offers('postausgang', 'help', 'rer')).toEqual(['rerun']);
    expect(offers('postausgang', 'rerun', '--on')).toEqual(['--only']);
    expect(offers('postausgang', 'rerun', '--only', '')).toEqual(['held', 'email', 'print']);
    expect(offers('postausgang', 'status', '--js')).toEqual(['--json']);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'] as const)('for %s names every command that the help names', (shell) => {
    const script = completionScript(shell, JOBS);
    for (const { name, hidden } of JOBS) if (!hidden) expect(script).toContain(name);
  });
});

describe('every command', () => {
  it.each(JOBS.map((job) => [job.name, job] as const))(
    '%s has examples that begin with its name',
    (name, job) => {
      expect(job.examples.length).toBeGreaterThan(0);
      for (const { command } of job.examples) expect(command.split(' ')[0]).toBe(name);
    },
  );
});

describe('help for a command that does not exist', () => {
  it('names it, and what may have been meant', async () => {
    const terminal = new Terminal();
    expect(await runCli(['help', 'settel'], [exampleJob()], terminal)).toBe(EXIT.usage);
    expect(terminal.err).toContain('There is no command `settel`. Did you mean `settle`?');
    expect(terminal.out).toBe('');
    expect(await runCli(['help', 'nope'], [exampleJob()], terminal)).toBe(EXIT.usage);
    expect(terminal.err).toContain('There is no command `nope`.');
  });
});
