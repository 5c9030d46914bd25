/** What the schema needs to know about the place where the configuration file stands. */
export interface ReadContext {
  /** Folder of the file that is being read: relative paths start here, not where the job was started. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes note of something that works but should be mended. */
  warn(warning: string): void;
}
