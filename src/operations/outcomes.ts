import { textOfRule } from '../classify/explain-decision.ts';
import type { RuleTexts } from '../classify/rule-texts.ts';
import { differencesIn } from '../batch/reconcile.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import { NotFoundError } from '../domain/errors.ts';
import { findBatch } from '../ledger/batch-store.ts';
import { readBooks } from '../ledger/books.ts';
import type { Session } from '../ledger/database.ts';
import { countOutcomes } from '../ledger/history.ts';
import { listPrintFiles, type PrintFileRecord } from '../ledger/print-file-store.ts';

/** How many of a kind went where, and by which rule. */
export interface OutcomeRow {
  readonly purpose: string;
  readonly state: string;
  /** The rule that decided; null for letters of our own, which nothing decides. */
  readonly rule: string | null;
  /** The rule in a few English words, from the catalogue in force. */
  readonly because: string;
  readonly count: number;
}

export interface Outcomes {
  readonly businessDate: BusinessDate;
  readonly collected: number;
  /** The most frequent first within a purpose and state. */
  readonly rows: readonly OutcomeRow[];
  readonly printFiles: readonly PrintFileRecord[];
  /** One sentence each; empty when the books balance. */
  readonly differences: readonly string[];
}

/**
 * What went where and why, in counts: for the summary of a night.
 *
 * @throws NotFoundError when there is no batch of that date
 */
export async function summariseOutcomes(
  ledger: Session,
  today: RuleTexts,
  date: BusinessDate,
): Promise<Outcomes> {
  const batch = await findBatch(ledger, date);
  if (batch === null) throw new NotFoundError(`There is no batch for business date ${date}.`);
  const counts = await countOutcomes(ledger, [batch.id]);
  const rows = counts.map(({ purpose, state, decidingRule, count }) => ({
    purpose,
    state,
    rule: decidingRule,
    because: decidingRule === null ? 'a letter of our own' : textOfRule(decidingRule, today).english,
    count,
  }));
  return {
    businessDate: date,
    collected: batch.collected,
    rows: rows.sort(
      (one, other) =>
        one.purpose.localeCompare(other.purpose) ||
        one.state.localeCompare(other.state) ||
        other.count - one.count,
    ),
    printFiles: await listPrintFiles(ledger, [batch.id]),
    differences: differencesIn(await readBooks(ledger, batch.id)),
  };
}
