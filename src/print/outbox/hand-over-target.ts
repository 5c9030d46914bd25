import type { Secret } from '../../config/secret.ts';

/** A folder that the shop fetches from, or that a transfer client empties. It is never made here. */
export interface FolderTarget {
  readonly kind: 'folder';
  readonly path: string;
}

/** A directory of the shop's SFTP server. The host key is pinned: there is no way to switch that off. */
export interface SftpTarget {
  readonly kind: 'sftp';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Private key in OpenSSH's or PEM form; null: the password is used. */
  readonly key: Secret | null;
  readonly password: Secret | null;
  /** Fingerprint as `ssh-keygen -l` prints it: `SHA256:` and 43 characters of base64. */
  readonly hostKey: string;
  readonly directory: string;
}

export type HandOverTarget = FolderTarget | SftpTarget;

/** The place as people and announcements name it; holds no secret. */
export function locationOf(target: HandOverTarget): string {
  if (target.kind === 'folder') return target.path;
  const { user, host, port, directory } = target;
  return `sftp://${user}@${host}:${port}/${directory.replace(/^\//, '')}`;
}
