import { createHash } from 'node:crypto';
import type { DeliveryEvidence } from '../../domain/delivery.ts';
import type { Session } from '../database.ts';
import { chunksFor, textOf, textOrNull, type Row } from '../rows.ts';

/**
 * What the event of an attempt's end says about its evidence: so the chain over the events holds the evidence as well,
 * although attempts are written twice (before the try and after it) and cannot be sealed themselves.
 */
export function evidenceSealOf(evidence: DeliveryEvidence | null): { readonly evidenceSha256?: string } {
  return evidence === null ? {} : { evidenceSha256: evidenceHash(JSON.stringify(evidence)) };
}

/**
 * Ids of attempts whose evidence is not what the newest event about it says. Primary key seeks, and
 * ix_dispatch_event_dispatch where a later event counts.
 */
export async function changedAttempts(session: Session, events: readonly Row[]): Promise<readonly string[]> {
  const expected = new Map<string, { readonly sha256: string; readonly dispatchId: unknown }>();
  for (const event of events) {
    const named = namedEvidence(event);
    if (named !== null) expected.set(named.attempt, { ...named, dispatchId: event['dispatch_id'] });
  }
  const stored = await storedEvidence(session, [...expected.keys()]);
  const changed: string[] = [];
  for (const [id, { sha256, dispatchId }] of expected) {
    const evidence = stored.get(id) ?? null;
    const found = evidence === null ? null : evidenceHash(evidence);
    // A late reply settles a doubt and brings evidence of its own; its event is the one that counts.
    if (found !== sha256 && found !== (await newestSeal(session, dispatchId, id))) changed.push(id);
  }
  return changed;
}

/** Primary key seeks, by statements of 2,000 ids. */
async function storedEvidence(
  session: Session,
  attempts: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const stored = new Map<string, string | null>();
  for (const ids of chunksFor(attempts, 1)) {
    const rows: Row[] = await session
      .from('attempt')
      .whereIn('id', [...ids])
      .select('id', 'evidence');
    for (const row of rows) stored.set(textOf(row, 'id'), textOrNull(row, 'evidence'));
  }
  return stored;
}

/** Index ix_dispatch_event_dispatch; touched are the events of the dispatch. */
async function newestSeal(
  session: Session,
  dispatchId: unknown,
  attempt: string,
): Promise<string | undefined> {
  const events: Row[] = await session
    .from('dispatch_event')
    .where({ dispatch_id: dispatchId })
    .orderBy('id')
    .select('evidence');
  return events.map(namedEvidence).findLast((named) => named?.attempt === attempt)?.sha256;
}

function namedEvidence(event: Row): { readonly attempt: string; readonly sha256: string } | null {
  if (textOrNull(event, 'evidence') === null) return null;
  const said = JSON.parse(textOf(event, 'evidence')) as Readonly<Record<string, unknown>>;
  const { attempt, evidenceSha256: sha256 } = said;
  return typeof attempt === 'string' && typeof sha256 === 'string' ? { attempt, sha256 } : null;
}

function evidenceHash(json: string): string {
  return createHash('sha256').update(json).digest('hex');
}
