import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DEFECTS } from './defects.ts';
import { PLANTED_DEFECT } from './planted-defect.ts';

const PATIENCE = 1_800_000;
const PROGRAM = fileURLToPath(new URL('../../jobs/postausgang.mjs', import.meta.url));
const PLANTING = new URL('planted-defect.ts', import.meta.url).href;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function postausgang(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } };
    execFile(process.execPath, [PROGRAM, ...argv], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

it(
  'rehearse says which promise was broken, exits with 1, and names the command that shows it again',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'postausgang-rehearse-'));
    try {
      const file = join(directory, 'defect.json');
      writeFileSync(file, JSON.stringify(DEFECTS['the flag for protected data is not looked at']));
      const env = { NODE_OPTIONS: `--import ${PLANTING}`, [PLANTED_DEFECT]: file };
      const { code, stdout, stderr } = await postausgang(['rehearse', '--seed', '7', '--trial', '3'], env);
      expect(stderr).toMatch(/^ {4}3 kill +BROKEN: kill at classify\.chunk/m);
      expect(stdout).toContain('PROMISES BROKEN in 1 trials:');
      expect(stdout).toContain('by e-mail, which must not be: D-206 (protected)');
      expect(stdout).toContain('again: postausgang rehearse --seed 7 --trial 3 --keep');
      expect(code).toBe(1);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
  PATIENCE,
);

it(
  'a kind of fault that there is not is refused, with those that there are',
  async () => {
    const { code, stderr } = await postausgang(['rehearse', '--only', 'disk,rain']);
    expect(stderr).toMatch(/--only: expected kill, pause, disk.*got `rain`/);
    expect(code).toBe(64);
  },
  PATIENCE,
);
