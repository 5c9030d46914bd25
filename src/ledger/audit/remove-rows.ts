import type { Session } from '../database.ts';
import { chunksFor, textOf, type Row } from '../rows.ts';
import { unpackDigests, type RowDigests } from './row-digests.ts';
import { sealHolding, type Seal } from './seal-store.ts';
import type { AuditStream } from './streams.ts';

/**
 * Removes rows that are no longer to be kept, and notes in the chain that they were: `audit verify` then misses them no
 * more. Call it in the transaction that removes the rest of the record. Primary key seeks, and one seal in
 * ix_audit_seal_stream for each run of ids.
 *
 * @param ids ascending
 */
export async function removeRows(
  session: Session,
  stream: AuditStream,
  ids: readonly string[],
): Promise<void> {
  for (let next = 0; next < ids.length;) {
    const seal = await sealHolding(session, stream, ids[next] ?? '');
    // What no seal holds yet leaves no gap.
    if (seal === null) break;
    const held = ids.slice(next).filter((id) => BigInt(id) <= BigInt(seal.lastId));
    await session.from('audit_removal').insert({
      at: session.now(),
      seal_id: seal.id,
      positions: positionsOf(new Set(held.map(BigInt)), unpackDigests(seal.rowDigests)),
    });
    next += held.length;
  }
  for (const chunk of chunksFor(ids, 1))
    await session
      .from(stream)
      .whereIn('id', [...chunk])
      .delete();
}

function positionsOf(removed: ReadonlySet<bigint>, sealed: RowDigests): string {
  const bits = Buffer.alloc(Math.ceil(sealed.size / 8));
  let position = 0;
  for (const id of sealed.keys()) {
    const byte = position >> 3;
    if (removed.has(id)) bits.writeUInt8(bits.readUInt8(byte) | (1 << (position & 7)), byte);
    position += 1;
  }
  return bits.toString('hex');
}

/** Ids of a seal's rows that were removed by `removeRows`. Index ix_audit_removal_seal. */
export async function removedFrom(
  session: Session,
  seal: Pick<Seal, 'id'>,
  sealed: RowDigests,
): Promise<ReadonlySet<bigint>> {
  const rows: Row[] = await session.from('audit_removal').where({ seal_id: seal.id }).select('positions');
  const removed = new Set<bigint>();
  if (rows.length === 0) return removed;
  const ids = [...sealed.keys()];
  for (const row of rows) {
    const bits = Buffer.from(textOf(row, 'positions'), 'hex');
    for (const [position, id] of ids.entries()) {
      if (((bits[position >> 3] ?? 0) >> (position & 7)) & 1) removed.add(id);
    }
  }
  return removed;
}
