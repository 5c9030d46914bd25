/** What the schema needs to know about the place where the configuration file stands. */
export interface ReadContext {
  /** Folder of the file that is being read: relative paths start here, not where the job was started. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes note of something that works but should be mended. */
  warn(warning: ConfigWarning): void;
}

/** Something that works but should be mended; all but the message is fit for a log line. */
export interface ConfigWarning {
  readonly code: 'secret_readable_by_others';
  readonly file: string;
  /** Permissions in octal, such as `0644`. */
  readonly mode: string;
  /** For people. */
  readonly message: string;
}
