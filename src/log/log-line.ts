import { styleText } from 'node:util';
import type { ErrorReport } from '../domain/error-report.ts';

/** One line of the log, free of personal data by now. */
export interface LogEntry {
  readonly time: Date;
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly event: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly error: ErrorReport | null;
}

/** For programs: `time` (UTC), `level` and `event` first, always in this order. */
export function jsonLine(entry: LogEntry): string {
  const error = entry.error === null ? {} : { error: entry.error };
  return JSON.stringify({
    time: entry.time.toISOString(),
    level: entry.level,
    event: entry.event,
    ...entry.fields,
    ...error,
  });
}

const COLOURS = { error: 'red', warn: 'yellow', info: 'green', debug: 'gray' } as const;
const WIDTH_OF_EVENT = 26;

/** For people at a terminal, in local time. */
export function prettyLine(entry: LogEntry, coloured: boolean): string {
  const paint = (colour: (typeof COLOURS)[LogEntry['level']], text: string): string =>
    coloured ? styleText(colour, text, { validateStream: false }) : text;
  const time = paint('gray', entry.time.toTimeString().slice(0, 8));
  const level = paint(COLOURS[entry.level], entry.level.toUpperCase().padEnd(5));
  const fields = Object.entries(entry.fields).map(
    ([key, value]) => `${paint('gray', `${key}=`)}${String(value)}`,
  );
  const event = entry.event.padEnd(fields.length === 0 ? 0 : WIDTH_OF_EVENT);
  const line = [time, level, event, ...fields].join(' ');
  return entry.error === null ? line : `${line}\n${errorLines(entry.error)}`;
}

function errorLines(error: ErrorReport): string {
  const head = [error.name, error.code === null ? '' : `(${error.code})`, error.message ?? ''];
  const cause = error.cause === null ? [] : [`caused by ${error.cause}`];
  return [head.filter(Boolean).join(' '), ...cause, ...error.frames]
    .map((line) => `               ${line}`)
    .join('\n');
}
