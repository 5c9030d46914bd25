import { logFiles, logLines } from './log-lines.ts';
import { readPostfixLine, type PostfixEvent } from './postfix-line.ts';

/** What the relay's log proves about a message. */
export type RelayLogFinding =
  /** It took the message; what became of it then may still come back as a report. */
  | { readonly kind: 'accepted'; readonly queueId: string; readonly last: string }
  /** It took the message and gave it up. */
  | {
      readonly kind: 'bounced';
      readonly queueId: string;
      readonly dsn: string | null;
      readonly text: string;
    };

/**
 * Searches the relay's logs: Message-ID → queue id → status. Nothing found proves nothing: a log may be incomplete, so
 * such a message is not in the answer, nor is one whose queue id another message had too. A queue id without more is no
 * acceptance: Postfix notes the Message-ID when it reads the header, before the end of the message.
 *
 * @param paths as in `logFiles`
 * @throws when a file that is there cannot be read
 */
export async function searchRelayLog(
  paths: readonly string[],
  messageIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, RelayLogFinding>> {
  if (messageIds.size === 0) return new Map();
  const files = await logFiles(paths);
  const queueIds = new Map<string, string>();
  // Twice through the files: the lines of one message need not stand in the order of its way.
  for await (const event of eventsIn(files)) {
    if (event.kind === 'message-id' && messageIds.has(event.messageId))
      queueIds.set(event.queueId, event.messageId);
  }
  const found = new Map<string, RelayLogFinding>();
  if (queueIds.size === 0) return found;
  // Short queue ids are used again: which of two messages a line is about, it does not say.
  const ambiguous = new Set<string>();
  for await (const event of eventsIn(files)) {
    const messageId = queueIds.get(event.queueId);
    if (messageId === undefined) continue;
    if (event.kind !== 'message-id') found.set(messageId, merged(found.get(messageId), event));
    else if (event.messageId !== messageId) ambiguous.add(messageId);
  }
  for (const messageId of ambiguous) found.delete(messageId);
  return found;
}

/** Sent somewhere counts more than given up: a filter may have passed it on under another queue id. */
function merged(
  known: RelayLogFinding | undefined,
  event: Exclude<PostfixEvent, { kind: 'message-id' }>,
): RelayLogFinding {
  const { queueId } = event;
  if (event.kind === 'queued') return known ?? { kind: 'accepted', queueId, last: 'queued' };
  if (event.status === 'sent') return { kind: 'accepted', queueId, last: 'sent' };
  if (known?.kind === 'accepted' && known.last === 'sent') return known;
  if (event.status === 'deferred')
    return known?.kind === 'bounced' ? known : { kind: 'accepted', queueId, last: 'deferred' };
  return { kind: 'bounced', queueId, dsn: event.dsn, text: event.text };
}

async function* eventsIn(files: readonly string[]): AsyncGenerator<PostfixEvent> {
  for (const file of files) {
    for await (const line of logLines(file)) {
      const event = readPostfixLine(line);
      if (event !== null) yield event;
    }
  }
}
