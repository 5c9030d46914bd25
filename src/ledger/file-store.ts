import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { PostausgangError } from '../domain/errors.ts';

/** The file store itself cannot be read: no single document's fault, so none is held because of it. */
export class FileStoreError extends PostausgangError {
  readonly code = 'FILE_STORE';
  override readonly retryable = true;

  constructor(code: string, cause: unknown) {
    super(
      `File store core.pdfRoot: it cannot be read (${code}). Check that the share is mounted and readable for this user, then rerun. No document was held because of it.`,
      { cause },
    );
  }
}

export type StoredFile =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent'; readonly why: string }
  /** `accepts` does not want a file of this size (bytes); it was not read. */
  | { readonly kind: 'refused'; readonly size: number };

/**
 * Reads one file below `root`, whole in memory, after its size was accepted. What only this path is to blame for is an
 * answer; what would be the same for every path is an error: to hold a whole night for an unmounted share would be
 * the greater harm.
 *
 * @throws FileStoreError
 */
export async function readStoredFile(
  root: string,
  path: string,
  accepts: (size: number) => boolean,
): Promise<StoredFile> {
  const full = resolve(root, path);
  const below = relative(root, full);
  // A path from a database must not reach outside of the file store.
  if (below === '' || below === '..' || below.startsWith('../') || isAbsolute(below)) {
    return { kind: 'absent', why: 'pdf_path leads outside of core.pdfRoot' };
  }
  try {
    // Looked at before it is opened: opening a pipe would wait for a writer for ever.
    const found = await stat(full);
    if (!found.isFile()) return { kind: 'absent', why: 'pdf_path is not a file' };
    if (!accepts(found.size)) return { kind: 'refused', size: found.size };
    const bytes = await readFile(full);
    return accepts(bytes.byteLength) ? { kind: 'read', bytes } : { kind: 'refused', size: bytes.byteLength };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (!OF_ONE_PATH.has(code)) throw new FileStoreError(code, error);
    await assertStoreIsThere(root);
    return { kind: 'absent', why: `the file at pdf_path cannot be read (${code})` };
  }
}

/** What a single path can be wrong in while the store is well. */
const OF_ONE_PATH: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
  'ELOOP',
  'EACCES',
  'EPERM',
  'ERR_INVALID_ARG_VALUE',
]);

/** An empty root is a mount point without its share. */
async function assertStoreIsThere(root: string): Promise<void> {
  let names;
  try {
    names = await readdir(root);
  } catch (error) {
    throw new FileStoreError(
      error instanceof Error && 'code' in error ? String(error.code) : 'unknown',
      error,
    );
  }
  if (names.length === 0) throw new FileStoreError('it is empty', null);
}
