const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Decimal as in "10 MB" of mail providers and RFC 1870 limits; the binary units are there for whoever means them. */
const BYTES = { B: 1, KB: 1000, MB: 1_000_000, GB: 1_000_000_000, KiB: 1024, MiB: 1_048_576 } as const;

/** `1500ms`, `30s`, `5m`, `14h` or `30d` as milliseconds; null when it is none of these. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * MILLISECONDS[match[2] as keyof typeof MILLISECONDS];
}

/** `500B`, `64KB`, `10MB`, `2GB`, `64KiB` or `10MiB` as bytes; null when it is none of these. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,9}) ?(B|KB|MB|GB|KiB|MiB)$/.exec(text);
  if (match === null) return null;
  return Number(match[1]) * BYTES[match[2] as keyof typeof BYTES];
}
