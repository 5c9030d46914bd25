import type { Database, Session } from '../database.ts';
import { databaseTime } from '../clock.ts';
import { digestsOf, packDigests, type RowDigests } from './row-digests.ts';
import {
  CHAIN_START,
  chainHead,
  hashOfSeal,
  insertSeal,
  rowsBetween,
  sealedUpTo,
  settledUpTo,
} from './seal-store.ts';
import { AUDIT_STREAM_NAMES, AUDIT_STREAMS, type AuditStream } from './streams.ts';

/** Rows in one seal: 48 KB of digests. */
const ROWS_PER_SEAL = 2_000;
/** Rows that are in memory at a time: some 5 KB each as text, and ten times that as objects. */
const ROWS_AT_A_TIME = 200;

export interface Sealing {
  readonly seals: number;
  readonly rows: number;
  /** The hash of the newest seal: written down elsewhere, it proves that the whole chain was not made anew. */
  readonly head: string | null;
}

/**
 * Closes what was appended since the last time: afterwards no row of it can be changed, removed or slipped in unseen.
 * Sealing goes behind the work, not with it: a chain through every insert would make all workers wait for one row.
 *
 * A crash leaves whole seals; the next sealing goes on behind them. Of two that seal at once one gives way. Ranges of the
 * primary keys: touched is what no seal holds yet.
 */
export async function sealEvents(ledger: Database): Promise<Sealing> {
  let count = 0;
  let rows = 0;
  for (const stream of AUDIT_STREAM_NAMES) {
    const upTo = await settledUpTo(ledger, stream);
    if (upTo === null) continue;
    for (;;) {
      const sealed = await sealNext(ledger, stream, upTo);
      if (sealed === 0) break;
      count += 1;
      rows += sealed;
    }
  }
  return { seals: count, rows, head: (await chainHead(ledger))?.hash ?? null };
}

/** @returns rows sealed; 0 when nothing is left, or another process is at it */
async function sealNext(ledger: Database, stream: AuditStream, upTo: string): Promise<number> {
  try {
    return await ledger.transaction((session) => sealOnce(session, stream, upTo));
  } catch (error) {
    if (ledger.dialect.isUniqueViolation(error)) return 0;
    throw error;
  }
}

/** A range of the primary key, 2,000 rows at most, and one row of `audit_seal`. */
async function sealOnce(session: Session, stream: AuditStream, upTo: string): Promise<number> {
  const afterId = await sealedUpTo(session, stream);
  const digests = await nextDigests(session, stream, afterId, upTo);
  const last = [...digests.keys()].at(-1);
  if (last === undefined) return 0;
  const seal = {
    stream,
    afterId,
    lastId: String(last),
    rowCount: digests.size,
    rowDigests: packDigests(digests),
    sealedAt: (await databaseTime(session)).toISOString(),
    previousHash: (await chainHead(session))?.hash ?? CHAIN_START,
  };
  await insertSeal(session, { ...seal, hash: hashOfSeal(seal) });
  return digests.size;
}

/** Of the rows of one seal, in their order. */
async function nextDigests(
  session: Session,
  stream: AuditStream,
  from: string,
  upTo: string,
): Promise<RowDigests> {
  const digests = new Map<bigint, string>();
  let afterId = from;
  while (digests.size < ROWS_PER_SEAL) {
    const rows = await rowsBetween(session, stream, { afterId, upTo, limit: ROWS_AT_A_TIME });
    let last: string | null = null;
    for (const [id, digest] of digestsOf(rows, AUDIT_STREAMS[stream])) {
      digests.set(id, digest);
      last = String(id);
    }
    if (last === null) break;
    afterId = last;
  }
  return digests;
}
