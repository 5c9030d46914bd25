import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { ConfigurationError } from '../domain/errors.ts';
import type { Config } from './load-config.ts';

/**
 * What must be there before a database is opened: the data directory, which is made, and the core database, in whose
 * place SQLite would make an empty file.
 *
 * @throws ConfigurationError
 */
export async function assertPlaces(config: Pick<Config, 'dataDir' | 'core' | 'ledger'>): Promise<void> {
  try {
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new ConfigurationError(
      `dataDir: expected \`${config.dataDir}\` to be a directory or to be made one, which failed. Check its owner and mode.`,
      { cause },
    );
  }
  if (config.core.client === 'sqlite' && !existsSync(config.core.file)) {
    throw new ConfigurationError(
      `core.file: expected the core database at \`${config.core.file}\`, found no such file. Check the path.`,
    );
  }
  if (config.core.client === 'sqlite' && config.ledger.client === 'sqlite') {
    // Two connections of one process to one file would wait for each other for ever.
    if (config.core.file !== config.ledger.file) return;
    throw new ConfigurationError(
      `ledger.file: expected a file of its own, got the core database's \`${config.core.file}\`.`,
    );
  }
}
