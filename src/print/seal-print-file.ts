import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { digestIfPresent, exists, explained, publishNew, syncDirectory } from './durable-file.ts';
import { FileConflictError, PrintFileError } from './errors.ts';

/**
 * Gives a finished print file its final name, durably. Called again after a crash at any point it ends the same way:
 * rendering is deterministic, so a file that already has the name must be identical.
 * @throws FileConflictError when the final name holds other bytes; they are kept.
 * @throws PrintFileError when there is neither part nor file, or the disk refuses.
 */
export async function sealPrintFile(partPath: string, finalPath: string): Promise<void> {
  if (await exists(partPath)) {
    await flush(partPath);
    const before = await digestIfPresent(finalPath);
    if (before !== null) await assertIdentical(partPath, finalPath, before.sha256);
    await publishNew(partPath, finalPath);
  } else if (!(await exists(finalPath))) {
    throw new PrintFileError(`Expected \`${partPath}\` to be sealed, found neither it nor \`${finalPath}\`.`);
  }
  await syncDirectory(dirname(finalPath));
}

async function flush(path: string): Promise<void> {
  const handle = await explained(path, open(path, 'r+'));
  try {
    await explained(path, handle.chmod(0o600));
    await explained(path, handle.sync());
  } finally {
    await handle.close();
  }
}

async function assertIdentical(partPath: string, finalPath: string, sha256: string): Promise<void> {
  const rendered = await digestIfPresent(partPath);
  if (rendered === null || rendered.sha256 === sha256) return;
  throw new FileConflictError(
    `Print file \`${finalPath}\` is there already with other bytes than the one just rendered from the same membership: ` +
      `expected SHA-256 ${sha256}, got ${rendered.sha256}. Neither is handed over; find out which program version or letter changed.`,
  );
}
