import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertPlaces } from '../../src/config/assert-places.ts';
import type { Config } from '../../src/config/load-config.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postausgang-places-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Only what is looked at: where things stand. */
function places(core: string, ledger: string): Parameters<typeof assertPlaces>[0] {
  return {
    dataDir: join(folder, 'data'),
    core: { client: 'sqlite', file: join(folder, core) } as Config['core'],
    ledger: { client: 'sqlite', file: join(folder, ledger) },
  };
}

describe('what must be there before a database is opened', () => {
  it('is the core database: none is made in its place', async () => {
    await expect(assertPlaces(places('core.sqlite', 'ledger.sqlite'))).rejects.toThrow(
      /core\.file: .*no such file/,
    );
  });

  it('is a ledger of its own: two connections to one file would wait for each other', async () => {
    writeFileSync(join(folder, 'one.sqlite'), '');
    await expect(assertPlaces(places('one.sqlite', 'one.sqlite'))).rejects.toThrow(
      /ledger\.file: .*of its own/,
    );
  });

  it('is nothing else', async () => {
    writeFileSync(join(folder, 'core.sqlite'), '');
    await expect(assertPlaces(places('core.sqlite', 'ledger.sqlite'))).resolves.toBeUndefined();
  });
});
