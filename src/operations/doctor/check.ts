import { reportOf, type ErrorReport } from '../../domain/error-report.ts';

/** One thing that was looked at. */
export interface Check {
  /** What was looked at, in a few words. */
  readonly name: string;
  /** `warn`: the night can run, but somebody should look. `fail`: it will fail, or must not run. */
  readonly status: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do; null when there is nothing to do. */
  readonly advice: string | null;
}

export function ok(name: string, found: string): Check {
  return { name, status: 'ok', found, advice: null };
}

export function warn(name: string, found: string, advice: string): Check {
  return { name, status: 'warn', found, advice };
}

export function fail(name: string, found: string, advice: string): Check {
  return { name, status: 'fail', found, advice };
}

/** What a system call says, for people; the code stands behind it. */
const IN_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'this account has no right to it',
  EPERM: 'this account has no right to it',
  EROFS: 'it is on a file system that cannot be written to',
  ENOSPC: 'no space is left',
  ENOTDIR: 'a part of its path is no directory',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'it did not answer in time',
  ENOTFOUND: 'the name is not known',
  EHOSTUNREACH: 'there is no way to it',
  SQLITE_CANTOPEN: 'the file cannot be opened',
  ELOGIN: 'the login was refused',
};

function whatFailed({ message, name, code }: ErrorReport): string {
  if (message !== null) return message;
  const words = IN_WORDS[code?.split(' ')[0] ?? ''];
  return words === undefined ? [name, code].filter(Boolean).join(' ') : `${words} (${code ?? ''})`;
}

/** Looks at something that can itself break: what is thrown becomes a failed check, told without personal data (L8). */
export async function checked(
  name: string,
  advice: string,
  look: () => Promise<Check | readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    const found = await look();
    return Array.isArray(found) ? (found as readonly Check[]) : [found as Check];
  } catch (error) {
    return [fail(name, whatFailed(reportOf(error)), advice)];
  }
}
