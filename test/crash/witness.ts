import type { SmallInsurer } from '../support/small-insurer.ts';
import { isFinal, type DispatchState } from '../../src/domain/dispatch.ts';
import { BLOCKS, type CrashWorld } from './crash-world.ts';

/** What really happened to one document, by what left the house, not by what our own database believes. */
export interface Fate {
  readonly documentId: string;
  /** Copies that the relay took. */
  readonly emails: number;
  /** Print files with a trigger that hold it. */
  readonly letters: number;
  /** The state in the ledger; null when it has no dispatch. */
  readonly state: string | null;
  /** What the core system was told of it, once or more often. Of our own letters it is told nothing. */
  readonly told: readonly string[];
  readonly isOwnLetter: boolean;
}

/** Breaches of the promise, by document id. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly twoChannels: readonly string[];
  /** Final by the ledger, and the core system was not told so. */
  readonly untold: readonly string[];
  readonly inDoubt: number;
}

/** Reads the relay's record, the letter shop's outbox and, last, the ledger. */
export async function fatesOf(world: CrashWorld): Promise<readonly Fate[]> {
  const emails = await world.received();
  const letters = new Map<string, number>();
  for (const { mailpieces } of await world.printed()) {
    for (const { documentId } of mailpieces.flatMap(({ documents }) => documents)) {
      letters.set(documentId, (letters.get(documentId) ?? 0) + 1);
    }
  }
  const states = statesByDocument(world);
  const told = statesTold(world);
  // S18: each block has one notice, judged like a document that goes by post.
  const notices = BLOCKS.map((id) => ({ documentId: `abuse-block:${id}`, email: null }));
  // S3: so has what came back; that it was e-mailed once, in an earlier night, is why it came back.
  const returned = world.returned.map((documentId) => ({ documentId, email: null }));
  return [...world.documents, ...notices, ...returned].map(({ documentId, email }) => ({
    documentId,
    emails: email === null ? 0 : (emails.get(email) ?? 0),
    letters: letters.get(documentId) ?? 0,
    state: states.get(documentId) ?? null,
    told: told.get(documentId) ?? [],
    isOwnLetter: /^(?:abuse-block|email-fallback):/.test(documentId),
  }));
}

/** Judges what happened once nothing is running any more and the last rerun has ended. */
export function judge(fates: readonly Fate[]): Verdict {
  const idsWhere = (breach: (fate: Fate) => boolean): readonly string[] =>
    fates.filter(breach).map(({ documentId }) => documentId);
  return {
    lost: idsWhere((fate) => !isAccountedFor(fate)),
    twice: idsWhere(({ emails, letters }) => emails > 1 || letters > 1),
    twoChannels: idsWhere(({ emails, letters }) => emails > 0 && letters > 0),
    untold: idsWhere(
      ({ state, told, isOwnLetter }) =>
        !isOwnLetter && state !== null && isFinal(state as DispatchState) && !told.includes(state),
    ),
    inDoubt: idsWhere(({ state }) => state === 'in_doubt').length,
  };
}

/** It left as the ledger says it did, or it is visibly waiting for a person. */
function isAccountedFor({ state, emails, letters }: Fate): boolean {
  switch (state) {
    case 'emailed':
      return emails > 0;
    case 'handed_over':
      return letters > 0;
    case 'in_doubt':
    case 'held':
      return true;
    default:
      return false;
  }
}

function statesByDocument(world: CrashWorld): ReadonlyMap<string, string> {
  const rows = world.sql('SELECT document_id, state FROM dispatch');
  return new Map(rows.map((row) => [String(row['document_id']), String(row['state'])]));
}

function statesTold(world: CrashWorld): ReadonlyMap<string, readonly string[]> {
  const told = new Map<string, string[]>();
  for (const row of world.coreSql('SELECT document_id, state FROM told')) {
    const id = String(row['document_id']);
    told.set(id, [...(told.get(id) ?? []), String(row['state'])]);
  }
  return told;
}

/** Pieces of shared work that were done by others than the coordinating run. */
export function helpIn(insurer: SmallInsurer): number {
  const sql = 'SELECT COUNT(*) AS n FROM work_item WHERE done_at IS NOT NULL AND owner <> run_id';
  return Number(insurer.sql(sql)[0]?.['n']);
}
