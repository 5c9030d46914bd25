import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerCertificate } from '../demo/certificates.ts';
import type { Acceptance } from '../demo/smtp-record.ts';
import { startSmtpServer, type SmtpServer } from '../demo/smtp-server.ts';
import type { Fault, SmtpScript } from '../demo/smtp-script.ts';

export type Outage = 'none' | 'no STARTTLS' | 'STARTTLS refused' | 'handshake hangs up' | '421';

export interface RelayPlan {
  /** Whether one recipient's server wants to be asked twice. */
  readonly greylists: boolean;
  /** Messages, counted from 0, after whose end the connection breaks: the relay has them, and says nothing. */
  readonly dropsStored: readonly number[];
  /** The same, and the relay has lost them. */
  readonly dropsLost: readonly number[];
  /** Until the first run has ended. */
  readonly outage: Outage;
}

/** One message that the relay took, as its own record tells. */
export interface TakenMessage {
  readonly acceptance: Acceptance;
  /** The bytes as text, line ends removed: what is encoded in them can be looked for. */
  readonly text: string;
}

/** What the relay's files say: every message that it took, and every byte that it saw in clear. */
export interface RelayRecord {
  readonly messages: readonly TakenMessage[];
  readonly clearText: string;
}

/** The relay of one trial. Its record is on the disk, beside nothing of the program's. */
export class RehearsedRelay {
  readonly #directory: string;
  readonly #certificate: ServerCertificate;
  readonly #plan: RelayPlan;
  #server: SmtpServer | null = null;

  constructor(directory: string, certificate: ServerCertificate, plan: RelayPlan) {
    this.#directory = directory;
    this.#certificate = certificate;
    this.#plan = plan;
  }

  /** @returns the port */
  async open(): Promise<number> {
    this.#server = await startSmtpServer(this.#script(this.#plan.outage));
    return this.#server.port;
  }

  /** Ends the outage; from now on only single connections break. */
  async mend(): Promise<void> {
    if (this.#plan.outage === 'none' || this.#server === null) return;
    const { port } = this.#server;
    await this.#server.close();
    this.#server = await startSmtpServer({ ...this.#script('none'), port });
  }

  async close(): Promise<void> {
    await this.#server?.close();
    this.#server = null;
  }

  #script(outage: Outage): SmtpScript {
    return {
      name: 'relay.example',
      tls: this.#certificate,
      directory: this.#directory,
      domains: {
        'grey.example': { ...GREYLISTS, times: this.#plan.greylists ? 1 : 0 },
        'refuses.example': { at: 'rcpt', does: { reply: '550 5.1.1 No such user' } },
      },
      faults: [...outageFaults(outage), ...this.#drops()],
      ...(outage === 'no STARTTLS' ? { startTls: 'not offered' as const } : {}),
      ...(outage === 'STARTTLS refused' ? { startTls: 'refused' as const } : {}),
      ...(outage === 'handshake hangs up' ? { startTls: 'closes' as const } : {}),
    };
  }

  #drops(): readonly Fault[] {
    const { dropsStored, dropsLost } = this.#plan;
    return [
      ...dropsStored.map((skip): Fault => ({ at: 'stored', does: { drop: 'fin' }, skip, times: 1 })),
      ...dropsLost.map((skip): Fault => ({ at: 'dot', does: { drop: 'rst' }, skip, times: 1 })),
    ];
  }
}

const GREYLISTS: Fault = { at: 'rcpt', does: { reply: '451 4.7.1 Greylisted, try again later' } };

function outageFaults(outage: Outage): readonly Fault[] {
  return outage === '421' ? [{ at: 'greeting', does: { reply: '421 4.3.2 Service shutting down' } }] : [];
}

/** Reads what the relay wrote, once it is closed. */
export function readRelayRecord(directory: string): RelayRecord {
  const lines = readFileSync(join(directory, 'received.jsonl'), 'utf8').split('\n').filter(Boolean);
  const messages = lines.map((line): TakenMessage => {
    const acceptance = JSON.parse(line) as Acceptance & { readonly file: string };
    const text = readFileSync(join(directory, acceptance.file), 'latin1').replaceAll('\r\n', '');
    return { acceptance, text };
  });
  const clear = join(directory, 'clear-text.log');
  return { messages, clearText: existsSync(clear) ? readFileSync(clear, 'latin1') : '' };
}
