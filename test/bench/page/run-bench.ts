import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs one of the single benchmarks as a process of its own, shows what it says, and reads the figures that it leaves.
 *
 * @param script below `test/bench`
 */
export async function runBench<Figures>(script: string, args: readonly string[]): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-figures-'));
  const file = join(directory, 'figures.json');
  try {
    const program = join(import.meta.dirname, '..', script);
    const child = spawn(process.execPath, [program, ...args, '--json', file], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`\`${script}\` ended with exit code ${String(code)}.`);
    return JSON.parse(readFileSync(file, 'utf8')) as Figures;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
