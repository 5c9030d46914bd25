import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../domain/errors.ts';
import { demoPaths, type DemoPaths } from './demo-paths.ts';

const MARKER_TEXT =
  'A demo of postausgang made this folder; the next one with the same --dir makes it anew.\n';

/**
 * Makes an empty demo folder. An earlier demo is replaced; anything else that is not empty is left alone.
 *
 * @throws UsageError when the folder holds something that no demo made, or is no folder
 */
export function prepareDemoDirectory(directory: string): DemoPaths {
  const paths = demoPaths(directory);
  const status = statSync(paths.directory, { throwIfNoEntry: false });
  if (status !== undefined && !status.isDirectory()) {
    throw new UsageError(`Expected --dir to name a folder, got the file \`${directory}\`.`);
  }
  const entries = status === undefined ? [] : readdirSync(paths.directory);
  if (entries.length > 0 && !entries.includes(path.basename(paths.marker))) {
    throw new UsageError(
      `Expected --dir to name an empty folder or an earlier demo, got \`${directory}\` with ${entries.length} other entries. ` +
        'Nothing was touched; name another folder.',
    );
  }
  for (const entry of entries) rmSync(path.join(paths.directory, entry), { recursive: true, force: true });
  mkdirSync(paths.directory, { recursive: true });
  // First, so that a demo which dies half-way can be replaced.
  writeFileSync(paths.marker, MARKER_TEXT);
  const { pdfRoot, dataDir, outbox, inbox, received } = paths;
  // As in real life, what holds work and letters is for its owner alone.
  for (const folder of [pdfRoot, dataDir, outbox, inbox, received]) mkdirSync(folder, { mode: 0o700 });
  return paths;
}
