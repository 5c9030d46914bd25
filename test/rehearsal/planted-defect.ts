import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** One line of the program as it must never be. */
export interface Defect {
  /** Below `src`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Names the file with the defect, for a process that is started with this module as `--import`. */
export const PLANTED_DEFECT = 'POSTAUSGANG_PLANTED_DEFECT';

const planted = process.env[PLANTED_DEFECT];
if (planted !== undefined) plant(JSON.parse(readFileSync(planted, 'utf8')) as Defect);

/** The program is loaded as it stands, but for that line. */
function plant({ file, find, replace }: Defect): void {
  const path = fileURLToPath(new URL(`../../src/${file}`, import.meta.url));
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (!url.startsWith('file:') || fileURLToPath(url) !== path) return loaded;
      const source = readFileSync(path, 'utf8');
      if (source.split(find).length !== 2)
        throw new Error(`Expected ${file} to hold the line to break exactly once: ${find}`);
      return { ...loaded, source: source.replace(find, replace) };
    },
  });
}
