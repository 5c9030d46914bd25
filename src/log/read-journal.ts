import { createReadStream } from 'node:fs';
import type { SmtpReply } from '../domain/delivery.ts';
import { isMissingFile } from '../domain/errors.ts';
import { journalPath, type JournalledMessage } from './journal.ts';

/** What a dead run's journal knows of one attempt. */
export interface JournalledAttempt {
  readonly bodyBegun: boolean;
  readonly reply: SmtpReply | null;
  /** Null: the line about its body is missing, or of an earlier release. */
  readonly message: JournalledMessage | null;
}

export interface JournalReading {
  /** False when a line in the middle cannot be read: then a missing line proves nothing. */
  readonly complete: boolean;
  /** The night of the run; null when its first line cannot be read, or is of an earlier release. */
  readonly businessDate: string | null;
  readonly attempts: ReadonlyMap<string, JournalledAttempt>;
}

/**
 * Reads the journal of a run, or null when there is none, in bounded memory: a large night writes hundreds of megabytes.
 * A torn last line is what a crash leaves, and is passed over.
 *
 * @param wanted attempts that are asked about; of the others nothing is kept. Default: all.
 */
export async function readJournal(
  directory: string,
  runId: string,
  wanted: ReadonlySet<string> | null = null,
): Promise<JournalReading | null> {
  const reader = new JournalReader(runId, wanted);
  try {
    for await (const line of wholeLines(createReadStream(journalPath(directory, runId)))) reader.add(line);
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
  return reader.reading;
}

const LINE_END = 0x0a;

/** What stands behind the last line end is torn or empty: a line was flushed only together with its line end. */
async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, start)) {
      yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
}

/** Puts the lines of one journal together. */
class JournalReader {
  readonly #runId: string;
  readonly #wanted: ReadonlySet<string> | null;
  readonly #attempts = new Map<string, JournalledAttempt>();
  #lines = 0;
  #complete = false;
  #businessDate: string | null = null;

  constructor(runId: string, wanted: ReadonlySet<string> | null) {
    this.#runId = runId;
    this.#wanted = wanted;
  }

  add(line: string): void {
    this.#lines += 1;
    const parsed = parseLine(line);
    if (this.#lines === 1) {
      this.#complete = parsed !== null && 'run' in parsed && parsed.run === this.#runId;
      if (parsed !== null && 'run' in parsed) this.#businessDate = parsed.date;
      return;
    }
    if (parsed === null || !('event' in parsed)) {
      this.#complete = false;
      return;
    }
    const { attempt } = parsed;
    if (this.#wanted?.has(attempt) === false) return;
    const known = this.#attempts.get(attempt);
    this.#attempts.set(attempt, {
      bodyBegun: true,
      reply: parsed.event === 'reply' ? parsed.reply : (known?.reply ?? null),
      message: parsed.event === 'body_begun' ? parsed.message : (known?.message ?? null),
    });
  }

  get reading(): JournalReading {
    return { complete: this.#complete, businessDate: this.#businessDate, attempts: this.#attempts };
  }
}

/** A line as it is understood: earlier releases wrote neither the date of the night nor whose message it was. */
export type Line =
  | { readonly run: string; readonly date: string | null }
  | { readonly event: 'body_begun'; readonly attempt: string; readonly message: JournalledMessage | null }
  | { readonly event: 'reply'; readonly attempt: string; readonly reply: SmtpReply };

/** Null for what is no line of a journal. */
export function parseLine(line: string): Line | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const said = value as Readonly<Record<string, unknown>>;
  if (typeof said['run'] === 'string') return { run: said['run'], date: textOrNull(said['date']) };
  const { event, attempt } = said;
  if (typeof attempt !== 'string') return null;
  if (event === 'body_begun') return { event, attempt, message: parseMessage(said) };
  const reply = parseReply(said['reply']);
  return event === 'reply' && reply !== null ? { event, attempt, reply } : null;
}

function parseMessage(said: Readonly<Record<string, unknown>>): JournalledMessage | null {
  const { documentId, purpose, messageId } = said;
  if (typeof documentId !== 'string' || typeof purpose !== 'string' || typeof messageId !== 'string') {
    return null;
  }
  return { documentId, purpose, messageId, paperCopyBasis: textOrNull(said['paperCopyBasis']) };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function parseReply(value: unknown): SmtpReply | null {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('text' in value)) return null;
  if (typeof value.code !== 'number' || typeof value.text !== 'string') return null;
  const enhanced = 'enhanced' in value && typeof value.enhanced === 'string' ? value.enhanced : null;
  return { code: value.code, enhanced, text: value.text };
}
