import { randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import type { Resolve } from './dns-types.ts';

/** So many groups of servers out of reach, with none reached in between, are no accident of theirs. */
const UNREACHABLE_GROUPS = 5;
/** So many domains of which the DNS says that there is none are no typing errors, unless it still knows one that it named. */
const MISSING_DOMAINS = 5;
/** How long (ms) the answer to "does the DNS work at all?" stands, and how long that our own servers cannot be reached either. */
const DNS_VERDICT_LASTS = 10_000;
const CONTROL_LASTS = 60_000;
const CONNECT_TIMEOUT = 10_000;

/**
 * Tells our own outage from a recipient's: what looks the same in one conversation differs when something else is asked
 * at the same moment. Taken for the recipients' fault, a dead line of ours would post a whole night.
 */
export class OwnNetwork {
  readonly #resolve: Resolve;
  readonly #ownDomain: string;
  readonly #port: number;
  readonly #unreachable = new Set<string>();
  #reached: string | null = null;
  readonly #missing = new Set<string>();
  #named: string | null = null;
  #verdict: { readonly works: Promise<boolean>; readonly until: number } | null = null;
  #control: { readonly reached: Promise<boolean>; readonly until: number } | null = null;

  /** @param resolve asks without a cache, or nothing would be learned */
  constructor(resolve: Resolve, ownDomain: string, port: number) {
    this.#resolve = resolve;
    this.#ownDomain = ownDomain;
    this.#port = port;
  }

  /**
   * Whether the way into the DNS is open, asked after a lookup failed. The name is new each time, below a domain of ours:
   * no cache can answer it, so any statement about it comes from name servers out there.
   */
  dnsWorks(): Promise<boolean> {
    const now = performance.now();
    if (this.#verdict === null || now >= this.#verdict.until) {
      const name = `postausgang-${randomBytes(6).toString('hex')}.${this.#ownDomain}`;
      const works = this.#resolve(name, 'A').then(({ kind }) => kind === 'answered');
      this.#verdict = { works, until: now + DNS_VERDICT_LASTS };
    }
    return this.#verdict.works;
  }

  /** What the DNS said of a domain: that somebody takes its mail, or that nobody does. */
  noteDomain(domain: string, isNamed: boolean): void {
    // Our own is known in our house, whatever is cut off from the world.
    if (domain === this.#ownDomain) return;
    if (isNamed) this.#named = domain;
    else this.#missing.add(domain);
  }

  /**
   * Whether the DNS denies what is there: a resolver for names of a house alone, or one that has lost its way out, may say of
   * every domain that it does not exist. Asked after it denied one: the last domain that it named is asked for anew.
   */
  async isDenied(): Promise<boolean> {
    if (this.#missing.size < MISSING_DOMAINS) return false;
    if (this.#named === null) return true;
    const again = await this.#resolve(this.#named, 'MX');
    if (again.kind === 'answered' ? !again.exists : !(await this.dnsWorks())) return true;
    this.#missing.clear();
    return false;
  }

  /** A server answered at that address. */
  noteReached(address: string): void {
    this.#unreachable.clear();
    this.#reached = address;
  }

  /**
   * Whether any server was ever reached, by whatever message. As long as none was, that one server is out of reach may as well
   * mean that port 25 is closed to us, by a firewall or a provider of the line: then `control` asks servers that are known to work.
   *
   * @param control whether our own domain's servers can be reached from here
   */
  async hasWayOut(control: () => Promise<boolean>): Promise<boolean> {
    if (this.#reached !== null) return true;
    const now = performance.now();
    if (this.#control === null || now >= this.#control.until) {
      // What cannot be asked proves nothing: the document is kept.
      const reached = control().catch(() => false);
      this.#control = { reached, until: now + CONTROL_LASTS };
    }
    return this.#control.reached;
  }

  /**
   * No server of that group could be reached.
   *
   * @returns whether that is our own outage: the DNS is dead as well, or several groups failed in a row and the last
   *   address that answered does not either
   */
  async isUnreachable(group: string): Promise<boolean> {
    if (!(await this.dnsWorks())) return true;
    this.#unreachable.add(group);
    if (this.#unreachable.size < UNREACHABLE_GROUPS) return false;
    if (this.#reached === null || !(await answers(this.#reached, this.#port))) return true;
    this.#unreachable.clear();
    return false;
  }
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port, timeout: CONNECT_TIMEOUT });
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
