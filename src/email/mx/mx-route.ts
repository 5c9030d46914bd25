import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryEvidence, DeliveryOutcome, SmtpReply } from '../../domain/delivery.ts';
import type { EmailAddress } from '../../domain/email-address.ts';
import { ConversationError } from '../conversation-error.ts';
import { envelopeOf } from '../envelope.ts';
import type { EnvelopeWishes } from '../envelope.ts';
import { leavesSessionUsable } from '../outcome.ts';
import type { DeliveryHooks, DeliveryResult, EmailRoute, OutgoingMessage } from '../route.ts';
import { queueIdOf } from '../smtp-reply.ts';
import { cachingResolve } from './dns-cache.ts';
import { createDnsClient } from './dns-client.ts';
import { dnsServers } from './dns-servers.ts';
import { DomainPlans } from './domain-plans.ts';
import type { DomainPlan } from './domain-plans.ts';
import { findSession } from './find-session.ts';
import type { FailedServer, FoundSession } from './find-session.ts';
import { IdleSessions } from './idle-sessions.ts';
import type { PolicyCache } from './mta-sts.ts';
import { outcomeOfAll, outcomeOfMx, outcomeOfMxFinalReply } from './mx-outcome.ts';
import { checkMxOptions } from './mx-options.ts';
import type { MxOptions } from './mx-options.ts';
import { mayRequireTls } from './mx-session.ts';
import type { MxSession } from './mx-session.ts';
import { OwnNetwork } from './own-network.ts';
import { RouteLife } from './route-life.ts';

/**
 * The way straight to the server of each recipient's domain (docs/email.md).
 *
 * @param policies where MTA-STS policies outlive the process
 * @throws ConfigurationError when the options are not fit, whatever their type promised
 */
export function createMxRoute(options: MxOptions, policies: PolicyCache): EmailRoute {
  return new MxRoute(checkMxOptions(options), policies);
}

/** Whoever asks for a group has other messages to send (ms): a domain whose DNS is silent is one of its own till then. */
const GROUP_TIMEOUT = 3000;

type UsableSession = FoundSession & { readonly session: MxSession };

class MxRoute implements EmailRoute {
  readonly kind = 'mx';
  readonly #options: MxOptions;
  readonly #resolve;
  readonly #plans: DomainPlans;
  readonly #network: OwnNetwork;
  readonly #idle: IdleSessions;
  readonly #life = new RouteLife();

  constructor(options: MxOptions, policies: PolicyCache) {
    this.#options = options;
    const ask = createDnsClient({ servers: dnsServers(options.dnsServers), timeout: options.dnsTimeout });
    this.#resolve = cachingResolve(ask);
    const network = new OwnNetwork(ask, options.ownDomain, options.port);
    this.#network = network;
    this.#plans = new DomainPlans(this.#resolve, policies, (domain, isNamed) =>
      network.noteDomain(domain, isNamed),
    );
    this.#idle = new IdleSessions(options.maxMessagesPerConnection);
  }

  deliver(message: OutgoingMessage, hooks: DeliveryHooks): Promise<DeliveryResult> {
    return this.#life.during(async () => {
      const { from, to } = envelopeOf(message);
      if (to === null) {
        const reason = 'the recipient is not one e-mail address that can be written in SMTP';
        return this.#unreached({ kind: 'refused', reason, suppressAddress: false }, '', []);
      }
      const plan = await this.#plans.of(to.domain);
      if (plan.kind !== 'servers') return this.#withoutServers(plan, to.domain);
      const found = await this.#find(plan, this.#idle);
      return found.session === null
        ? this.#notTaken(plan, found.passedOver)
        : this.#sendOn({ ...found, session: found.session }, message, from, to, hooks);
    });
  }

  /** Looks as far as the checks before MAIL FROM, on a connection of its own. */
  async probe(domain = this.#options.ownDomain): Promise<DeliveryResult> {
    return this.#life.during(async () => {
      const plan = await this.#plans.of(domain);
      if (plan.kind !== 'servers') return this.#withoutServers(plan, domain);
      const found = await this.#find(plan, null);
      if (found.session === null) return this.#notTaken(plan, found.passedOver);
      await found.session.smtp.quit();
      return this.#result({ kind: 'accepted' }, { ...found, session: found.session }, null, 'tls', false);
    });
  }

  async serversOf(domain: string): Promise<string> {
    const late = sleep(GROUP_TIMEOUT, null, { ref: false });
    return (await Promise.race([this.#plans.groupOf(domain), late])) ?? domain;
  }

  async close(): Promise<void> {
    await this.#life.end();
    await this.#idle.close();
  }

  async #find(
    plan: Extract<DomainPlan, { kind: 'servers' }>,
    idle: IdleSessions | null,
  ): Promise<FoundSession> {
    const sources = { options: this.#options, resolve: this.#resolve, idle, random: Math.random };
    const found = await findSession(sources, plan);
    const reached = found.session?.address ?? found.passedOver.find(wasReached)?.address ?? null;
    if (reached !== null) this.#network.noteReached(reached);
    return found;
  }

  async #sendOn(
    found: UsableSession,
    message: OutgoingMessage,
    from: string,
    to: EmailAddress,
    hooks: DeliveryHooks,
  ): Promise<DeliveryResult> {
    const { session, level } = found;
    const wishes: EnvelopeWishes = {
      dsn: this.#options.dsn,
      requireTls: level !== null && mayRequireTls(level) ? this.#options.requireTls : 'off',
    };
    const bound = wishes.requireTls !== 'off' && session.smtp.announced.includes('REQUIRETLS');
    try {
      const reply = await session.smtp.send(message, from, to, hooks, wishes);
      await this.#idle.putBack(session);
      return this.#result(outcomeOfMxFinalReply(reply), found, reply, 'final_reply', bound);
    } catch (error) {
      if (!(error instanceof ConversationError)) {
        session.smtp.destroy();
        throw error;
      }
      const { end } = error;
      if (leavesSessionUsable(end) && (await session.smtp.reset())) await this.#idle.putBack(session);
      else session.smtp.destroy();
      return this.#result(outcomeOfMx(end), found, end.reply, end.stage, bound);
    }
  }

  /** The domain named no server, or could not be asked. */
  async #withoutServers(
    plan: Exclude<DomainPlan, { kind: 'servers' }>,
    domain: string,
  ): Promise<DeliveryResult> {
    if (plan.kind === 'none') {
      if (await this.#network.isDenied()) {
        const reason = `the DNS denies one domain after the other, and what it knew before: ${plan.reason}`;
        return this.#unreached({ kind: 'our_outage', reason }, domain, []);
      }
      // As 5.1.2, 5.1.10 and 5.4.4 of a relay: no mailbox can exist there.
      return this.#unreached({ kind: 'refused', reason: plan.reason, suppressAddress: true }, domain, []);
    }
    return this.#unreached(await this.#afterLookup(plan.why), domain, []);
  }

  async #notTaken(
    plan: Extract<DomainPlan, { kind: 'servers' }>,
    passedOver: readonly FailedServer[],
  ): Promise<DeliveryResult> {
    let outcome: DeliveryOutcome = outcomeOfAll(passedOver);
    const lookup = passedOver.find(({ lookup: failed }) => failed);
    if (outcome.kind === 'retry' && lookup !== undefined && 'reason' in lookup.outcome) {
      outcome = await this.#afterLookup(lookup.outcome.reason);
    } else if (outcome.kind === 'retry' && !passedOver.some(wasReached)) {
      if (await this.#network.isUnreachable(plan.group)) {
        outcome = { kind: 'our_outage', reason: 'our network: there is no way out to any server' };
      } else if (!(await this.#network.hasWayOut(() => this.#reachesOwnServers()))) {
        // Tried again, then held: letters for a port that is closed to us would be a night of letters.
        outcome = {
          kind: 'sender_refused',
          reason: `no server was reached yet, our own neither: there may be no way out for us; ${outcome.reason}`,
        };
      }
    }
    return this.#unreached(outcome, plan.domain, passedOver);
  }

  /** Those of our own domain are the only ones that may be tried without a message for them. */
  async #reachesOwnServers(): Promise<boolean> {
    const plan = await this.#plans.of(this.#options.ownDomain);
    if (plan.kind !== 'servers') return false;
    const { session, passedOver } = await this.#find(plan, null);
    await session?.smtp.quit();
    return session !== null || passedOver.some(wasReached);
  }

  async #afterLookup(why: string): Promise<DeliveryOutcome> {
    return (await this.#network.dnsWorks())
      ? { kind: 'retry', reason: `the DNS gives no answer: ${why}` }
      : { kind: 'our_outage', reason: `our way into the DNS is cut: ${why}` };
  }

  #result(
    outcome: DeliveryOutcome,
    { session, level, policyId, passedOver }: UsableSession,
    reply: SmtpReply | null,
    stage: DeliveryEvidence['stage'],
    requireTls: boolean,
  ): DeliveryResult {
    const evidence = {
      host: session.host,
      port: this.#options.port,
      tls: session.smtp.tls,
      reply,
      queueId: reply === null ? null : queueIdOf(reply),
      stage,
      destination: { level, address: session.address, policyId, requireTls, passedOver: toldOf(passedOver) },
    };
    return { outcome, evidence };
  }

  /** Without a session: what the conversation proved that came farthest, the last one as it is. */
  #unreached(outcome: DeliveryOutcome, domain: string, passedOver: readonly FailedServer[]): DeliveryResult {
    const last = passedOver.findLast(({ ended }) => ended !== null) ?? passedOver.at(-1);
    const evidence = {
      host: last?.host ?? domain,
      port: this.#options.port,
      tls: last?.ended?.tls ?? null,
      reply: last?.ended?.end.reply ?? null,
      queueId: null,
      stage: last?.ended?.end.stage ?? ('connect' as const),
      destination: {
        level: null,
        address: last?.address ?? null,
        policyId: null,
        requireTls: false,
        passedOver: toldOf(passedOver),
      },
    };
    return { outcome, evidence };
  }
}

/** Whether it said anything at all: then there is a way out. */
function wasReached({ ended }: FailedServer): boolean {
  return ended !== null && (ended.end.stage !== 'connect' || ended.end.reply !== null);
}

function toldOf(passedOver: readonly FailedServer[]): readonly { host: string; why: string }[] {
  return passedOver.map(({ host, outcome }) => ({ host, why: outcome.reason }));
}
