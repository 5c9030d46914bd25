import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { SmtpReply } from '../domain/delivery.ts';
import { PostausgangError } from '../domain/errors.ts';

/** The journal could not be written: without it nothing may be sent. */
export class JournalError extends PostausgangError {
  readonly code = 'JOURNAL';

  constructor(path: string, cause: unknown) {
    super(
      `Journal ${path}: it could not be flushed to disk, so nothing more is sent. Free space or mend the disk, then rerun.`,
      { cause },
    );
  }
}

type JournalEvent =
  | { readonly event: 'body_begun'; readonly attempt: string }
  | { readonly event: 'reply'; readonly attempt: string; readonly reply: SmtpReply };

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * What a run says on its SMTP conversations, flushed with fdatasync before the next byte goes out or the database is
 * told. One append-only file a run, one JSON line an event; lines that come together share one flush (0.03–0.28 ms).
 * It holds replies as received, so it is protected data: mode 0600, backed up, deleted with the retention of attempts.
 */
export class Journal {
  readonly #file: FileHandle;
  readonly #path: string;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;
  #broken: JournalError | null = null;

  private constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /**
   * Creates the journal of a run. Its existence is flushed too: recovery concludes from a *missing line*, not from a
   * missing file. @throws JournalError
   */
  static async open(directory: string, runId: string): Promise<Journal> {
    const path = journalPath(directory, runId);
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const journal = new Journal(await open(path, 'ax', 0o600), path);
      try {
        await journal.#append({ journal: 1, run: runId });
        await flushDirectory(directory);
      } catch (error) {
        await journal.close();
        throw error;
      }
      return journal;
    } catch (error) {
      throw error instanceof JournalError ? error : new JournalError(path, error);
    }
  }

  /** After 354, before the first byte of the body. @throws JournalError: then not one byte may go out. */
  async bodyBegun(attemptId: string): Promise<void> {
    await this.#append({ event: 'body_begun', attempt: attemptId } satisfies JournalEvent);
  }

  /** The final reply, before the database is told. @throws JournalError */
  async reply(attemptId: string, reply: SmtpReply): Promise<void> {
    await this.#append({ event: 'reply', attempt: attemptId, reply } satisfies JournalEvent);
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
  }

  async #append(content: object): Promise<void> {
    // After a failed write the file may end in half a line; what follows would be unreadable.
    if (this.#broken !== null) throw this.#broken;
    const line = `${JSON.stringify({ at: new Date().toISOString(), ...content })}\n`;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#broken !== null) throw this.#broken;
        await this.#file.appendFile(group.map(({ line }) => line).join(''));
        await this.#file.datasync();
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#broken ??= new JournalError(this.#path, error);
        for (const { reject } of group) reject(this.#broken);
      }
    }
    this.#flushing = null;
  }
}

async function flushDirectory(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What a dead run's journal knows of one attempt. */
export interface JournalledAttempt {
  readonly bodyBegun: boolean;
  readonly reply: SmtpReply | null;
}

export interface JournalReading {
  /** False when a line in the middle cannot be read: then a missing line proves nothing. */
  readonly complete: boolean;
  readonly attempts: ReadonlyMap<string, JournalledAttempt>;
}

/** Reads the journal of a run, or null when there is none. A torn last line is what a crash leaves, and is passed over. */
export async function readJournal(directory: string, runId: string): Promise<JournalReading | null> {
  let text: string;
  try {
    text = await readFile(journalPath(directory, runId), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return parseJournal(text, runId);
}

/** Pure part of `readJournal`. */
export function parseJournal(text: string, runId: string): JournalReading {
  const lines = text.split('\n');
  // What stands behind the last line end is torn or empty; a line was flushed only together with its line end.
  const whole = lines.slice(0, -1);
  const attempts = new Map<string, JournalledAttempt>();
  let complete = false;
  for (const [index, line] of whole.entries()) {
    const parsed = parseLine(line);
    if (index === 0) {
      complete = parsed !== null && 'run' in parsed && parsed.run === runId;
      continue;
    }
    if (parsed === null || !('event' in parsed)) {
      complete = false;
      continue;
    }
    const known = attempts.get(parsed.attempt) ?? { bodyBegun: false, reply: null };
    attempts.set(
      parsed.attempt,
      parsed.event === 'reply' ? { bodyBegun: true, reply: parsed.reply } : { ...known, bodyBegun: true },
    );
  }
  return { complete, attempts };
}

function parseLine(line: string): JournalEvent | { readonly run: string } | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if ('run' in value && typeof value.run === 'string') return { run: value.run };
  if (!('event' in value) || !('attempt' in value) || typeof value.attempt !== 'string') return null;
  if (value.event === 'body_begun') return { event: 'body_begun', attempt: value.attempt };
  const reply = 'reply' in value ? parseReply(value.reply) : null;
  return value.event === 'reply' && reply !== null ? { event: 'reply', attempt: value.attempt, reply } : null;
}

function parseReply(value: unknown): SmtpReply | null {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('text' in value)) return null;
  if (typeof value.code !== 'number' || typeof value.text !== 'string') return null;
  const enhanced = 'enhanced' in value && typeof value.enhanced === 'string' ? value.enhanced : null;
  return { code: value.code, enhanced, text: value.text };
}

function journalPath(directory: string, runId: string): string {
  return join(directory, `${runId}.jsonl`);
}
