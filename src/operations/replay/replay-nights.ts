import type { Catalogue } from '../../classify/catalogue.ts';
import { createDecide } from '../../classify/decide.ts';
import type { BusinessDate } from '../../domain/business-date.ts';
import { NotFoundError, UsageError } from '../../domain/errors.ts';
import type { Session } from '../../ledger/database.ts';
import { storedDecisions } from '../../ledger/stored-decisions.ts';
import { decideAgain } from './decide-again.ts';
import type { ChangedDocument, ReplayReport } from './replay-report.ts';
import { Tally } from './tally.ts';

export interface ReplayOrder {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  readonly catalogue: Catalogue;
  /** Told of every document that would go another way, as it is found. */
  readonly onOtherWay?: (document: ChangedDocument) => void;
  readonly signal?: AbortSignal;
}

/**
 * Decides past nights again with another catalogue, from what was stored with each decision, and compares. Changes
 * nothing. Consent and address are those of that night, not of today.
 *
 * @throws NotFoundError when no decision of these nights is stored
 */
export async function replayNights(ledger: Session, order: ReplayOrder): Promise<ReplayReport> {
  const { from, to, catalogue } = order;
  if (to < from) throw new UsageError(`--to: expected ${from} or later, got ${to}.`);
  const decide = createDecide(catalogue);
  const tally = new Tally();
  for await (const chunk of storedDecisions(ledger, { from, to })) {
    order.signal?.throwIfAborted();
    for (const stored of chunk) {
      const replayed = decideAgain(stored, decide);
      if (replayed === null) {
        tally.unreadable += 1;
        continue;
      }
      tally.add(replayed);
      if (replayed.before !== replayed.after) order.onOtherWay?.(replayed);
    }
  }
  const { decisions, unchanged, otherRule, otherWay, unreadable, documents } = tally;
  if (decisions + unreadable === 0) {
    throw new NotFoundError(`No decision is stored of the nights from ${from} to ${to}.`);
  }
  return {
    from,
    to,
    catalogue: { version: catalogue.version, hash: catalogue.hash },
    decisions,
    unchanged,
    otherRule,
    otherWay,
    unreadable,
    types: tally.types(),
    differences: tally.differences(),
    documents,
  };
}
