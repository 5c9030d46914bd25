import { folderOutbox } from './folder-outbox.ts';
import type { HandOverTarget } from './hand-over-target.ts';
import type { Outbox } from './outbox.ts';
import { openSftpOutbox } from './sftp-outbox.ts';

/** Opens the place that a profile names; close it whatever happens. @throws HostKeyMismatchError, PrintFileError */
export async function openOutbox(target: HandOverTarget): Promise<Outbox> {
  return target.kind === 'folder' ? folderOutbox(target.path) : openSftpOutbox(target);
}
