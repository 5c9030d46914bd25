import { fileURLToPath } from 'node:url';
import type { PlayerOptions } from '../../src/rehearsal/player-process.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The program as it is. */
export const SOUND: PlayerOptions = {
  script: at('../../jobs/rehearsal-player.ts'),
  compileCache: at('../../node_modules/.cache/postausgang'),
};

/** The program with the defect of `planted-defect.ts`. */
export const DEFECTIVE: PlayerOptions = {
  ...SOUND,
  nodeArguments: ['--import', at('planted-defect.ts')],
};
