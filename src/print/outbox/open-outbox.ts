import { folderOutbox } from './folder-outbox.ts';
import type { HandOverTarget } from './hand-over-target.ts';
import type { Outbox } from './outbox.ts';

/** Opens the place that a profile names; close it whatever happens. @throws HostKeyMismatchError, PrintFileError */
export async function openOutbox(target: HandOverTarget): Promise<Outbox> {
  if (target.kind === 'folder') return folderOutbox(target.path);
  // What speaks SSH takes 20 MB, and most outboxes are folders.
  const { openSftpOutbox } = await import('./sftp-outbox.ts');
  return openSftpOutbox(target);
}
