import { UsageError } from '../../domain/errors.ts';
import { sealEvents } from '../../ledger/audit/seal-events.ts';
import type { Database } from '../../ledger/database.ts';
import { listKeptRecordsOf } from '../../ledger/retention-store.ts';
import {
  listReportsAbout,
  listSuppressionsAbout,
  type ReportAboutDocument,
  type SuppressionOfAddress,
} from '../../ledger/returns-retention-store.ts';
import { parsePerson } from '../person.ts';
import { judgeDocuments, type JudgedRecord, type RetentionRules } from './aged-records.ts';
import { removeAged } from './run-retention.ts';

export interface PersonAnswer {
  /** Every record about the person, with the obligation that keeps it, or none (Art. 17 (3) (b) GDPR). */
  readonly records: readonly JudgedRecord[];
  /** What mail systems said about tries of these documents; each goes with the record of its document. */
  readonly reports: readonly ReportAboutDocument[];
  /** That an address which these documents were sent to is, or was, on the suppression list. Others may use it too. */
  readonly suppressions: readonly SuppressionOfAddress[];
  /** How many of the records were removed now. */
  readonly removed: number;
}

export interface PersonRequest {
  /** The recipient's id in the core system. */
  readonly recipientId: string;
  /** Null: only tell. */
  readonly removal: { readonly person: string; readonly reason: string } | null;
}

/** Answers a request for erasure: what is kept and why; and removes what no law keeps any more. @throws UsageError */
export async function answerPerson(
  ledger: Database,
  rules: RetentionRules,
  { recipientId, removal }: PersonRequest,
): Promise<PersonAnswer> {
  const records = await judgeDocuments(ledger, rules, await listKeptRecordsOf(ledger, recipientId));
  const dispatchIds = records.map(({ dispatchId }) => dispatchId);
  const about = {
    records,
    reports: await listReportsAbout(ledger, dispatchIds),
    suppressions: await listSuppressionsAbout(ledger, dispatchIds),
  };
  if (removal === null) return { ...about, removed: 0 };
  if (removal.reason.trim() === '') throw new UsageError('--reason: expected why, got nothing.');
  const person = parsePerson(removal.person);
  const free = records.filter(({ obstacle }) => obstacle === null);
  if (free.length > 0) {
    await sealEvents(ledger);
    await removeAged(ledger, free, { person, reason: removal.reason });
  }
  return { ...about, removed: free.length };
}
