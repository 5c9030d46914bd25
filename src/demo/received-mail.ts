import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface ReceivedMail {
  readonly received: number;
  /** Over TLS 1.2 or newer. */
  readonly encrypted: number;
}

/** Reads the mail server's own record, which is independent of the ledger. */
export function readReceivedMail(directory: string): ReceivedMail {
  const lines = readFileSync(path.join(directory, 'received.jsonl'), 'utf8').split('\n');
  const messages = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown);
  return { received: messages.length, encrypted: messages.filter(isEncrypted).length };
}

function isEncrypted(message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('tls' in message)) return false;
  const { tls } = message;
  return (
    typeof tls === 'object' &&
    tls !== null &&
    'protocol' in tls &&
    (tls.protocol === 'TLSv1.2' || tls.protocol === 'TLSv1.3')
  );
}
