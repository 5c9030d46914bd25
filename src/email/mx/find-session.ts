import type { ProofLevel } from '../../domain/delivery.ts';
import { ConversationError } from '../conversation-error.ts';
import { demandOf } from './demand.ts';
import type { Demand } from './demand.ts';
import type { DomainPlan } from './domain-plans.ts';
import type { Resolve } from './dns-types.ts';
import { findAddresses, inOrderOfTries } from './find-servers.ts';
import { findTlsa } from './find-tlsa.ts';
import type { IdleSessions } from './idle-sessions.ts';
import { outcomeOfMx } from './mx-outcome.ts';
import type { PassedOver } from './mx-outcome.ts';
import type { MxOptions } from './mx-options.ts';
import { judgeSession, openMxSession, servernameFor } from './mx-session.ts';
import type { MxSession } from './mx-session.ts';

/** Addresses tried for one message: some domains list dozens, and a lease does not last forever. */
const MAX_ADDRESSES = 5;

/** Servers looked up for one message: each lookup of a dead name takes its time. */
const MAX_SERVERS = 10;

/** A server that did not take the message, with how its conversation ended when there was one. */
export interface FailedServer extends PassedOver {
  readonly address: string | null;
  readonly ended: ConversationError | null;
  /** What failed was a lookup, so that the DNS itself may be to blame. */
  readonly lookup: boolean;
}

export interface FoundSession {
  /** Null: no server is fit, see `passedOver`. */
  readonly session: MxSession | null;
  readonly level: ProofLevel | null;
  readonly policyId: string | null;
  readonly passedOver: readonly FailedServer[];
}

type PlannedServers = Extract<DomainPlan, { kind: 'servers' }>;

export interface SessionSources {
  readonly options: MxOptions;
  readonly resolve: Resolve;
  /** Null: none is used again, as for a probe. */
  readonly idle: IdleSessions | null;
  readonly random: () => number;
}

/**
 * Goes through the servers of a domain in order until one of them has proven what is demanded. Nothing of a message was
 * said by then, so the next server may be tried after every failure; from MAIL FROM on none is.
 */
export async function findSession(sources: SessionSources, plan: PlannedServers): Promise<FoundSession> {
  const passedOver: FailedServer[] = [];
  let left = MAX_ADDRESSES;
  for (const { host } of inOrderOfTries(plan.servers, sources.random).slice(0, MAX_SERVERS)) {
    if (left === 0) break;
    const prepared = await prepare(sources, plan, host);
    if (prepared.kind === 'unfit') {
      passedOver.push(prepared.failed);
      continue;
    }
    const { demand, addresses } = prepared;
    const found = (session: MxSession): FoundSession => {
      const judgement = judgeSession(sources.options, session, demand, plan.domain);
      return {
        session,
        level: judgement.kind === 'proven' ? judgement.level : null,
        policyId: demand.kind === 'mta-sts' ? demand.policyId : null,
        passedOver,
      };
    };
    const isFit = (session: MxSession): boolean =>
      addresses.includes(session.address) &&
      // Asked by another name it may have shown another certificate, and `authorized` was about that name.
      session.servername === servernameFor(demand, host) &&
      judgeSession(sources.options, session, demand, plan.domain).kind === 'proven';
    const idle = (await sources.idle?.take(host, isFit)) ?? null;
    if (idle !== null) return found(idle);
    for (const address of addresses.slice(0, left)) {
      left -= 1;
      const opened = await tryAddress(sources.options, { host, address, domain: plan.domain }, demand);
      if ('smtp' in opened) return found(opened);
      passedOver.push(opened);
    }
  }
  return { session: null, level: null, policyId: null, passedOver };
}

type Prepared =
  | { readonly kind: 'fit'; readonly demand: Demand; readonly addresses: readonly string[] }
  | { readonly kind: 'unfit'; readonly failed: FailedServer };

/** Everything about one server that the DNS and the policies say before it is contacted. */
async function prepare(
  { options, resolve }: SessionSources,
  plan: PlannedServers,
  host: string,
): Promise<Prepared> {
  const unfit = (outcome: PassedOver['outcome'], lookup: boolean): Prepared => ({
    kind: 'unfit',
    failed: { host, outcome, address: null, ended: null, lookup },
  });
  const addresses = await findAddresses(resolve, host, options.ipVersion);
  if (addresses.kind === 'failed') return unfit({ kind: 'retry', reason: addresses.why }, true);
  if (addresses.kind === 'none') {
    return unfit(
      { kind: 'refused', reason: 'it has no address that can be used', suppressAddress: false },
      false,
    );
  }
  const tlsa = await findTlsa(resolve, { host, port: options.port, mxSecure: plan.secure, addresses });
  const { verifyCertificates } = options;
  const demand = demandOf({ host, tlsa, policy: plan.policy, verifyCertificates });
  if (demand.kind !== 'unfit') return { kind: 'fit', demand, addresses: addresses.addresses };
  return demand.because === 'lookup'
    ? unfit({ kind: 'retry', reason: demand.reason }, true)
    : unfit({ kind: 'tls_refused', reason: demand.reason }, false);
}

async function tryAddress(
  options: MxOptions,
  target: Parameters<typeof openMxSession>[1],
  demand: Demand,
): Promise<MxSession | FailedServer> {
  try {
    return await openMxSession(options, target, demand);
  } catch (error) {
    if (!(error instanceof ConversationError)) throw error;
    const outcome = outcomeOfMx(error.end);
    if (outcome.kind === 'accepted' || outcome.kind === 'in_doubt') {
      throw new TypeError('Expected no acceptance and no doubt before MAIL FROM.', { cause: error });
    }
    return { host: target.host, address: target.address, outcome, ended: error, lookup: false };
  }
}
