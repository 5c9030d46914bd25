import { zlibSync } from 'fflate';

/** Of 1 to 9: a seventh of the size that dictionaries of pages and fonts had, at 50 MB/s; more takes longer for little. */
const LEVEL = 3;

/**
 * Flate (ISO 32000-1, 7.4.4) for what a print file adds of its own. Not zlib's: what that makes of the same bytes
 * differs between processors and versions, and a print file must come out the same on any machine.
 */
export function compress(data: Uint8Array): Uint8Array {
  return zlibSync(data, { level: LEVEL });
}
