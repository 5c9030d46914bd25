import { access, constants, open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { checked, fail, ok, warn, type Check } from './check.ts';

/** Bytes free: a night of 10,000 letters of 100 KB needs 1 GB for print files, and as much again for their copies. */
const SPACE_WARN = 2_000_000_000;
const SPACE_FAIL = 200_000_000;

/** Permission bits of group and others. */
const OTHERS = 0o077;

/** Whether journal and print files will find their place. */
export async function checkDisks(dataDir: string): Promise<readonly Check[]> {
  return [
    ...(await checked('data directory', `make ${dataDir} writable for this account`, () =>
      checkDataDirectory(dataDir),
    )),
    ...(await checked('flushing to disk', 'put `dataDir` on a local disk: the journal needs fsync', () =>
      checkFlush(dataDir),
    )),
    ...(await space('space for print files', dataDir)),
  ];
}

async function checkDataDirectory(dataDir: string): Promise<Check> {
  await access(dataDir, constants.W_OK | constants.X_OK);
  const { mode } = await stat(dataDir);
  const open_ = process.platform !== 'win32' && (mode & OTHERS) !== 0;
  return open_
    ? warn(
        'data directory',
        `${dataDir} has mode ${(mode & 0o777).toString(8).padStart(4, '0')}, others can look in`,
        `run \`chmod 700 ${dataDir}\`: journal and print files hold personal data`,
      )
    : ok('data directory', `${dataDir} is writable, for this account alone`);
}

/** The journal's flush before each body is what keeps anything from leaving twice. */
async function checkFlush(dataDir: string): Promise<Check> {
  const path = join(dataDir, `.doctor-${process.pid}`);
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile('flushed\n');
    const start = performance.now();
    await handle.sync();
    return ok('flushing to disk', `works, ${(performance.now() - start).toFixed(1)} ms`);
  } finally {
    await handle.close();
    await rm(path, { force: true });
  }
}

/** Free space at a directory that is to take print files. */
export async function space(name: string, directory: string): Promise<readonly Check[]> {
  return checked(name, 'see the check of that directory', async () => {
    const { bavail, bsize } = await statfs(directory);
    const free = bavail * bsize;
    const found = `${(free / 1e9).toFixed(1)} GB free at ${directory}`;
    const advice = 'free some space, or move it to a larger disk';
    if (free < SPACE_FAIL) return fail(name, found, advice);
    return free < SPACE_WARN ? warn(name, found, advice) : ok(name, found);
  });
}
