import { stdin, stderr } from 'node:process';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from '../src/domain/errors.ts';

/**
 * One line from stdin, not shown where a person types it: as an argument it would stand in the list of processes.
 *
 * @throws UsageError when there is none
 */
export async function readHiddenLine(prompt: string): Promise<string> {
  const isTyped = stdin.isTTY;
  if (isTyped) stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: isTyped });
  try {
    for await (const line of lines) return line;
  } finally {
    lines.close();
    if (isTyped) stderr.write('\n');
  }
  throw new UsageError('expected a password on stdin, got nothing.');
}
