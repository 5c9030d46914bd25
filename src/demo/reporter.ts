/** Where the demo says what it does. */
export interface Reporter {
  line(text: string): void;
  /** Says how far a long step is; the last call has `done` equal to `total`. */
  progress(what: string, done: number, total: number): void;
}

/** Steps of ten per cent where lines cannot be overwritten. */
const PLAIN_STEPS = 10;
const BAR_WIDTH = 24;

/** A bar that moves on a terminal; a line each tenth of the way in a file or a pipe. */
export function createReporter(stream: { readonly isTTY?: boolean; write(text: string): unknown }): Reporter {
  let told = 0;
  return {
    line: (text) => void stream.write(`${text}\n`),
    progress(what, done, total) {
      if (stream.isTTY === true) {
        const filled = Math.round((done / total) * BAR_WIDTH);
        const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
        stream.write(`\r\u001B[K${what} ${bar} ${done}/${total}${done === total ? '\n' : ''}`);
        return;
      }
      const step = Math.floor((done / total) * PLAIN_STEPS);
      if (step > told) stream.write(`${what}: ${done} of ${total}\n`);
      told = done === total ? 0 : step;
    },
  };
}
