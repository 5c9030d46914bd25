/**
 * Ids, counts, codes and durations (ms). Nothing that names, addresses or quotes a person belongs here (L8); what
 * does not look like an id or a code is masked, because a caller can err.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export const MASK = '[masked]';

/** Ids, codes, days, hashes, versions, host names and file names: one word of ASCII. */
const IDENTIFIER = /^[\w.:/+=#-]{1,200}$/;

/** Keys that the line itself uses, or that would read as one of them. */
const RESERVED: ReadonlySet<string> = new Set(['time', 'level', 'event', 'error']);

/** The fields as they may be written. */
export function cleanFields(fields: LogFields): Record<string, string | number | boolean | null> {
  const clean: Record<string, string | number | boolean | null> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    clean[RESERVED.has(key) ? `${key}_` : key] = typeof value === 'string' ? cleanText(value) : value;
  }
  return clean;
}

/** One word of ASCII stays; spaces, `@`, umlauts and line ends make a text that somebody wrote. */
export function cleanText(text: string): string {
  return text === '' || IDENTIFIER.test(text) ? text : MASK;
}
