import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { meetAppending, meetDisk, meetSending } from './armed.ts';
import type { DiskOperation } from './fault.ts';

type Method = (this: unknown, ...given: unknown[]) => unknown;
type Methods = Record<string, Method | undefined>;

/** What each of Node's functions does to a disk. `open` counts where it may make or change a file. */
const OPERATIONS: Readonly<Record<DiskOperation, readonly string[]>> = {
  write: ['write', 'writev', 'writeFile', 'appendFile', 'truncate'],
  flush: ['sync', 'datasync', 'fsync', 'fdatasync'],
  name: ['open', 'mkdir', 'rename', 'link', 'unlink', 'rm', 'rmdir', 'copyFile', 'symlink'],
};

/**
 * The functions by which this process changes files may fail by plan: those that answer at once, with a promise or by a
 * callback, and those of open files. What Node itself reads to load the program is left alone.
 */
export async function rehearseDisk(): Promise<void> {
  const handle = await fs.promises.open(process.execPath, 'r');
  const ofHandles = Object.getPrototypeOf(handle) as Methods;
  await handle.close();
  for (const [on, names] of Object.entries(OPERATIONS) as [DiskOperation, readonly string[]][]) {
    for (const name of names) {
      replace(fs as unknown as Methods, `${name}Sync`, on, 'throws');
      replace(fs as unknown as Methods, name, on, 'calls back');
      replace(fs.promises as unknown as Methods, name, on, 'rejects');
      if (on !== 'name') replace(ofHandles, name, on, 'leaves half');
    }
  }
  syncBuiltinESMExports();
  const socket = net.Socket.prototype as unknown as { write: Method };
  const { write } = socket;
  socket.write = function met(this: unknown, ...given: unknown[]): unknown {
    meetSending();
    return write.apply(this, given);
  };
}

/** `leaves half`: an open file, in which a disk that fills up leaves half a line behind. */
type Failure = 'throws' | 'rejects' | 'calls back' | 'leaves half';

function replace(methods: Methods, name: string, on: DiskOperation, failure: Failure): void {
  const method = methods[name];
  if (method === undefined) return;
  methods[name] = function met(this: unknown, ...given: unknown[]): unknown {
    if (name.startsWith('open') && !changes(given[1])) return method.apply(this, given);
    const isOpenFile = failure === 'leaves half';
    if (name === 'writeSync' || (isOpenFile && name === 'appendFile')) meetAppending();
    const error = meetDisk(on);
    if (error === null) return method.apply(this, given);
    if (name === 'writeSync') halfOf(given[1], (half) => method.call(this, given[0], half));
    if (failure === 'throws') throw error;
    if (failure === 'rejects') return Promise.reject(error);
    if (isOpenFile) {
      const isWhole = name === 'appendFile' || name === 'writeFile';
      const half = isWhole ? halfOf(given[0], (content) => method.call(this, content)) : null;
      return Promise.resolve(half).then(() => Promise.reject(error));
    }
    const callback = given.at(-1);
    if (typeof callback === 'function') process.nextTick(() => (callback as Method)(error));
    return undefined;
  };
}

/** A disk that fills up takes the beginning: what is left behind is half a line. */
function halfOf(content: unknown, write: (half: unknown) => unknown): unknown {
  if (typeof content === 'string') return write(content.slice(0, content.length / 2));
  return content instanceof Uint8Array ? write(content.subarray(0, content.length / 2)) : null;
}

function changes(flags: unknown): boolean {
  if (typeof flags === 'number') return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
  return typeof flags === 'string' && flags !== 'r';
}
