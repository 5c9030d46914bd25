import { readdirSync } from 'node:fs';
import type { Reporter } from './reporter.ts';

const EVERY_MS = 500;

/** Says how many messages the mail server has taken, while the night runs. @returns what ends the watch */
export function watchMail(received: string, expected: number, reporter: Reporter): () => void {
  let told = 0;
  const tell = (): void => {
    const taken = Math.min(expected, readdirSync(received).filter((name) => name.endsWith('.eml')).length);
    if (taken > told) reporter.progress('Mail server has taken', taken, expected);
    told = taken;
  };
  const timer = setInterval(tell, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    tell();
    // A bar that did not reach its end still stands on the line.
    if (told > 0 && told < expected) reporter.line('');
  };
}
