import type { Session } from '../database.ts';
import type { Row } from '../rows.ts';
import { changedAttempts } from './evidence-seal.ts';
import { DamagedSealError, digestsOf, unpackDigests, type RowDigests } from './row-digests.ts';
import { removedFrom } from './remove-rows.ts';
import { CHAIN_START, hashOfSeal, rowsBetween, seals, type Seal } from './seal-store.ts';
import { AUDIT_STREAM_NAMES, AUDIT_STREAMS, type AuditStream } from './streams.ts';

/** Something that was sealed is not what it was. */
export interface AuditFault {
  readonly kind:
    | 'row_changed'
    | 'row_removed'
    | 'row_added'
    | 'seal_changed'
    | 'seal_missing'
    | 'head_unknown'
    | 'attempt_changed';
  /** Table and id, or the id of a seal. */
  readonly where: string;
}

export interface AuditVerdict {
  readonly seals: number;
  readonly rows: number;
  /** Rows that wait for the next sealing: not yet protected. */
  readonly unsealed: number;
  readonly head: string | null;
  readonly faults: readonly AuditFault[];
}

/** A changed table of a million rows would else list each of them. */
const MAX_FAULTS = 1_000;

/**
 * Computes every seal again, from the first row to the newest, and names what was changed, removed or slipped in. Reads
 * all sealed tables once, by ranges of their primary keys; memory holds one seal.
 *
 * @param expectedHead a hash that was written down elsewhere: must be one of the chain's
 */
export async function verifyChain(session: Session, expectedHead: string | null): Promise<AuditVerdict> {
  const faults: AuditFault[] = [];
  const ends = new Map<string, string>();
  let previous = CHAIN_START;
  let knowsHead = expectedHead === null;
  let count = 0;
  let rows = 0;
  for await (const seal of seals(session)) {
    const expectedAfter = ends.get(seal.stream) ?? '0';
    if (seal.previousHash !== previous || seal.afterId !== expectedAfter) {
      faults.push({ kind: 'seal_missing', where: `before audit_seal ${seal.id}` });
    }
    faults.push(...(await faultsOfSeal(session, seal)));
    previous = seal.hash;
    ends.set(seal.stream, seal.lastId);
    knowsHead ||= seal.hash === expectedHead;
    count += 1;
    rows += seal.rowCount;
    if (faults.length >= MAX_FAULTS) break;
  }
  if (!knowsHead) faults.push({ kind: 'head_unknown', where: expectedHead ?? '' });
  return {
    seals: count,
    rows,
    unsealed: await countUnsealed(session, ends),
    head: count === 0 ? null : previous,
    faults: faults.slice(0, MAX_FAULTS),
  };
}

/** A range of the primary key: touched are the rows of the seal. */
async function faultsOfSeal(session: Session, seal: Seal): Promise<readonly AuditFault[]> {
  const stream = AUDIT_STREAM_NAMES.find((name) => name === seal.stream);
  if (stream === undefined || hashOfSeal(seal) !== seal.hash) return [sealChanged(seal)];
  try {
    const sealed = unpackDigests(seal.rowDigests);
    const rows = await rowsBetween(session, stream, { afterId: seal.afterId, upTo: seal.lastId });
    return [
      ...differences(
        stream,
        sealed,
        digestsOf(rows, AUDIT_STREAMS[stream]),
        await removedFrom(session, seal, sealed),
      ),
      ...(stream === 'dispatch_event' ? (await changedAttempts(session, rows)).map(attemptChanged) : []),
    ];
  } catch (error) {
    if (error instanceof DamagedSealError) return [sealChanged(seal)];
    throw error;
  }
}

function sealChanged({ id }: Seal): AuditFault {
  return { kind: 'seal_changed', where: `audit_seal ${id}` };
}

function attemptChanged(id: string): AuditFault {
  return { kind: 'attempt_changed', where: `attempt ${id}` };
}

function differences(
  stream: AuditStream,
  sealed: RowDigests,
  found: RowDigests,
  removed: ReadonlySet<bigint>,
): readonly AuditFault[] {
  const faults: AuditFault[] = [];
  for (const [id, digest] of sealed) {
    const now = found.get(id);
    if (now === digest || (now === undefined && removed.has(id))) continue;
    faults.push({ kind: now === undefined ? 'row_removed' : 'row_changed', where: `${stream} ${id}` });
  }
  for (const id of found.keys()) {
    if (!sealed.has(id)) faults.push({ kind: 'row_added', where: `${stream} ${id}` });
  }
  return faults;
}

/** Ranges of the primary keys: touched is what no seal holds yet. */
async function countUnsealed(session: Session, ends: ReadonlyMap<string, string>): Promise<number> {
  let count = 0;
  for (const stream of AUDIT_STREAM_NAMES) {
    const [row]: Row[] = await session
      .from(stream)
      .where('id', '>', ends.get(stream) ?? '0')
      .count({ n: '*' });
    count += Number(row?.['n'] ?? 0);
  }
  return count;
}
