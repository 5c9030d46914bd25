import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** One message that the server took responsibility for: written and fsynced before its reply goes out. */
export interface Acceptance {
  readonly time: string;
  /** Number of the connection, from 1. */
  readonly connection: number;
  readonly sender: string;
  readonly recipient: string;
  /** ESMTP parameters of MAIL and RCPT, as received. */
  readonly parameters: { readonly mail: string; readonly rcpt: string };
  readonly messageId: string | null;
  /** Of the message as the sender meant it: dots unstuffed, final CRLF included. */
  readonly sha256: string;
  readonly size: number;
  readonly tls: { readonly protocol: string; readonly cipher: string };
}

export interface CommandLine {
  readonly connection: number;
  readonly secure: boolean;
  readonly line: string;
}

/**
 * The independent witness: what the server really accepted, and every byte that it saw in clear text. With a
 * directory it survives the process: `received.jsonl`, one `.eml` a message, `clear-text.log`.
 */
export class SmtpRecord {
  readonly #directory: string | null;
  readonly #journal: number | null;
  #written: number;
  readonly acceptances: Acceptance[] = [];
  readonly commands: CommandLine[] = [];
  clearText = '';
  /** Bytes received after 354, over all connections. */
  bodyBytes = 0;
  connections = 0;

  constructor(directory: string | null) {
    this.#directory = directory;
    if (directory !== null) mkdirSync(directory, { recursive: true });
    this.#written =
      directory === null ? 0 : readdirSync(directory).filter((name) => name.endsWith('.eml')).length;
    this.#journal = directory === null ? null : openSync(path.join(directory, 'received.jsonl'), 'a');
  }

  accept(message: Buffer, facts: Omit<Acceptance, 'time' | 'messageId' | 'sha256' | 'size'>): Acceptance {
    const acceptance: Acceptance = {
      time: new Date().toISOString(),
      ...facts,
      messageId: messageIdOf(message),
      sha256: createHash('sha256').update(message).digest('hex'),
      size: message.length,
    };
    this.acceptances.push(acceptance);
    if (this.#directory !== null && this.#journal !== null) {
      this.#written += 1;
      const name = `${String(this.#written).padStart(6, '0')}.eml`;
      writeFileSync(path.join(this.#directory, name), message, { flush: true });
      writeSync(this.#journal, `${JSON.stringify({ ...acceptance, file: name })}\n`);
      fsyncSync(this.#journal);
    }
    return acceptance;
  }

  sawClearText(bytes: Buffer): void {
    this.clearText += bytes.toString('latin1');
    if (this.#directory !== null) appendFileSync(path.join(this.#directory, 'clear-text.log'), bytes);
  }

  close(): void {
    if (this.#journal !== null) closeSync(this.#journal);
  }
}

function messageIdOf(message: Buffer): string | null {
  const end = message.indexOf('\r\n\r\n');
  const headers = message.toString('latin1', 0, end < 0 ? message.length : end);
  return /^Message-ID:\s*(<[^>]*>)/imu.exec(headers)?.[1] ?? null;
}
