import { access, constants, stat } from 'node:fs/promises';
import { locationOf, type HandOverTarget } from '../../print/outbox/hand-over-target.ts';
import { openOutbox } from '../../print/outbox/open-outbox.ts';
import { checked, fail, ok, type Check } from './check.ts';
import { space } from './disk-checks.ts';

/** Whether print files will find the shop: the folder, or its server with the pinned key. Nothing is written. */
export async function checkOutbox(target: HandOverTarget): Promise<readonly Check[]> {
  if (target.kind === 'folder') return checkFolder(target.path);
  const place = locationOf(target);
  return checked(
    'outbox',
    'mend `handOver` of the shop profile; until then finished print files wait',
    async () => {
      const outbox = await openOutbox(target);
      try {
        const { length } = await outbox.list();
        return ok('outbox', `${place} holds the pinned key and lets us in; ${length} files lie there`);
      } finally {
        await outbox.close();
      }
    },
  );
}

async function checkFolder(path: string): Promise<readonly Check[]> {
  return [
    ...(await checked(
      'outbox',
      `make or mount ${path} and let this account write there; it is never made here, for an unmounted share would be hidden by it`,
      async () => {
        await access(path, constants.W_OK | constants.X_OK);
        return (await stat(path)).isDirectory()
          ? ok('outbox', `${path} is there and writable`)
          : fail(
              'outbox',
              `${path} is no directory`,
              'set `handOver.path` of the shop profile to a directory',
            );
      },
    )),
    ...(await space('space in the outbox', path)),
  ];
}
