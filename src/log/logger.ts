import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { WriteStream as TerminalStream } from 'node:tty';
import winston from 'winston';
import { reportOf, type ErrorReport } from '../domain/error-report.ts';
import { jsonLine, prettyLine, type LogEntry } from './log-line.ts';
import { cleanFields, cleanText, type LogFields } from './log-fields.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** What happened, as stable event names with ids: `batch.collected`, `email.accepted`, `print.handed_over`. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  /** @param thrown what was caught, if anything; written without anything personal */
  warn(event: string, fields?: LogFields, thrown?: unknown): void;
  error(event: string, fields?: LogFields, thrown?: unknown): void;
  /** A logger that adds these fields to each line. */
  child(fields: LogFields): Logger;
  /** Waits until every line is written. The logger is not used afterwards; closing a child closes nothing. */
  close(): Promise<void>;
}

export interface LoggerOptions {
  /** The least that is written. Default `info`. */
  readonly level?: LogLevel;
  /** A file that gets every line as JSON, created with mode 0600. */
  readonly file?: string | null;
  /** Default stderr: stdout is the answer of the command. */
  readonly stream?: Writable & { readonly isTTY?: boolean };
  /** Lines for people instead of JSON. Default: when the stream is a terminal. */
  readonly pretty?: boolean;
}

/**
 * Writes JSON lines, or lines for people on a terminal. A log that cannot be written does not stop the night: what
 * counts stands in the ledger. It is said once on stderr instead.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const stream = options.stream ?? process.stderr;
  const pretty = options.pretty ?? stream.isTTY === true;
  // `hasColors` knows NO_COLOR and terminals without colours.
  const coloured = stream instanceof TerminalStream && stream.hasColors();
  const line = pretty ? (entry: LogEntry) => prettyLine(entry, coloured) : jsonLine;
  const files: Writable[] =
    options.file === undefined || options.file === null ? [] : [openFile(options.file)];
  const root = winston.createLogger({
    level: options.level ?? 'info',
    levels: { error: 0, warn: 1, info: 2, debug: 3 },
    exitOnError: false,
    transports: [
      new winston.transports.Stream({
        stream,
        format: lineFormat(line),
        eol: '\n',
      }),
      ...files.map(
        (file) => new winston.transports.Stream({ stream: file, format: lineFormat(jsonLine), eol: '\n' }),
      ),
    ],
  });
  return loggerOn(root, {}, () => closeAll(root, files));
}

function loggerOn(root: winston.Logger, bound: LogFields, close: () => Promise<void>): Logger {
  const write = (level: LogLevel, event: string, fields: LogFields = {}, thrown?: unknown): void => {
    if (!root.isLevelEnabled(level)) return;
    const entry: LogEntry = {
      time: new Date(),
      level,
      event: cleanText(event),
      fields: cleanFields({ ...bound, ...fields }),
      error: thrown === undefined ? null : safeReport(thrown),
    };
    root.log({ level, message: entry.event, entry });
  };
  return {
    debug: (event, fields) => write('debug', event, fields),
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields, thrown) => write('warn', event, fields, thrown),
    error: (event, fields, thrown) => write('error', event, fields, thrown),
    child: (fields) => loggerOn(root, { ...bound, ...fields }, () => Promise.resolve()),
    close,
  };
}

/** Our own messages are free of personal data by rule; an e-mail address that slipped in is masked all the same. */
function safeReport(thrown: unknown): ErrorReport {
  const report = reportOf(thrown);
  return { ...report, message: report.message?.replaceAll(/[^\s<>"'`(]+@[^\s<>"'`)]+/g, '[masked]') ?? null };
}

function lineFormat(line: (entry: LogEntry) => string): winston.Logform.Format {
  return winston.format.printf((info) => line(info['entry'] as LogEntry));
}

function openFile(file: string): Writable {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Appending, so that log rotation by copy and truncate works, and several processes can share it.
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  stream.once('error', (error) => {
    process.stderr.write(
      `postausgang: the log file cannot be written (${reportOf(error).code ?? 'unknown'}).\n`,
    );
  });
  stream.on('error', () => undefined);
  return stream;
}

/** Ends winston first, so that it hands over what it still holds; then the files. stderr stays open. */
async function closeAll(root: winston.Logger, files: readonly Writable[]): Promise<void> {
  await new Promise<void>((resolve) => {
    root.once('finish', resolve);
    root.end();
  });
  await Promise.all(
    files.map(
      (file) =>
        new Promise<void>((resolve) => {
          if (file.closed || file.destroyed) resolve();
          file.once('close', resolve);
          file.end();
        }),
    ),
  );
}
