import type { DeliveryOutcome } from '../../domain/delivery.ts';

/**
 * Doubts what would post many letters at once. One provider that fails as a whole, or TLS that fails at more places than
 * servers fall behind in one night, is an outage, theirs or ours: their customers can be e-mailed tomorrow. Two errors are
 * possible: letters to everybody (thousands of euros, and not to be undone), or documents that wait for a person, visibly. The
 * second is the smaller one. A pure decision core: state and event in, state and verdict out.
 */
export interface BreakerState {
  /** Documents for e-mail in this run. */
  readonly documents: number;
  /** Domains with many documents in this run, and what came of them. */
  readonly large: ReadonlyMap<string, LargeDomain>;
  /** Tries that ended with TLS refused at the recipient's side. */
  readonly tlsFailures: number;
  /** TLS failed too often: from now on nobody is posted because of it. */
  readonly isTlsDoubted: boolean;
}

export interface LargeDomain {
  readonly documents: number;
  readonly accepted: number;
  /** Failures of documents since the last acceptance. */
  readonly failures: number;
  readonly circuit: Circuit;
}

export type Circuit =
  | { readonly kind: 'closed' }
  /** Nothing is tried before `until`; `openings` so far without an acceptance in between. */
  | { readonly kind: 'open'; readonly until: number; readonly openings: number }
  /** One document is on its way to find out. */
  | { readonly kind: 'testing'; readonly openings: number };

/** Email.md: "a large domain (top 20)". */
const LARGE_DOMAINS = 20;
/** Below this a domain is a handful of customers, and its letters a handful of stamps. */
const LARGE_FROM = 10;
/** Failures without an acceptance that make "as a whole". */
const FAILURES_AS_A_WHOLE = 3;
/**
 * The same for one that has taken some of this run: half as many in a row as it has documents, and so many at least. At the
 * end of a night nothing is left of it but full mailboxes, and each of them is tried several times.
 */
const FAILURES_AFTER_ACCEPTANCE = 100;
const SHARE_AFTER_ACCEPTANCE = 0.5;
/** Share of the run's documents whose TLS may fail before it is doubted; a small run has a few old servers too. */
const TLS_SHARE = 0.02;
const TLS_AT_LEAST = 10;

/** @param census documents for e-mail in this run, by domain */
export function closedBreaker(census: ReadonlyMap<string, number>): BreakerState {
  const largest = [...census]
    .filter(([, documents]) => documents >= LARGE_FROM)
    .sort((a, b) => b[1] - a[1])
    .slice(0, LARGE_DOMAINS);
  const untried = { accepted: 0, failures: 0, circuit: { kind: 'closed' } } as const;
  return {
    documents: [...census.values()].reduce((sum, documents) => sum + documents, 0),
    large: new Map(largest.map(([domain, documents]) => [domain, { documents, ...untried }])),
    tlsFailures: 0,
    isTlsDoubted: false,
  };
}

/** May a document for `domain` be tried now? `hold`: every test has failed, a person decides. */
export type Leave =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait'; readonly until: number }
  /** The test is on its way: soon. */
  | { readonly kind: 'soon' }
  | { readonly kind: 'hold' };

/** @param pauses milliseconds from one test to the next */
export function leaveFor(
  state: BreakerState,
  domain: string,
  now: number,
  pauses: readonly number[],
): { readonly leave: Leave; readonly state: BreakerState } {
  const known = state.large.get(domain);
  if (known === undefined || known.circuit.kind === 'closed') return { leave: { kind: 'go' }, state };
  const { circuit } = known;
  if (circuit.kind === 'testing') return { leave: { kind: 'soon' }, state };
  if (circuit.openings > pauses.length) return { leave: { kind: 'hold' }, state };
  if (now < circuit.until) return { leave: { kind: 'wait', until: circuit.until }, state };
  const testing = { ...known, circuit: { kind: 'testing', openings: circuit.openings } } as const;
  return { leave: { kind: 'go' }, state: withDomain(state, domain, testing) };
}

/** What happened to the breaker by a try. */
export type BreakerAlert =
  | { readonly kind: 'domain opened'; readonly domain: string; readonly documents: number }
  | { readonly kind: 'domain closed'; readonly domain: string }
  | { readonly kind: 'tls doubted'; readonly failures: number; readonly documents: number };

export interface Verdict {
  readonly state: BreakerState;
  /** The outcome is not to be believed: the document is tried again and then held, never posted. */
  readonly isDoubted: boolean;
  readonly alert: BreakerAlert | null;
}

/** Judges the end of a try. */
export function judged(
  state: BreakerState,
  domain: string,
  outcome: DeliveryOutcome,
  now: number,
  pauses: readonly number[],
): Verdict {
  const withTls = outcome.kind === 'tls_refused' ? tlsFailed(state) : { state, alert: null };
  const known = withTls.state.large.get(domain);
  const isTlsDoubted = outcome.kind === 'tls_refused' && withTls.state.isTlsDoubted;
  if (known === undefined) return { ...withTls, isDoubted: isTlsDoubted };
  switch (outcome.kind) {
    case 'accepted': {
      const next = {
        ...known,
        accepted: known.accepted + 1,
        failures: 0,
        circuit: { kind: 'closed' },
      } as const;
      const alert = known.circuit.kind === 'closed' ? null : ({ kind: 'domain closed', domain } as const);
      return { state: withDomain(withTls.state, domain, next), isDoubted: false, alert };
    }
    case 'tls_refused':
    case 'retry': {
      const failed = afterFailure(known, now, pauses);
      const isNew = failed.circuit.kind === 'open' && known.circuit.kind === 'closed';
      const opened = { kind: 'domain opened', domain, documents: known.documents } as const;
      return {
        state: withDomain(withTls.state, domain, failed),
        // Where it accepted some of this run, what it refuses for now is about that one document, until it refuses all.
        isDoubted: outcome.kind === 'tls_refused' || known.accepted === 0 || failed.circuit.kind !== 'closed',
        alert: isNew ? opened : withTls.alert,
      };
    }
    default: {
      // It answered about one mailbox, or about us: no news of the whole. A test that learned nothing is made again.
      const { circuit } = known;
      const next =
        circuit.kind === 'testing'
          ? { ...known, circuit: { kind: 'open', until: now, openings: circuit.openings } as const }
          : known;
      return { state: withDomain(withTls.state, domain, next), isDoubted: false, alert: withTls.alert };
    }
  }
}

/** A test that never came to a try (the document went elsewhere) leaves the question open. */
export function testDropped(state: BreakerState, domain: string, now: number): BreakerState {
  const known = state.large.get(domain);
  if (known?.circuit.kind !== 'testing') return state;
  const { openings } = known.circuit;
  return withDomain(state, domain, { ...known, circuit: { kind: 'open', until: now, openings } });
}

function afterFailure(known: LargeDomain, now: number, pauses: readonly number[]): LargeDomain {
  const failures = known.failures + 1;
  const { circuit } = known;
  const asAWhole =
    known.accepted === 0
      ? FAILURES_AS_A_WHOLE
      : Math.max(FAILURES_AFTER_ACCEPTANCE, known.documents * SHARE_AFTER_ACCEPTANCE);
  if (circuit.kind === 'closed' && failures < asAWhole) return { ...known, failures };
  // What was under way when it opened has nothing to add.
  if (circuit.kind === 'open') return { ...known, failures };
  const openings = circuit.kind === 'testing' ? circuit.openings + 1 : 1;
  return {
    ...known,
    failures,
    circuit: { kind: 'open', until: now + (pauses[openings - 1] ?? 0), openings },
  };
}

function tlsFailed(state: BreakerState): { state: BreakerState; alert: BreakerAlert | null } {
  const tlsFailures = state.tlsFailures + 1;
  const isTlsDoubted =
    state.isTlsDoubted || tlsFailures > Math.max(TLS_AT_LEAST, state.documents * TLS_SHARE);
  const isNew = isTlsDoubted && !state.isTlsDoubted;
  const { documents } = state;
  return {
    state: { ...state, tlsFailures, isTlsDoubted },
    alert: isNew ? { kind: 'tls doubted', failures: tlsFailures, documents } : null,
  };
}

function withDomain(state: BreakerState, domain: string, next: LargeDomain): BreakerState {
  return { ...state, large: new Map(state.large).set(domain, next) };
}
