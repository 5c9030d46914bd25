import { open } from 'node:fs/promises';
import { journalPath } from './journal.ts';
import { parseLine } from './read-journal.ts';

/** Bytes at the end of a journal: some 300 lines, more than there are conversations at a time. */
const TAIL = 65_536;

/** Ids of the attempts in the last lines of a run's journal. */
export async function lastAttempts(directory: string, runId: string): Promise<readonly string[]> {
  const file = await open(journalPath(directory, runId), 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, TAIL)), { position: start });
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The first line is cut where the journal is longer than the tail, the last one where the writer died.
    const whole = lines.slice(start === 0 ? 0 : 1, -1).map(parseLine);
    return [...new Set(whole.flatMap((line) => (line !== null && 'attempt' in line ? [line.attempt] : [])))];
  } finally {
    await file.close();
  }
}
