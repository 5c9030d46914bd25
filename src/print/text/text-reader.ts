import { Worker } from 'node:worker_threads';
import type { UnreadableText } from '../../domain/content.ts';
import type { PdfText } from './pdf-text.ts';
import type { TextAnswer, TextWorkerData } from './text-worker.ts';

export interface TextLimits {
  /** Milliseconds for one PDF; then its worker is ended. */
  readonly maxMillis: number;
  /** Bytes that PDFium may take in each worker. */
  readonly maxMemoryBytes: number;
  /** Characters of one PDF. */
  readonly maxCharacters: number;
  /** Threads that read at the same time. */
  readonly workers: number;
}

/** Reads the text of PDFs beside the run: whatever a PDF does to its worker, the run goes on. Close it at the end. */
export interface TextReader {
  /** Never throws for what a PDF does; waits while every worker is busy. */
  readonly read: (pdf: Uint8Array) => Promise<PdfText>;
  readonly close: () => Promise<void>;
}

/** Heap of JavaScript in a worker: the text and its arrays, a multiple of `maxCharacters`. */
const HEAP_MEGABYTES = 128;

/** Workers start when they are first needed, and again after one was lost. */
export function openTextReader(limits: TextLimits): TextReader {
  const idle: Worker[] = [];
  const waiting: ((worker: Worker) => void)[] = [];
  const alive = new Set<Worker>();
  const endings: Promise<unknown>[] = [];

  const start = (): Worker => {
    const worker = new Worker(new URL('./text-worker.ts', import.meta.url), {
      workerData: {
        maxCharacters: limits.maxCharacters,
        maxMemoryBytes: limits.maxMemoryBytes,
      } satisfies TextWorkerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
      // A worker has nothing to say: what a library prints may hold a customer's words (L8).
      stdout: true,
      stderr: true,
    });
    // Only reading keeps the process alive, idle workers do not.
    worker.unref();
    alive.add(worker);
    // Without a listener the error of an idle worker would end the process.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      alive.delete(worker);
      const place = idle.indexOf(worker);
      if (place >= 0) idle.splice(place, 1);
    });
    return worker;
  };
  const lose = (worker: Worker): void => {
    alive.delete(worker);
    endings.push(worker.terminate());
  };
  const take = (): Worker | Promise<Worker> => {
    const free = idle.pop();
    if (free !== undefined) return free;
    if (alive.size < limits.workers) return start();
    return new Promise((resolve) => {
      waiting.push(resolve);
    });
  };
  const giveBack = (worker: Worker): void => {
    const usable = alive.has(worker) ? worker : null;
    const next = waiting.shift();
    if (next !== undefined) next(usable ?? start());
    else if (usable !== null) idle.push(usable);
  };

  return {
    read: async (pdf) => {
      const worker = await take();
      try {
        return await readWith(worker, pdf, limits.maxMillis, () => lose(worker));
      } finally {
        giveBack(worker);
      }
    },
    close: async () => {
      for (const worker of alive) lose(worker);
      await Promise.all(endings);
    },
  };
}

/** @param lose is called when the worker must not be used again */
async function readWith(
  worker: Worker,
  pdf: Uint8Array,
  maxMillis: number,
  lose: () => void,
): Promise<PdfText> {
  worker.ref();
  let settle: (text: PdfText) => void = () => undefined;
  const answered = new Promise<PdfText>((resolve) => {
    settle = resolve;
  });
  const give = ({ text, isWorn }: TextAnswer): void => {
    if (isWorn) lose();
    settle(text);
  };
  const giveUp = (why: UnreadableText): void => {
    lose();
    settle({ kind: 'unreadable', why });
  };
  const onError = (error: unknown): void => giveUp(whyLost(error));
  const onExit = (): void => giveUp('damaged');
  const timer = setTimeout(() => giveUp('took_too_long'), maxMillis);
  worker.on('message', give).on('error', onError).on('exit', onExit);
  try {
    // A copy: the caller still needs its bytes.
    worker.postMessage(pdf, []);
    return await answered;
  } finally {
    clearTimeout(timer);
    worker.off('message', give).off('error', onError).off('exit', onExit);
    worker.unref();
  }
}

function whyLost(error: unknown): UnreadableText {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'needed_too_much_memory'
    : 'damaged';
}
