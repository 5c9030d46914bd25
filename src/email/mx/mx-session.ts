import type { X509Certificate } from 'node:crypto';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { ProofLevel } from '../../domain/delivery.ts';
import { ConversationError } from '../conversation-error.ts';
import { SmtpSession } from '../smtp-session.ts';
import { proveEncryption, TlsNotAcceptable } from '../tls-evidence.ts';
import { strictOptions, timeoutsOf } from '../tls-policy.ts';
import { judge } from './demand.ts';
import type { Demand, Judgement, ShownProof } from './demand.ts';
import { mayChokeOnLargeHello } from './mx-outcome.ts';
import type { MxOptions } from './mx-options.ts';

/** One address of one server, and the domain for whose sake it is tried. */
export interface MxTarget {
  readonly host: string;
  readonly address: string;
  readonly domain: string;
}

/** An encrypted session with a recipient's server, and what it showed: enough to judge it again for another domain. */
export interface MxSession {
  readonly smtp: SmtpSession;
  readonly host: string;
  readonly address: string;
  /** The name that it was asked by (SNI), and that `shown.authorized` is about. */
  readonly servername: string;
  readonly shown: Omit<ShownProof, 'names'>;
}

/** Key shares without the post-quantum hybrids, whose client hello does not fit into one segment. */
const SMALL_KEY_SHARES = 'X25519:P-256:P-384';

/**
 * Connects to one address, encrypts, and checks what was demanded before anything of a message is said. A server that
 * drops a large client hello gets one more try with a small one; nothing else differs.
 *
 * @throws ConversationError with stage `connect` or `tls`
 */
export async function openMxSession(
  options: MxOptions,
  target: MxTarget,
  demand: Demand,
): Promise<MxSession> {
  try {
    return await open(options, target, demand, {});
  } catch (error) {
    if (!(error instanceof ConversationError) || !mayChokeOnLargeHello(error.end)) throw error;
    return open(options, target, demand, { ecdhCurve: SMALL_KEY_SHARES });
  }
}

/** The name that a server is asked by. DANE names it itself, where the MX host is an alias (RFC 7672 section 2.2.2). */
export function servernameFor(demand: Demand, host: string): string {
  return demand.kind === 'dane' ? demand.base : host;
}

/** What a session proves for a domain: its own certificate does not change, but what is demanded of it may. */
export function judgeSession(
  options: MxOptions,
  session: Pick<MxSession, 'host' | 'servername' | 'shown'>,
  demand: Demand,
  domain: string,
): Judgement {
  const judgement = judge(demand, { ...session.shown, names: [session.servername, session.host, domain] });
  return judgement.kind === 'proven' && options.requireTls === 'insist' && !mayRequireTls(judgement.level)
    ? { kind: 'not proven', reason: 'REQUIRETLS is insisted on, and no policy vouches for the server' }
    : judgement;
}

/** RFC 8689 section 4.2.1: only a server whose very name is proven, by DANE or MTA-STS, may be bound by it. */
export function mayRequireTls(level: ProofLevel): boolean {
  return level === 'dane' || level === 'mta-sts';
}

async function open(
  options: MxOptions,
  target: MxTarget,
  demand: Demand,
  tls: { readonly ecdhCurve?: string },
): Promise<MxSession> {
  const servername = servernameFor(demand, target.host);
  let shown: MxSession['shown'] | null = null;
  const smtp = await SmtpSession.open({
    connection: mxConnectionOptions(options, target.address, servername, tls),
    timeouts: timeoutsOf(options),
    wishes: { requireTls: options.requireTls, dsn: options.dsn },
    prove: (socket) => {
      const { tls: evidence, certificate } = proveEncryption(socket, options.minVersion);
      shown = { chain: chainOf(certificate), authorized: evidence.authorized };
      const judgement = judgeSession(
        options,
        { host: target.host, servername, shown },
        demand,
        target.domain,
      );
      if (judgement.kind === 'not proven') throw new TlsNotAcceptable(judgement.reason, evidence);
      return evidence;
    },
  });
  if (shown === null)
    throw new TypeError('Expected the handshake to be looked at before the session is used.');
  return { smtp, host: target.host, address: target.address, servername, shown };
}

/**
 * The handshake goes on whatever the certificate says, because DANE counts certificates that no authority signed. What the
 * certificate has to be is checked right after it, in `judge`.
 */
function mxConnectionOptions(
  options: MxOptions,
  address: string,
  servername: string,
  extra: { readonly ecdhCurve?: string },
): SMTPConnectionOptions {
  const { port, clientHostname, minVersion, caPem, timeouts } = options;
  return strictOptions({
    host: address,
    port,
    servername,
    implicitTls: false,
    clientHostname,
    minVersion,
    caPem,
    timeouts,
    certificate: 'after-handshake',
    ...extra,
  });
}

/**
 * The certificates as the server sent them, its own first. They hang on the one object that the handshake gave: asked
 * a second time, Node.js has lost the first of them.
 */
function chainOf(certificate: X509Certificate): readonly X509Certificate[] {
  const chain = [certificate];
  for (let next = certificate.issuerCertificate; next !== undefined; next = next.issuerCertificate) {
    chain.push(next);
  }
  return chain;
}
