import BetterSqlite3 from 'better-sqlite3';
import * as fc from 'fast-check';
import { createDecide } from '../../../src/classify/decide.ts';
import { maskContext } from '../../../src/classify/mask-context.ts';
import { maskFacts } from '../../../src/classify/mask-facts.ts';
import type { Facts } from '../../../src/domain/document.ts';
import { Database } from '../../../src/ledger/database.ts';
import { migrate } from '../../../src/ledger/migrate.ts';
import { factsNearTheBorder } from '../../support/arbitrary-facts.ts';
import { decisionContext } from '../../support/facts.ts';
import { HOUSE_CATALOGUE } from '../../support/house-catalogue.ts';

/** Decisions of so many different documents are made; the ledger repeats them under ids of their own. */
const DIFFERENT = 5_000;
const SEED = 20261123;

/**
 * A ledger with so many stored decisions of one night, with facts, context and all rules as the nightly run stores them.
 *
 * @returns bytes of JSON that one decision takes on average
 */
export async function fillLedger(file: string, rows: number): Promise<number> {
  const ledger = new Database({ client: 'sqlite', file });
  await migrate(ledger);
  await ledger.close();
  const decisions = sampleDecisions();
  const database = new BetterSqlite3(file);
  database.pragma('synchronous = OFF');
  database.pragma('foreign_keys = OFF');
  database.exec(
    `INSERT INTO batch (id, job_name, business_date, created_at, collected) VALUES (1, 'nightly', '2026-11-23', '2026-11-23T21:00:00.000Z', ${rows})`,
  );
  const dispatch = database.prepare(
    `INSERT INTO dispatch (id, batch_id, document_id, purpose, state, token, tries, attempts, decision_id, paper_copy_basis, never_bundle, created_at, updated_at)
     VALUES (@id, 1, 'D-' || @id, 'document', 'queued_print', 0, 0, 0, @id, @basis, 0, '2026-11-23T21:00:00.000Z', '2026-11-23T21:00:00.000Z')`,
  );
  const decision = database.prepare(
    `INSERT INTO decision (id, dispatch_id, run_id, decided_at, result, category, jurisdiction, deciding_rule, catalogue_hash, flags, facts, context, rules)
     VALUES (@id, @id, 'run-1', '2026-11-23T21:00:00.000Z', @result, @category, @jurisdiction, @rule, @hash, '', @facts, @context, @rules)`,
  );
  database.transaction(() => {
    for (let id = 1; id <= rows; id += 1) {
      const made = decisions[id % decisions.length];
      if (made === undefined) throw new Error('no decision was made');
      dispatch.run({ id, basis: made.basis });
      decision.run({ id, ...made });
    }
  })();
  database.close();
  return (
    decisions.reduce(
      (sum, { facts, context, rules }) => sum + facts.length + context.length + rules.length,
      0,
    ) / decisions.length
  );
}

/** Facts near the border of e-mail, as the core view can give them. */
export function sampleFacts(): readonly Facts[] {
  return fc.sample(factsNearTheBorder, { numRuns: DIFFERENT, seed: SEED }).map((facts) => ({
    ...facts,
    emailAddressUsers: Number.isSafeInteger(facts.emailAddressUsers) ? facts.emailAddressUsers : null,
  }));
}

function sampleDecisions() {
  const decide = createDecide(HOUSE_CATALOGUE);
  const context = decisionContext();
  return sampleFacts().map((facts) => {
    const decision = decide(facts, context);
    return {
      basis: decision.paperCopy?.basis ?? null,
      result: decision.result,
      category: decision.category,
      jurisdiction: decision.jurisdiction,
      rule: decision.decidingRule,
      hash: decision.catalogueHash,
      facts: JSON.stringify(maskFacts(facts)),
      context: JSON.stringify(maskContext(context)),
      rules: JSON.stringify(decision.rules),
    };
  });
}
