import type { ServerCertificate } from './certificates.ts';

/** Where in the conversation a fault strikes. `dot`: the message is complete but not stored; `stored`: it is on disk. */
export type FaultStage = 'greeting' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot' | 'stored';

/** How a connection ends: orderly, by reset, or not at all while nothing more is said. */
export type Drop = 'fin' | 'rst' | 'silence';

/** A reply instead of the usual one (`{recipient}` and `{domain}` are filled in), or the end of the talk. */
export type FaultAction = { readonly reply: string } | { readonly drop: Drop };

export interface Fault {
  readonly at: FaultStage;
  readonly does: FaultAction;
  /** How many times it spares the client first; counted per recipient for a domain, else for the server. Default 0. */
  readonly skip?: number;
  /** How many times it strikes then: greylisting yields. Default: always. */
  readonly times?: number;
}

/** What comes of the way into TLS; `chokes` resets a client hello that does not fit into one segment. */
export type StartTlsBehaviour =
  'offered' | 'not offered' | 'refused' | 'closes' | 'resets' | 'garbage' | 'hangs' | 'chokes';

export interface SmtpServerTls extends ServerCertificate {
  readonly minVersion?: 'TLSv1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly ciphers?: string;
}

/** What the answer to EHLO announces. */
export interface SmtpExtensions {
  readonly pipelining: boolean;
  readonly dsn: boolean;
  readonly smtpUtf8: boolean;
  readonly requireTls: boolean;
  /** Largest message in bytes; null announces no SIZE. */
  readonly size: number | null;
}

/** Everything that a scripted server does; plain data, so that it can run in a process of its own. */
export interface SmtpScript {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly address?: string;
  /** What the server calls itself. Default `relay.example`. */
  readonly name?: string;
  /** `starttls` (default) or TLS from the first byte. */
  readonly mode?: 'starttls' | 'tls';
  readonly tls: SmtpServerTls;
  readonly startTls?: StartTlsBehaviour;
  readonly extensions?: Partial<SmtpExtensions>;
  /** With a login set, nothing is taken without it. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Faults of the whole server; the first that applies strikes. */
  readonly faults?: readonly Fault[];
  /** Faults by the recipient's domain; `*` for all others. They can strike from `rcpt` on. */
  readonly domains?: Readonly<Record<string, Fault>>;
  /** Milliseconds before each reply, and before the one after the dot. */
  readonly latencyMs?: { readonly command?: number; readonly final?: number };
  /** Where accepted messages and the record are written. Without it nothing is kept but the record in memory. */
  readonly directory?: string;
}

export const DEFAULT_EXTENSIONS: SmtpExtensions = {
  pipelining: true,
  dsn: true,
  smtpUtf8: false,
  requireTls: false,
  size: 52_428_800,
};

/** Counts how often each fault was met, and says whether it strikes this time. */
export class FaultCounter {
  readonly #met = new Map<string, number>();

  strikes(fault: Fault, key: string): boolean {
    const met = this.#met.get(key) ?? 0;
    this.#met.set(key, met + 1);
    const first = fault.skip ?? 0;
    return met >= first && met < first + (fault.times ?? Infinity);
  }
}
