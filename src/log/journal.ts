import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { SmtpReply } from '../domain/delivery.ts';
import { PostausgangError } from '../domain/errors.ts';
import { JournalFile } from './journal-file.ts';

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

/**
 * Whose message it is: recovery does without, for the ledger knows the attempt. A ledger that was restored from an older
 * backup does not, and would send again what stands here.
 */
export interface JournalledMessage {
  readonly documentId: string;
  readonly purpose: string;
  readonly messageId: string;
  /** S19, L5: why paper goes besides; null: none does. */
  readonly paperCopyBasis: string | null;
}

/** One line after the first. */
export type JournalEvent =
  | ({ readonly event: 'body_begun'; readonly attempt: string } & JournalledMessage)
  | { readonly event: 'reply'; readonly attempt: string; readonly reply: SmtpReply };

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * With so many conversations between their two lines, a flush waits so long (ms) for those of the others: it takes the kernel 0.1 ms
 * of processor time, however many lines it has. With fewer, nobody would have anything to do meanwhile, and it costs more than it saves.
 */
const MANY_UNDER_WAY = 8;
const GATHER_MS = 1;

/**
 * What a run says on its SMTP conversations, on the disk before the next byte goes out or the database is told. One
 * append-only file a run, one JSON line an event; lines that come together share one flush.
 * It holds replies as received, so it is protected data: mode 0600, backed up, deleted with the retention of attempts.
 */
export class Journal {
  readonly #file: JournalFile;
  readonly #path: string;
  #waiting: Waiting[] = [];
  /** Attempts whose body has begun and whose reply has not come; those that get none stay, and no harm is in that. */
  readonly #underWay = new Set<string>();
  #flushing: Promise<void> | null = null;
  #broken: JournalError | null = null;

  private constructor(file: JournalFile, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /**
   * Creates the journal of a run. Its existence is flushed too: recovery concludes from a *missing line*, not from a
   * missing file. @throws JournalError
   */
  static async open(directory: string, runId: string, businessDate: string): Promise<Journal> {
    const path = journalPath(directory, runId);
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const journal = new Journal(await JournalFile.create(path), path);
      try {
        await journal.#append({ journal: 1, run: runId, date: businessDate });
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
  async bodyBegun(attemptId: string, message: JournalledMessage): Promise<void> {
    const { documentId, purpose, messageId, paperCopyBasis } = message;
    const event = 'body_begun' as const;
    const line = { event, attempt: attemptId, documentId, purpose, messageId, paperCopyBasis };
    this.#underWay.add(attemptId);
    await this.#append(line satisfies JournalEvent);
  }

  /** The final reply, before the database is told. @throws JournalError */
  async reply(attemptId: string, reply: SmtpReply): Promise<void> {
    await this.#append({ event: 'reply', attempt: attemptId, reply } satisfies JournalEvent);
    this.#underWay.delete(attemptId);
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
      // Until all that has arrived by now is dealt with, at least: what it says shares the flush.
      await (this.#underWay.size < MANY_UNDER_WAY ? nextTurn() : delay(GATHER_MS));
      const group = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#broken !== null) throw this.#broken;
        await this.#file.append(Buffer.from(group.map(({ line }) => line).join('')));
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

/** Where the journal of a run is. */
export function journalPath(directory: string, runId: string): string {
  return join(directory, `${runId}.jsonl`);
}
