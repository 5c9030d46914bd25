import type { PolicyLookup } from './demand.ts';
import type { Resolve } from './dns-types.ts';
import { findServers } from './find-servers.ts';
import type { MailServer, ServersOfDomain } from './find-servers.ts';
import { mxGroup } from './mx-group.ts';
import { findPolicy } from './mta-sts.ts';
import type { PolicyCache } from './mta-sts.ts';

/** All that holds for a domain as a whole, whichever of its servers is tried. */
export type DomainPlan =
  | {
      readonly kind: 'servers';
      readonly domain: string;
      readonly servers: readonly [MailServer, ...MailServer[]];
      readonly secure: boolean;
      readonly policy: PolicyLookup;
      readonly group: string;
    }
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'failed'; readonly why: string };

/** A plan is kept for so long (ms) at most: a new policy or server is to count within the same night. */
const LONGEST = 5 * 60 * 1000;
/** More domains than a night of a large insurer writes to; beyond it planning starts anew. */
const MAX_DOMAINS = 20_000;

/** Finds servers and policy of each domain once in a while, and once at a time. What failed is looked up again at once. */
export class DomainPlans {
  readonly #resolve: Resolve;
  readonly #policies: PolicyCache;
  readonly #noteDomain: (domain: string, isNamed: boolean) => void;
  readonly #known = new Map<string, { readonly plan: DomainPlan; readonly until: number }>();
  readonly #finding = new Map<string, Promise<DomainPlan>>();

  /** @param noteDomain is told of each domain about which the DNS made a statement */
  constructor(
    resolve: Resolve,
    policies: PolicyCache,
    noteDomain: (domain: string, isNamed: boolean) => void,
  ) {
    this.#resolve = resolve;
    this.#policies = policies;
    this.#noteDomain = noteDomain;
  }

  /** @throws what the policy cache throws: without it a policy could be stripped */
  async of(domain: string): Promise<DomainPlan> {
    const kept = this.#known.get(domain);
    if (kept !== undefined && performance.now() < kept.until) return kept.plan;
    const finding = this.#finding.get(domain) ?? this.#find(domain);
    this.#finding.set(domain, finding);
    try {
      return await finding;
    } finally {
      this.#finding.delete(domain);
    }
  }

  /** The group of servers of a domain, without asking for its policy: the host of that may take its time. Or null. */
  async groupOf(domain: string): Promise<string | null> {
    const found = await this.#findServers(domain);
    return found.kind === 'servers' ? mxGroup(found.servers) : null;
  }

  async #find(domain: string): Promise<DomainPlan> {
    const found = await this.#findServers(domain);
    if (found.kind !== 'servers') return found;
    const plan: DomainPlan = {
      kind: 'servers',
      domain,
      servers: found.servers,
      secure: found.secure,
      policy: await findPolicy(this.#resolve, this.#policies, domain),
      group: mxGroup(found.servers),
    };
    if (this.#known.size >= MAX_DOMAINS) this.#known.clear();
    this.#known.set(domain, { plan, until: performance.now() + Math.min(found.ttl, LONGEST) });
    return plan;
  }

  async #findServers(domain: string): Promise<ServersOfDomain> {
    const found = await findServers(this.#resolve, domain);
    if (found.kind !== 'failed') this.#noteDomain(domain, found.kind === 'servers');
    return found;
  }
}
