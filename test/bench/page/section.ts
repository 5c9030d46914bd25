/** A table of the page; numbers stand as they are to be read. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A figure that is to be reached, and what was measured; null: not measured. */
export interface Goal {
  readonly goal: string;
  readonly got: string;
  readonly reached: boolean | null;
}

/** What one section of the benchmark came to. */
export interface Measured {
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  /** What the tables are made of, as numbers. */
  readonly figures: unknown;
}

export interface SectionOptions {
  /** Minutes instead of an hour, by fewer documents: says that it works, not how fast it is. */
  readonly quick: boolean;
  /** Of the night; null: as many as the section measures by itself. */
  readonly documents: number | null;
  /** Of the night, to the relay. */
  readonly connections: number;
  /** What an earlier piece of the same section measured, as it stands in the record; null: nothing. */
  readonly before: unknown;
}

/** A part of the benchmark that can be run alone. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** What is compared with what, in one or two sentences. */
  readonly about: string;
  readonly measure: (options: SectionOptions) => Promise<Measured>;
}
