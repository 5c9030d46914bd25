import { PrintFileError } from '../errors.ts';

/** Status codes of the SFTP protocol (draft-ietf-secsh-filexfer-02, section 7). */
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
const FAILURE = 4;

/** The server is not the one whose key is pinned: nothing was sent, not even the user's name. */
export class HostKeyMismatchError extends PrintFileError {
  constructor(place: string, expected: string, got: string) {
    super(
      `${place}: expected the host key ${expected}, got ${got}. Nothing was sent. Ask the shop by telephone whether it has a new key; ` +
        'only then change `hostKey`.',
    );
  }
}

export function isNoSuchFile(error: unknown): boolean {
  return statusOf(error) === NO_SUCH_FILE;
}

/** What the server, or the network, said, with what to do about it. */
export function sftpError(place: string, doing: string, cause: unknown): PrintFileError {
  if (cause instanceof PrintFileError) return cause;
  const status = statusOf(cause);
  return new PrintFileError(`${place}: ${doing}: ${advice(status, cause)}`, {
    cause,
    retryable: status !== PERMISSION_DENIED && !isRefusedLogin(cause),
  });
}

function advice(status: number | null, cause: unknown): string {
  if (isRefusedLogin(cause)) {
    return 'the server refused the login. Check user and key or password with the shop and run again.';
  }
  switch (status) {
    case NO_SUCH_FILE:
      return 'there is no such directory. Check `directory` with the shop and run again.';
    case PERMISSION_DENIED:
      return 'the server refused it (permission denied). Have the shop check the rights of our account and run again.';
    case FAILURE:
      return 'the server failed, as it does on a full disk. Ask the shop whether it has space and run again.';
    case null:
      return 'the connection failed or was lost. Run again; what was sent is taken up where it stands.';
    default:
      return `the server answered with SFTP status ${status}. Run again once the shop has mended that.`;
  }
}

function statusOf(error: unknown): number | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
}

function isRefusedLogin(error: unknown): boolean {
  return error instanceof Error && 'level' in error && error.level === 'client-authentication';
}
