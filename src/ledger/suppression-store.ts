import type { Session } from './database.ts';
import { addressKey } from './recipient-store.ts';
import { cut, numberOf, textOf, textOrNull, timeOf, timeOrNull, type Row } from './rows.ts';

/** An address to which nothing is e-mailed; the address itself is not kept (L8). */
export interface Suppression {
  readonly addressSha256: string;
  readonly since: string;
  /** Null: until a person removes it. */
  readonly until: string | null;
  readonly reason: string;
  readonly person: string | null;
  /** The document that showed it, where one did. */
  readonly documentId: string | null;
}

export interface NewSuppression {
  readonly addressSha256: string;
  readonly reason: string;
  readonly attemptId: string | null;
  readonly person: string | null;
  /** Milliseconds; null: until a person removes it. */
  readonly expiry: number | null;
}

/** Where a person put an address on the list there is no try that showed it. */
const NO_ATTEMPT = '-';

/**
 * Puts an address on the list, or prolongs its stay; never shortens it. Call it inside a transaction. Primary key seeks,
 * one row each of list, term and event.
 */
export async function suppress(session: Session, wish: NewSuppression): Promise<void> {
  const { addressSha256: key } = wish;
  const row = { reason: cut(wish.reason), attempt_id: wish.attemptId ?? NO_ATTEMPT };
  const until = wish.expiry === null ? null : session.nowPlus(wish.expiry);
  const known: Row | undefined = await session
    .from('suppressed_address')
    .where({ address_sha256: key })
    .first();
  const term: Row | undefined = await session.from('suppression_term').where({ address_sha256: key }).first();
  if (known !== undefined && (term === undefined || term['until'] === null)) return;
  const isOver = known !== undefined && (await findSuppression(session, key)) === null;
  if (known === undefined) {
    await session.from('suppressed_address').insert({ address_sha256: key, since: session.now(), ...row });
  } else {
    // A stay that was over begins anew: the customer is told of it anew (S3).
    const since = isOver ? { since: session.now() } : {};
    await session
      .from('suppressed_address')
      .where({ address_sha256: key })
      .update({ ...row, ...since });
  }
  if (term === undefined) {
    await session.from('suppression_term').insert({ address_sha256: key, until, person: wish.person });
  } else {
    // A longer stay may have been asked for before; the later end counts.
    const query = session.from('suppression_term').where({ address_sha256: key });
    if (until !== null && known !== undefined) void query.where('until', '<', until);
    await query.update({ until, person: wish.person });
  }
  await recordEvent(session, wish, known === undefined || isOver ? 'added' : 'prolonged');
}

/**
 * Why an address is on the list, and since when it has been without a break; null when it is not, or its time is over.
 * S6: another address is another key. Primary key seeks.
 */
export function addressSuppression(
  session: Session,
  address: string,
): Promise<{ readonly reason: string; readonly since: string } | null> {
  return findSuppression(session, addressKey(address));
}

/** Primary key seeks, one row. */
async function findSuppression(
  session: Session,
  key: string,
): Promise<{ readonly reason: string; readonly since: string } | null> {
  const row: Row | undefined = await session
    .from('suppressed_address as s')
    .leftJoin(`${session.dialect.table('suppression_term')} as t`, 't.address_sha256', 's.address_sha256')
    .where('s.address_sha256', key)
    .where((valid) => void valid.whereNull('t.until').orWhere('t.until', '>', session.now()))
    .first('s.reason', 's.since');
  return row === undefined ? null : { reason: textOf(row, 'reason'), since: timeOf(row, 'since') };
}

/** Primary key seeks; touched is what is kept of the address. @returns whether it was on the list */
export async function unsuppress(
  session: Session,
  wish: { readonly addressSha256: string; readonly reason: string; readonly person: string },
): Promise<boolean> {
  const key = { address_sha256: wish.addressSha256 };
  const removed = await session.from('suppressed_address').where(key).delete();
  await session.from('suppression_term').where(key).delete();
  await session.from('full_mailbox').where(key).delete();
  if (removed === 0) return false;
  await recordEvent(session, { ...wish, attemptId: null }, 'removed');
  return true;
}

/** Adds one row. */
async function recordEvent(
  session: Session,
  wish: Pick<NewSuppression, 'addressSha256' | 'reason' | 'attemptId' | 'person'>,
  event: 'added' | 'prolonged' | 'removed',
): Promise<void> {
  await session.from('suppression_event').insert({
    address_sha256: wish.addressSha256,
    at: session.now(),
    event,
    reason: cut(wish.reason),
    attempt_id: wish.attemptId,
    person: wish.person,
  });
}

/**
 * What is on the list now, the newest first. Scans and sorts the list, one row an address, with primary key seeks for
 * each.
 */
export async function listSuppressions(session: Session, count: number): Promise<readonly Suppression[]> {
  const table = (name: string): string => session.dialect.table(name);
  const rows: Row[] = await session
    .from('suppressed_address as s')
    .leftJoin(`${table('suppression_term')} as t`, 't.address_sha256', 's.address_sha256')
    .leftJoin(`${table('attempt')} as a`, 'a.id', 's.attempt_id')
    .leftJoin(`${table('dispatch')} as d`, 'd.id', 'a.dispatch_id')
    .where((valid) => void valid.whereNull('t.until').orWhere('t.until', '>', session.now()))
    .orderBy('s.since', 'desc')
    .limit(count)
    .select('s.address_sha256', 's.since', 's.reason', 't.until', 't.person', 'd.document_id');
  return rows.map((row) => ({
    addressSha256: textOf(row, 'address_sha256'),
    since: timeOf(row, 'since'),
    until: timeOrNull(row, 'until'),
    reason: textOf(row, 'reason'),
    person: textOrNull(row, 'person'),
    documentId: textOrNull(row, 'document_id'),
  }));
}

/**
 * Notes that a mailbox was full on a night. Primary key seek, then a range of it: touched are the nights of this mailbox
 * from `since` on.
 *
 * @param night YYYY-MM-DD
 * @param since YYYY-MM-DD: earlier nights do not count
 * @returns on how many nights it was, that one included
 */
export async function noteFullMailbox(
  session: Session,
  addressSha256: string,
  night: string,
  since: string,
): Promise<number> {
  const known: unknown = await session
    .from('full_mailbox')
    .where({ address_sha256: addressSha256, night })
    .first('night');
  if (known === undefined)
    await session.from('full_mailbox').insert({ address_sha256: addressSha256, night });
  const row: Row | undefined = await session
    .from('full_mailbox')
    .where({ address_sha256: addressSha256 })
    .where('night', '>=', since)
    .count({ n: '*' })
    .first();
  return row === undefined ? 0 : numberOf(row, 'n');
}

/** The address as it is looked up. */
export function suppressionKey(address: string): string {
  return addressKey(address);
}
