import type { Session } from './database.ts';
import { cut, numberOf, textOf, textOrNull, timeOrNull, type Row } from './rows.ts';

const DAY = 86_400_000;
/** A domain that failed again and again is looked at less often, but at least once a week (ms). */
const LONGEST_PROBE_PAUSE = 7 * DAY;

/** What is known of the mail servers of one domain. Times are ISO 8601, UTC. */
export interface MailDomain {
  readonly domain: string;
  readonly lastTlsAt: string | null;
  /** What was proven then, such as `TLSv1.3, verified certificate`. */
  readonly lastTls: string | null;
  /** Failures of TLS since the last proof. */
  readonly failures: number;
  readonly lastFailureAt: string | null;
  readonly reason: string | null;
  readonly probedAt: string | null;
  readonly nextProbeAt: string | null;
  /** Until when its documents go by post without a try (S3); null: not marked, or the mark has expired. */
  readonly noTlsUntil: string | null;
}

/** Milliseconds from a failure of TLS until somebody looks again: 1, 2, 4, then 7 days. Pure. */
export function probePause(failures: number): number {
  return Math.min(LONGEST_PROBE_PAUSE, DAY * 2 ** Math.max(0, failures - 1));
}

/**
 * Notes that TLS failed at a domain. Call it together with the mark, or alone where one failure is no proof yet. Primary key
 * seeks, one row.
 */
export async function noteTlsFailure(
  session: Session,
  failure: { readonly domain: string; readonly reason: string },
): Promise<void> {
  const failures = (await failuresOf(session, failure.domain)) + 1;
  await write(session, failure.domain, {
    failures,
    last_failure_at: session.now(),
    reason: cut(failure.reason),
    next_probe_at: session.nowPlus(probePause(failures)),
  });
}

/**
 * Notes that a server of the domain proved TLS, and takes a mark away (S3: until it is re-probed): its documents may go
 * by e-mail again. Primary key seeks, one row in each of the two tables.
 */
export async function noteTlsProof(
  session: Session,
  proof: { readonly domain: string; readonly proven: string },
): Promise<void> {
  await write(session, proof.domain, {
    failures: 0,
    last_tls_at: session.now(),
    last_tls: cut(proof.proven, 200),
    reason: null,
    next_probe_at: null,
  });
  await session.from('recipient_domain').where({ domain: proof.domain }).delete();
}

/** Notes that somebody looked, whatever was found; `noteTlsProof` or `noteTlsFailure` says what. Primary key seek, one row. */
export async function noteProbe(session: Session, domain: string): Promise<void> {
  await write(session, domain, { probed_at: session.now() });
}

/**
 * Puts the next look off without counting a failure: what was seen proves nothing about the domain's TLS. Primary key seeks,
 * one row.
 */
export async function postponeProbe(session: Session, domain: string): Promise<void> {
  const pause = probePause(await failuresOf(session, domain));
  await write(session, domain, { probed_at: session.now(), next_probe_at: session.nowPlus(pause) });
}

/**
 * Marked domains that are due to be looked at, the longest due first. Seeks ix_mail_domain_next_probe in its order; touched
 * are `count` rows at most.
 */
export async function listDueProbes(session: Session, count: number): Promise<readonly string[]> {
  const rows: Row[] = await session
    .from('mail_domain')
    .where('next_probe_at', '<=', session.now())
    .orderBy('next_probe_at')
    .limit(count)
    .select('domain');
  return rows.map((row) => textOf(row, 'domain'));
}

/** The record of a domain, or null when nothing is known of it. Primary key seeks, one row of each table. */
export async function findMailDomain(session: Session, domain: string): Promise<MailDomain | null> {
  const row: Row | undefined = await session.from('mail_domain').where({ domain }).first();
  if (row === undefined) return null;
  const mark: Row | undefined = await session
    .from('recipient_domain')
    .where({ domain })
    .where('no_tls_until', '>', session.now())
    .first('no_tls_until');
  return {
    domain,
    lastTlsAt: timeOrNull(row, 'last_tls_at'),
    lastTls: textOrNull(row, 'last_tls'),
    failures: numberOf(row, 'failures'),
    lastFailureAt: timeOrNull(row, 'last_failure_at'),
    reason: textOrNull(row, 'reason'),
    probedAt: timeOrNull(row, 'probed_at'),
    nextProbeAt: timeOrNull(row, 'next_probe_at'),
    noTlsUntil: mark === undefined ? null : timeOrNull(mark, 'no_tls_until'),
  };
}

/** Primary key seek, one row. */
async function failuresOf(session: Session, domain: string): Promise<number> {
  const row: Row | undefined = await session.from('mail_domain').where({ domain }).first('failures');
  return row === undefined ? 0 : numberOf(row, 'failures');
}

/** Two workers may learn of a domain at the same moment: whoever comes second updates the row. Primary key seek, one row. */
async function write(session: Session, domain: string, columns: Row): Promise<void> {
  const update = (): Promise<number> => session.from('mail_domain').where({ domain }).update(columns);
  if ((await update()) > 0) return;
  try {
    await session.from('mail_domain').insert({ domain, failures: 0, ...columns });
  } catch (error) {
    if (!session.dialect.isUniqueViolation(error)) throw error;
    await update();
  }
}
