import type { DeliveryEvidence, DeliveryOutcome, ProofLevel } from '../domain/delivery.ts';
import type { DeliveryResult, EmailRoute } from '../email/route.ts';
import type { Database } from '../ledger/database.ts';
import {
  findMailDomain,
  listDueProbes,
  noteProbe,
  noteTlsFailure,
  noteTlsProof,
  postponeProbe,
  type MailDomain,
} from '../ledger/mail-domain-store.ts';
import type { RunContext } from './run-context.ts';

/** What a look at a domain's servers found. */
export interface DomainProbe {
  /** A-labels, lower case. */
  readonly domain: string;
  /** `unknown`: nobody could be reached, or they refused to talk: that proves nothing about their TLS. */
  readonly verdict: 'tls' | 'no tls' | 'unknown';
  /** The server that answered last. */
  readonly host: string;
  readonly protocol: string | null;
  readonly cipher: string | null;
  /** The most that the server proved: encryption, certificate, MTA-STS or DANE. */
  readonly level: ProofLevel | null;
  readonly certificateValidUntil: string | null;
  /** Why not, in English, without personal data. */
  readonly reason: string | null;
  readonly passedOver: readonly { readonly host: string; readonly why: string }[];
  /** What the ledger knows now; null: it never had to do with this domain. */
  readonly record: MailDomain | null;
}

/** Domains that are looked at at the same time. */
const CONCURRENT = 5;
/** A night looks at this many domains at most, and begins none after this time (ms). */
const NIGHTLY_DOMAINS = 200;
const NIGHTLY_TIME = 60_000;

/**
 * Looks at the servers of domains without saying MAIL FROM, and keeps what it finds. A look can take a mark away (S3), it
 * never makes one: a middlebox between us and the world that hides STARTTLS would else post everybody's mail. A domain
 * that fails here fails at its next message too, and is marked then.
 *
 * @param route whose `probe` asks the servers of a domain
 * @param signal no further domain is begun once it is aborted
 * @returns in the order of `domains`, those that were looked at
 */
export async function probeDomains(
  ledger: Database,
  route: Pick<EmailRoute, 'probe'>,
  domains: readonly string[],
  signal: AbortSignal,
): Promise<readonly DomainProbe[]> {
  const probes = new Map<string, DomainProbe>();
  const waiting = [...new Set(domains)];
  const worker = async (): Promise<void> => {
    for (let domain = waiting.shift(); domain !== undefined && !signal.aborted; domain = waiting.shift()) {
      probes.set(domain, await probeDomain(ledger, route, domain));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
  return domains.flatMap((domain) => probes.get(domain) ?? []);
}

/** The first thing of a night: domains that are due, within bounded time. */
export async function probeDueDomains(
  context: Pick<RunContext, 'ledger' | 'logger' | 'signal'>,
  route: Pick<EmailRoute, 'probe'>,
): Promise<void> {
  const due = await listDueProbes(context.ledger, NIGHTLY_DOMAINS);
  if (due.length === 0) return;
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(NIGHTLY_TIME)]);
  const probes = await probeDomains(context.ledger, route, due, signal);
  const withTls = probes.filter(({ verdict }) => verdict === 'tls').length;
  context.logger.info('email.probed', { due: due.length, looked: probes.length, withTls });
}

async function probeDomain(
  ledger: Database,
  route: Pick<EmailRoute, 'probe'>,
  domain: string,
): Promise<DomainProbe> {
  const { outcome, evidence } = await route.probe(domain);
  const verdict = verdictOf(outcome);
  await ledger.transaction(async (session) => {
    if (verdict === 'tls') await noteTlsProof(session, { domain, proven: provenBy(evidence) });
    else if (verdict === 'no tls') await noteTlsFailure(session, { domain, reason: reasonOf(outcome) ?? '' });
    else if ((await findMailDomain(session, domain)) !== null) await postponeProbe(session, domain);
    if (verdict !== 'unknown') await noteProbe(session, domain);
  });
  return {
    domain,
    verdict,
    host: evidence.host,
    protocol: evidence.tls?.protocol ?? null,
    cipher: evidence.tls?.cipher ?? null,
    level: evidence.destination?.level ?? null,
    certificateValidUntil: evidence.tls?.certificateValidUntil ?? null,
    reason: reasonOf(outcome),
    passedOver: evidence.destination?.passedOver ?? [],
    record: await findMailDomain(ledger, domain),
  };
}

function verdictOf(outcome: DeliveryResult['outcome']): DomainProbe['verdict'] {
  if (outcome.kind === 'accepted') return 'tls';
  return outcome.kind === 'tls_refused' ? 'no tls' : 'unknown';
}

function reasonOf(outcome: DeliveryOutcome): string | null {
  return 'reason' in outcome ? outcome.reason : null;
}

/** What was proven, for the record: `TLSv1.3, mta-sts, mx1.example.org`. */
export function provenBy({ tls, destination, host }: DeliveryEvidence): string {
  return [tls?.protocol, destination?.level, host]
    .filter((part) => part !== undefined && part !== null)
    .join(', ');
}
