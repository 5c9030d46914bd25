import { createHash } from 'node:crypto';
import type { Session } from '../database.ts';
import { idOf, LedgerCorruptError, numberOf, textOf, type Row } from '../rows.ts';
import { AUDIT_STREAMS, WRITTEN_AT, type AuditStream } from './streams.ts';

/** A run of rows of one stream, closed: what it held, chained to the seal before it, whatever stream that was of. */
export interface Seal {
  readonly id: string;
  readonly stream: string;
  /** Rows with ids above this … */
  readonly afterId: string;
  /** … and up to this one. */
  readonly lastId: string;
  readonly rowCount: number;
  /** See `packDigests`. */
  readonly rowDigests: Uint8Array;
  /** ISO 8601 in UTC, kept as text: it is part of the hash to the last digit. */
  readonly sealedAt: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the first seal follows: nothing. */
export const CHAIN_START = '0'.repeat(64);

/** The hash of a seal over everything else that it says. */
export function hashOfSeal(seal: Omit<Seal, 'id' | 'hash'>): string {
  const { previousHash, stream, afterId, lastId, rowCount, sealedAt, rowDigests } = seal;
  return createHash('sha256')
    .update([previousHash, stream, afterId, lastId, rowCount, sealedAt, ''].join('|'))
    .update(rowDigests)
    .digest('hex');
}

/** The newest seal, or null. Primary key, one row. */
export async function chainHead(session: Session): Promise<Pick<Seal, 'id' | 'hash' | 'sealedAt'> | null> {
  const row: Row | undefined = await session.from('audit_seal').orderBy('id', 'desc').first();
  return row === undefined
    ? null
    : { id: idOf(row, 'id'), hash: textOf(row, 'hash'), sealedAt: textOf(row, 'sealed_at') };
}

/** The last id that a stream is sealed up to; `0` before the first. Index ix_audit_seal_stream. */
export async function sealedUpTo(session: Session, stream: AuditStream): Promise<string> {
  const row: Row | undefined = await session
    .from('audit_seal')
    .where({ stream })
    .orderBy('last_id', 'desc')
    .first('last_id');
  return row === undefined ? '0' : idOf(row, 'last_id');
}

/**
 * The newest id that no transaction under way can still come before, or null. A backwards walk of the primary key that
 * ends at the first row old enough. Of what a shop said (acknowledgements, statuses), it scans `shop_report` besides, one
 * row for each file of the shop.
 */
export async function settledUpTo(session: Session, stream: AuditStream): Promise<string | null> {
  const writtenAt = WRITTEN_AT[stream];
  const horizon = session.nowPlus(-session.dialect.lateCommit);
  const rows = session.from(stream).orderBy('id', 'desc');
  const row: Row | undefined = await (
    writtenAt === 'shop_report'
      ? rows.whereIn(
          'shop_report_id',
          session.from('shop_report').where('imported_at', '<=', horizon).select('id'),
        )
      : rows.where(writtenAt.own, '<=', horizon)
  ).first('id');
  return row === undefined ? null : idOf(row, 'id');
}

/** Rows of a stream with their sealed columns, in the order of their ids. Range scan of the primary key. */
export async function rowsBetween(
  session: Session,
  stream: AuditStream,
  range: { readonly afterId: string; readonly upTo: string; readonly limit?: number },
): Promise<readonly Row[]> {
  const query = session
    .from(stream)
    .where('id', '>', range.afterId)
    .where('id', '<=', range.upTo)
    .orderBy('id')
    .select('id', ...AUDIT_STREAMS[stream]);
  const rows: Row[] = await (range.limit === undefined ? query : query.limit(range.limit));
  return rows;
}

/** Adds one row. @throws a violation of ux_audit_seal_previous when somebody else sealed in the meantime */
export async function insertSeal(session: Session, seal: Omit<Seal, 'id'>): Promise<void> {
  await session.from('audit_seal').insert({
    stream: seal.stream,
    after_id: seal.afterId,
    last_id: seal.lastId,
    row_count: seal.rowCount,
    row_digests: seal.rowDigests,
    sealed_at: seal.sealedAt,
    previous_hash: seal.previousHash,
    hash: seal.hash,
  });
}

/** Every seal from the first to the newest, one at a time. Primary key. */
export async function* seals(session: Session): AsyncGenerator<Seal> {
  for (let after = '0'; ;) {
    const row: Row | undefined = await session
      .from('audit_seal')
      .where('id', '>', after)
      .orderBy('id')
      .first();
    if (row === undefined) return;
    const seal = sealOf(row);
    yield seal;
    after = seal.id;
  }
}

/** The seal that holds a row, or null while it is not sealed. Index ix_audit_seal_stream. */
export async function sealHolding(session: Session, stream: AuditStream, id: string): Promise<Seal | null> {
  const row: Row | undefined = await session
    .from('audit_seal')
    .where({ stream })
    .where('last_id', '>=', id)
    .orderBy('last_id')
    .first();
  return row === undefined ? null : sealOf(row);
}

function sealOf(row: Row): Seal {
  const digests = row['row_digests'];
  if (!(digests instanceof Uint8Array)) throw new LedgerCorruptError('row_digests', 'bytes', digests);
  return {
    id: idOf(row, 'id'),
    stream: textOf(row, 'stream'),
    afterId: idOf(row, 'after_id'),
    lastId: idOf(row, 'last_id'),
    rowCount: numberOf(row, 'row_count'),
    rowDigests: digests,
    sealedAt: textOf(row, 'sealed_at'),
    previousHash: textOf(row, 'previous_hash'),
    hash: textOf(row, 'hash'),
  };
}
