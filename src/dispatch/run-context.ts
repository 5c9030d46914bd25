import type { BusinessDate } from '../domain/business-date.ts';
import type { AtPoint } from '../domain/crash-point.ts';
import type { Decide } from '../domain/decision.ts';
import type { Facts } from '../domain/document.ts';
import type { Database } from '../ledger/database.ts';
import type { DocumentSource } from '../ledger/document-source.ts';
import type { Logger } from '../log/logger.ts';

/** What every step of a run works with. */
export interface RunContext {
  readonly ledger: Database;
  readonly source: DocumentSource;
  readonly logger: Logger;
  readonly runId: string;
  readonly businessDate: BusinessDate;
  /** The batch of this run first, then earlier ones that still have work. */
  readonly batchIds: readonly string[];
  readonly decide: Decide;
  /** SHA-256 of the rule catalogue that decides. */
  readonly catalogueHash: string;
  /** The facts as they are kept with a decision: personal values masked (L8). */
  readonly maskFacts: (facts: Facts) => unknown;
  /** Set when the process is asked to stop, or when the run was declared dead: finish what is in flight, begin nothing. */
  readonly signal: AbortSignal;
  readonly atPoint: AtPoint;
}

/** What rendering works with: a run, or a person who has something printed again. */
export type RenderContext = Pick<RunContext, 'ledger' | 'source' | 'logger' | 'atPoint' | 'signal' | 'runId'>;
