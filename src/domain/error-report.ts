import { PostausgangError } from './errors.ts';

/** What may be told about an error without telling anything about a person (L8). */
export interface ErrorReport {
  /** Class of the error. */
  readonly name: string;
  readonly code: string | null;
  /** Ours only: the message of a foreign error may quote a row, an address or a reply. */
  readonly message: string | null;
  /** Where it happened, nearest first; foreign errors only. */
  readonly frames: readonly string[];
  /** Class and code of what caused it. */
  readonly cause: string | null;
}

const MAX_FRAMES = 3;

/** Reads what is safe to tell of anything that was thrown. */
export function reportOf(thrown: unknown): ErrorReport {
  if (!(thrown instanceof Error)) {
    // A thrown text or object may hold anything, so nothing but its kind is told.
    return { name: `thrown ${typeof thrown}`, code: null, message: null, frames: [], cause: null };
  }
  const ours = thrown instanceof PostausgangError;
  return {
    name: nameOf(thrown),
    code: codeOf(thrown),
    message: ours ? thrown.message : null,
    frames: ours ? [] : framesOf(thrown),
    cause:
      thrown.cause instanceof Error
        ? [nameOf(thrown.cause), codeOf(thrown.cause)].filter(Boolean).join(' ')
        : null,
  };
}

/** `name` can be assigned to, the class cannot. */
function nameOf(error: Error): string {
  return /^\w{1,60}$/.test(error.constructor.name) ? error.constructor.name : 'Error';
}

/** Codes such as `ENOSPC`, `SQLITE_BUSY` or 1205; with the system call where there is one. */
function codeOf(error: Error): string | null {
  const code = 'code' in error ? error.code : null;
  const syscall = 'syscall' in error ? error.syscall : null;
  const words = [code, syscall].filter(
    (word) => (typeof word === 'string' && /^\w{1,60}$/.test(word)) || typeof word === 'number',
  );
  return words.length === 0 ? null : words.join(' ');
}

/** The stack without the message: only lines at its end that have the form of a frame, paths from the project's root. */
function framesOf(error: Error): readonly string[] {
  const lines = (error.stack ?? '').split('\n');
  let start = lines.length;
  while (/^ {4}at .*(?::\d+:\d+|<anonymous>|native)\)?$/.test(lines[start - 1] ?? '')) start -= 1;
  return lines
    .slice(start, start + MAX_FRAMES)
    .map((line) =>
      line.trim().replace(/(?:file:\/\/)?\/[^\s()]*?\/(?=(?:src|jobs|test|node_modules)\/)/, ''),
    );
}
