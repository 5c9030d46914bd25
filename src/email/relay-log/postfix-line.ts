/** What one line of Postfix' log says about a message in its queue. */
export type PostfixEvent =
  | { readonly kind: 'message-id'; readonly queueId: string; readonly messageId: string }
  /** The message is complete and the queue manager has it: it was accepted. */
  | { readonly kind: 'queued'; readonly queueId: string }
  | {
      readonly kind: 'status';
      readonly queueId: string;
      readonly status: 'sent' | 'bounced' | 'deferred' | 'expired';
      readonly dsn: string | null;
      readonly text: string;
    };

/** Short queue ids are hexadecimal, long ones alphanumeric without vowels. */
const LINE =
  /postfix(?:-[\w-]+)?\/(?:[\w-]+\/)*(\w+)\[?\d*\]?:\s+(?:[a-z]+:\s+)?([0-9A-Za-z]{5,20}):\s+(.*)$/u;
const IN_JSON = /^([0-9A-Za-z]{5,20}):\s+(.*)$/u;

/** Fields of JSON lines, as journald, rsyslog and log shippers name them. */
const TEXT_FIELDS = ['MESSAGE', 'message', 'msg', 'log'] as const;
const PROGRAM_FIELDS = ['SYSLOG_IDENTIFIER', 'program', 'appname', 'app-name', 'ident', 'syslogtag'] as const;

/** Reads one line of a log as syslog writes it, or a JSON object with such a line in it. Null for every other line. */
export function readPostfixLine(line: string): PostfixEvent | null {
  if (line.startsWith('{')) return readJsonLine(line);
  const [, daemon, queueId, rest] = LINE.exec(line) ?? [];
  return daemon === undefined || queueId === undefined || rest === undefined
    ? null
    : eventOf(daemon, queueId, rest);
}

function readJsonLine(line: string): PostfixEvent | null {
  const fields = objectIn(line);
  const text = TEXT_FIELDS.map((name) => fields[name]).find((value) => typeof value === 'string');
  if (typeof text !== 'string') return null;
  const program = PROGRAM_FIELDS.map((name) => fields[name]).find((value) => typeof value === 'string');
  const daemon = typeof program === 'string' ? /\/(\w+)(?:\[\d+\])?:?$/u.exec(program)?.[1] : undefined;
  const [, queueId, rest] = IN_JSON.exec(text) ?? [];
  if (daemon !== undefined && queueId !== undefined && rest !== undefined)
    return eventOf(daemon, queueId, rest);
  return text.startsWith('{') ? null : readPostfixLine(text);
}

function objectIn(line: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    // Torn in the middle of a rotation.
    return {};
  }
}

function eventOf(daemon: string, queueId: string, rest: string): PostfixEvent | null {
  if (daemon === 'cleanup') {
    const messageId = /^(?:resent-)?message-id=(<[^\s<>]{1,400}>)/u.exec(rest)?.[1];
    return messageId === undefined ? null : { kind: 'message-id', queueId, messageId };
  }
  if (daemon === 'qmgr' && /\(queue active\)/u.test(rest)) return { kind: 'queued', queueId };
  const [, word, text] = /\bstatus=(sent|bounced|deferred|expired)\b\s*(.*)$/u.exec(rest) ?? [];
  if (word === undefined) return null;
  const status = word === 'sent' || word === 'bounced' || word === 'deferred' ? word : 'expired';
  const dsn = /\bdsn=([245]\.\d{1,3}\.\d{1,3})/u.exec(rest)?.[1] ?? null;
  return { kind: 'status', queueId, status, dsn, text: (text ?? '').replace(/^\((.*)\)$/u, '$1') };
}
