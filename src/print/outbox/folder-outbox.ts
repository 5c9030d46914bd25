import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  digestIfPresent,
  diskError,
  errnoOf,
  exists,
  explained,
  publishNew,
  syncDirectory,
  writePart,
} from '../durable-file.ts';
import type { Outbox } from './outbox.ts';

/** A folder of this machine, or a mounted share. */
export function folderOutbox(path: string): Outbox {
  const at = (name: string): string => join(path, name);
  return {
    location: path,
    exists: (name) => exists(at(name)),
    digest: (name) => digestIfPresent(at(name)),
    list: () => explained(path, readdir(path)),
    writePart: async (name, content) => {
      const part = await writePart(at(name), async (handle) => {
        for await (const chunk of content) await handle.writeFile(chunk);
      });
      return part.slice(at('').length);
    },
    publishNew: (part, name) => publishNew(at(part), at(name)),
    renamePart: async (part, name) => {
      try {
        await rename(at(part), at(name));
        return true;
      } catch (cause) {
        if (errnoOf(cause) === 'ENOENT') return false;
        throw diskError(at(name), cause);
      }
    },
    remove: (name) => explained(at(name), rm(at(name), { force: true })),
    flush: () => syncDirectory(path),
    close: () => Promise.resolve(),
  };
}
