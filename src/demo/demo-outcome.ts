/** What the ledger says after the night; read by whoever knows its tables. */
export interface DemoOutcome {
  readonly rows: readonly OutcomeRow[];
  /** What does not balance, as sentences; none: the books balance. */
  readonly differences: readonly string[];
}

/** One dispatch. */
export interface OutcomeRow {
  readonly documentId: string;
  /** A `DispatchPurpose`. */
  readonly purpose: string;
  /** A `DispatchState`. */
  readonly state: string;
  /** Null for what nobody decided: our own letters. */
  readonly decidingRule: string | null;
}
