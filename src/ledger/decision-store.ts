import type { Decision, RuleOutcome } from '../domain/decision.ts';
import type { Session } from './database.ts';
import { idOf, textOf, timeOf, type Row } from './rows.ts';

export interface DecisionRecord {
  readonly decidedAt: string;
  readonly runId: string;
  readonly result: string;
  readonly category: string;
  readonly jurisdiction: string;
  readonly decidingRule: string;
  readonly catalogueHash: string;
  readonly flags: readonly string[];
  readonly rules: readonly RuleOutcome[];
  /** The facts as they were read, personal values masked. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What else was read: business date, PDF and what our ledger knew; masked as well. */
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * One row.
 *
 * @returns the decision's id
 */
export async function insertDecision(
  session: Session,
  input: {
    readonly dispatchId: string;
    readonly runId: string;
    readonly decision: Decision;
    readonly maskedFacts: unknown;
    readonly maskedContext: unknown;
  },
): Promise<string> {
  const { decision } = input;
  const inserted: Row[] = await session
    .from('decision')
    .insert({
      dispatch_id: input.dispatchId,
      run_id: input.runId,
      decided_at: session.now(),
      result: decision.result,
      category: decision.category,
      jurisdiction: decision.jurisdiction,
      deciding_rule: decision.decidingRule,
      catalogue_hash: decision.catalogueHash,
      flags: decision.flags.join(' '),
      rules: JSON.stringify(decision.rules),
      facts: JSON.stringify(input.maskedFacts),
      context: JSON.stringify(input.maskedContext),
    })
    .returning('id');
  const [row] = inserted;
  if (row === undefined) throw new Error('The database returned no id for a new decision.');
  return idOf(row, 'id');
}

/** Every decision about a dispatch, the newest last. Seeks ix_decision_dispatch; touched are these rows. */
export async function listDecisions(
  session: Session,
  dispatchId: string,
): Promise<readonly DecisionRecord[]> {
  const rows: Row[] = await session
    .from('decision')
    .where({ dispatch_id: dispatchId })
    .orderBy('id')
    .select();
  return rows.map((row) => ({
    decidedAt: timeOf(row, 'decided_at'),
    runId: textOf(row, 'run_id'),
    result: textOf(row, 'result'),
    category: textOf(row, 'category'),
    jurisdiction: textOf(row, 'jurisdiction'),
    decidingRule: textOf(row, 'deciding_rule'),
    catalogueHash: textOf(row, 'catalogue_hash'),
    flags: textOf(row, 'flags').split(' ').filter(Boolean),
    rules: JSON.parse(textOf(row, 'rules')) as RuleOutcome[],
    facts: JSON.parse(textOf(row, 'facts')) as Record<string, unknown>,
    context: JSON.parse(textOf(row, 'context')) as Record<string, unknown>,
  }));
}

/** Keeps the catalogue that a decision names, so that it can be explained years later. Primary key seek, one row. */
export async function storeCatalogue(session: Session, hash: string, content: string): Promise<void> {
  try {
    const known: unknown = await session.from('rule_catalogue').where({ hash }).first('hash');
    if (known === undefined) {
      await session.from('rule_catalogue').insert({ hash, content, stored_at: session.now() });
    }
  } catch (error) {
    if (!session.dialect.isUniqueViolation(error)) throw error;
  }
}

/** The catalogue with that hash, or null. Primary key seek, one row. */
export async function findCatalogue(session: Session, hash: string): Promise<string | null> {
  const row: Row | undefined = await session.from('rule_catalogue').where({ hash }).first('content');
  return row === undefined ? null : textOf(row, 'content');
}

/**
 * The catalogue that was in use before this one: the last other one that was stored. Scans rule_catalogue, a row for each
 * catalogue that was ever in use.
 */
export async function findEarlierCatalogue(
  session: Session,
  hash: string,
): Promise<{ readonly content: string; readonly storedAt: string } | null> {
  const row: Row | undefined = await session
    .from('rule_catalogue')
    .whereNot({ hash })
    .orderBy('stored_at', 'desc')
    .first('content', 'stored_at');
  return row === undefined ? null : { content: textOf(row, 'content'), storedAt: timeOf(row, 'stored_at') };
}
