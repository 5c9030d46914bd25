import { obligationOf, shortestYears, type Obligation } from '../../classify/retention.ts';
import type { Catalogue } from '../../classify/catalogue.ts';
import { isFinal, type DispatchState } from '../../domain/dispatch.ts';
import type { Session } from '../../ledger/database.ts';
import {
  dispatchesIn,
  listKeptRecords,
  listKeptRecordsOfDocuments,
  type KeptRecord,
} from '../../ledger/retention-store.ts';
import { localTimestamp } from '../local-moment.ts';

export interface RetentionRules {
  readonly catalogue: Pick<Catalogue, 'documentTypes' | 'retentionClasses'>;
  readonly timeZone: string;
  /** Whether the core system is told of each end: what it was not told of yet stays. */
  readonly reportsToCore: boolean;
  /** Print files of which something is open with the shop. */
  readonly openPrintFiles: readonly string[];
  /** Today in that time zone, `YYYY-MM-DD`. */
  readonly today: string;
}

export interface JudgedRecord extends KeptRecord {
  readonly obligation: Obligation;
  /** Null: may be removed; else why not, in one sentence. */
  readonly obstacle: string | null;
}

/** Records read at once. */
const PAGE = 500;

/** Every record that may be removed today, some hundred at a time; all of a document together or none. */
export async function* agedRecords(
  session: Session,
  rules: RetentionRules,
): AsyncGenerator<readonly JudgedRecord[]> {
  const olderThan = millisecondsSinceYear(Number(rules.today.slice(0, 4)) - shortestYears(rules.catalogue));
  for (let afterId = '0'; ;) {
    const page = await listKeptRecords(session, { olderThan, afterId, count: PAGE });
    const last = page.at(-1);
    if (last === undefined) return;
    afterId = last.dispatchId;
    const removable = (await judgeDocuments(session, rules, page)).filter(
      ({ obstacle }) => obstacle === null,
    );
    if (removable.length > 0) yield removable;
  }
}

/** Judges the records with all others of their documents; a document's way ends with its last one. */
export async function judgeDocuments(
  session: Session,
  rules: RetentionRules,
  records: readonly KeptRecord[],
): Promise<readonly JudgedRecord[]> {
  const documentIds = [...new Set(records.map(({ documentId }) => documentId))];
  const all = await listKeptRecordsOfDocuments(session, documentIds);
  const withShop = await dispatchesIn(
    session,
    all.map(({ dispatchId }) => dispatchId),
    rules.openPrintFiles,
  );
  const judged = all.map((record) => judge(record, rules, withShop));
  const kept = new Map(
    judged.filter(({ obstacle }) => obstacle !== null).map((each) => [each.documentId, each]),
  );
  return judged.map((record) => {
    const other = kept.get(record.documentId);
    return record.obstacle !== null || other === undefined
      ? record
      : { ...record, obstacle: `kept together with dispatch ${other.dispatchId} of the same document` };
  });
}

function judge(record: KeptRecord, rules: RetentionRules, withShop: ReadonlySet<string>): JudgedRecord {
  const year = Number(localTimestamp(record.since, rules.timeZone).slice(0, 4));
  const obligation = obligationOf(rules.catalogue, { ...record, year });
  return { ...record, obligation, obstacle: obstacleOf(record, obligation, rules, withShop) };
}

function obstacleOf(
  record: KeptRecord,
  { keepUntil, citation }: Obligation,
  rules: RetentionRules,
  withShop: ReadonlySet<string>,
): string | null {
  if (!isFinal(record.state as DispatchState)) return `it is \`${record.state}\`: it has not left yet`;
  if (withShop.has(record.dispatchId)) return 'its print file is not settled with the letter shop';
  if (rules.reportsToCore && record.purpose === 'document' && record.reportedAt === null) {
    return 'the core system was not told of its end yet';
  }
  return rules.today <= keepUntil ? `must be kept until ${keepUntil} (${citation})` : null;
}

/** Of the year's first moment in UTC, an hour early for places east of it: what is read too early is judged again. */
function millisecondsSinceYear(year: number): number {
  return Date.now() - Date.UTC(year, 0, 1, 1);
}
