import { Worker } from 'node:worker_threads';
import type { Finding } from './finding.ts';
import { aboutFile } from './lint-letter.ts';
import type { LintRules } from './lint-page.ts';
import type { LintAnswer, LintOrder } from './lint-worker.ts';

export interface LintLimits {
  /** For one file. */
  readonly maxMillis: number;
  /** By how much the memory of this process may grow while a file is looked at. */
  readonly maxMemoryMb: number;
}

/** A letter takes 30 to 80 ms and some 60 MB; 200 pages with an overlay stay below both. */
export const DEFAULT_LINT_LIMITS: LintLimits = { maxMillis: 60_000, maxMemoryMb: 1_500 };

const MEGABYTE = 1024 * 1024;
const MEMORY_LOOK_MS = 100;
/** Of JavaScript in the thread: rasters of 200 pages for an overlay are 200 MB, outside of it. */
const MAX_HEAP_MB = 512;

/**
 * Looks at files one after the other, in a thread of its own: a file that hangs, traps or eats memory costs that thread,
 * is told as a finding, and the next file gets a new one.
 */
export class PdfLinter {
  readonly #rules: LintRules;
  readonly #limits: LintLimits;
  #worker: Worker | null = null;

  constructor(rules: LintRules, limits: LintLimits = DEFAULT_LINT_LIMITS) {
    this.#rules = rules;
    this.#limits = limits;
  }

  /** @param overlayTitle heading of the overlay; null: none is drawn */
  async lint(pdf: Uint8Array, overlayTitle: string | null = null): Promise<LintAnswer> {
    const worker = this.#worker ?? this.#start();
    const order: LintOrder = { pdf, rules: this.#rules, overlayTitle };
    const outcome = await this.#outcome(worker, order);
    if (typeof outcome !== 'string') return outcome;
    await this.close();
    const finding: Finding = aboutFile(
      'limit-exceeded',
      'a PDF that can be looked at within limits',
      outcome,
    );
    return { letter: { pages: 0, findings: [finding] }, overlay: null };
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #start(): Worker {
    this.#worker = new Worker(new URL('./lint-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      // What an engine has to say about a damaged file is no answer to anybody.
      stdout: true,
      stderr: true,
    });
    return this.#worker;
  }

  /** The answer, or why there is none. */
  async #outcome(worker: Worker, order: LintOrder): Promise<LintAnswer | string> {
    const { maxMillis, maxMemoryMb } = this.#limits;
    const before = process.memoryUsage.rss();
    const { promise, resolve } = Promise.withResolvers<LintAnswer | string>();
    // WebAssembly's memory is no part of the thread's own limits.
    const memory = setInterval(() => {
      if (process.memoryUsage.rss() - before > maxMemoryMb * MEGABYTE) resolve(`more than ${maxMemoryMb} MB`);
    }, MEMORY_LOOK_MS);
    const clock = setTimeout(() => resolve(`more than ${maxMillis} ms`), maxMillis);
    const answered = (answer: LintAnswer): void => resolve(answer);
    const failed = (error: unknown): void =>
      resolve(`a failure of the engine (${error instanceof Error ? error.name : 'unknown'})`);
    worker.once('message', answered).once('error', failed);
    worker.postMessage(order, []);
    try {
      return await promise;
    } finally {
      clearInterval(memory);
      clearTimeout(clock);
      worker.off('message', answered).off('error', failed);
    }
  }
}
