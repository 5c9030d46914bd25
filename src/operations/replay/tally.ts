import type { ChangedDocument, Difference, TypeCount, Way } from './replay-report.ts';

/** Documents named one by one in the report; a list of all is written as they are found. */
const NAMED_DOCUMENTS = 500;

interface Counts {
  decisions: number;
  otherWay: number;
  readonly before: Partial<Record<Way, number>>;
  readonly after: Partial<Record<Way, number>>;
}

/** Counts replayed decisions; holds types, rules and a bounded list of documents, however many there are. */
export class Tally {
  readonly #types = new Map<string, Counts>();
  readonly #differences = new Map<string, { readonly of: ChangedDocument; documents: number }>();
  readonly documents: ChangedDocument[] = [];
  decisions = 0;
  unchanged = 0;
  otherRule = 0;
  otherWay = 0;
  unreadable = 0;

  add(replayed: ChangedDocument): void {
    const { documentType, before, after, ruleBefore, ruleAfter } = replayed;
    this.decisions += 1;
    const type = this.#typeOf(documentType);
    type.decisions += 1;
    type.before[before] = (type.before[before] ?? 0) + 1;
    type.after[after] = (type.after[after] ?? 0) + 1;
    if (before === after && ruleBefore === ruleAfter) {
      this.unchanged += 1;
      return;
    }
    const key = [documentType, before, after, ruleBefore, ruleAfter].join('\n');
    const difference = this.#differences.get(key) ?? { of: replayed, documents: 0 };
    difference.documents += 1;
    this.#differences.set(key, difference);
    if (before === after) {
      this.otherRule += 1;
      return;
    }
    this.otherWay += 1;
    type.otherWay += 1;
    if (this.documents.length < NAMED_DOCUMENTS) this.documents.push(replayed);
  }

  types(): readonly TypeCount[] {
    return [...this.#types]
      .map(([documentType, counts]) => ({ documentType, ...counts }))
      .sort((left, right) => right.otherWay - left.otherWay || right.decisions - left.decisions);
  }

  differences(): readonly Difference[] {
    return [...this.#differences.values()]
      .map(({ of: { documentType, before, after, ruleBefore, ruleAfter }, documents }) => ({
        documentType,
        before,
        after,
        ruleBefore,
        ruleAfter,
        documents,
      }))
      .sort((left, right) => right.documents - left.documents);
  }

  #typeOf(documentType: string): Counts {
    const known = this.#types.get(documentType);
    if (known !== undefined) return known;
    const counts: Counts = { decisions: 0, otherWay: 0, before: {}, after: {} };
    this.#types.set(documentType, counts);
    return counts;
  }
}
