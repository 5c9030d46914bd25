import type { MxSession } from './mx-session.ts';

/** After a pause this long (ms) a connection is asked before it is trusted; in a busy run that costs nothing. */
const TRUST_IDLE = 1000;
/** Strangers' servers close what lies idle for some minutes, and count it against us meanwhile (ms). */
const LONGEST_IDLE = 20_000;

/**
 * Open sessions with nothing to do, by server. How many there are is bounded by who sends: a session is either here or
 * with one message. One that died while it lay idle is dropped before anything of a message was said on it.
 */
export class IdleSessions {
  readonly #byHost = new Map<string, MxSession[]>();
  readonly #messagesPerConnection: number;

  constructor(messagesPerConnection: number) {
    this.#messagesPerConnection = messagesPerConnection;
  }

  /** A living session with a server of that name that `isFit` accepts, or null. */
  async take(host: string, isFit: (session: MxSession) => boolean): Promise<MxSession | null> {
    await this.#letGoOfOld();
    const idle = this.#byHost.get(host) ?? [];
    for (;;) {
      const at = idle.findLastIndex(isFit);
      if (at < 0) return null;
      const [session] = idle.splice(at, 1);
      if (session === undefined) return null;
      const { smtp } = session;
      const trusted = performance.now() - smtp.idleSince < TRUST_IDLE;
      if (smtp.alive && (trusted || (await smtp.reset()))) return session;
      smtp.destroy();
    }
  }

  /** Takes a session back after a message. */
  async putBack(session: MxSession): Promise<void> {
    const { smtp } = session;
    if (!smtp.alive) return smtp.destroy();
    if (smtp.messages >= this.#messagesPerConnection) return smtp.quit();
    smtp.idleSince = performance.now();
    const idle = this.#byHost.get(session.host);
    if (idle === undefined) this.#byHost.set(session.host, [session]);
    else idle.push(session);
    return undefined;
  }

  /** Says good-bye on all of them. */
  async close(): Promise<void> {
    const all = [...this.#byHost.values()].flat();
    this.#byHost.clear();
    await Promise.all(all.map(({ smtp }) => smtp.quit()));
  }

  async #letGoOfOld(): Promise<void> {
    const limit = performance.now() - LONGEST_IDLE;
    const old: MxSession[] = [];
    for (const [host, idle] of this.#byHost) {
      // In place: who asks a session whether it lives goes on in this very list, and one that stood in two could be taken twice.
      for (const session of idle.filter(({ smtp }) => smtp.idleSince < limit)) {
        old.push(...idle.splice(idle.indexOf(session), 1));
      }
      if (idle.length === 0) this.#byHost.delete(host);
    }
    await Promise.all(old.map(({ smtp }) => smtp.quit()));
  }
}
