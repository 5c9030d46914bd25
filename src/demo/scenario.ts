import type { DispatchState } from '../domain/dispatch.ts';
import type { OutputDocument } from './core-records.ts';
import type { ScenarioKit } from './scenario-kit.ts';

/** S1–S25 and L1–L5 of `docs/routing-rules.md`; D is the document itself. */
export type Clause = `${'S' | 'L' | 'D'}${number}`;

/** One situation that the rules speak of, and how it has to end. */
export interface Scenario {
  readonly id: string;
  readonly clauses: readonly Clause[];
  /** In one line: who gets what. */
  readonly what: string;
  /** Share among the documents beyond one of each; 0: only the one. */
  readonly weight: number;
  readonly expected: Expected;
  readonly build: (kit: ScenarioKit) => readonly OutputDocument[];
}

/** Holds for each document of the scenario. */
export interface Expected {
  readonly result: 'email' | 'post' | 'held' | 'cancelled';
  /**
   * Rules that may decide, each as a prefix. Several where the order of the night decides: the first document to a
   * server without TLS is tried, the next goes by post at once.
   */
  readonly decidingRules: readonly string[];
  readonly finalState: DispatchState;
  /** L5, S19: paper besides the e-mail. */
  readonly paperCopy?: true;
  /** S18: letters about blocks that the scenario brings about. */
  readonly blockNotices?: number;
}
