import type { Catalogue } from './catalogue.ts';

/** How long the law asks to keep the record of a document (L7). */
export interface Obligation {
  /** Of the catalogue; null: the type is not in it any more, and the longest class counts. */
  readonly retentionClass: string | null;
  readonly title: string;
  readonly citation: string;
  readonly years: number;
  /** The last day on which it must be kept, `YYYY-MM-DD`. */
  readonly keepUntil: string;
}

/**
 * The obligation of a document that left in `year`. Periods begin with the end of the calendar year (§ 257 Abs. 5 HGB,
 * § 147 Abs. 4 AO, § 132 Abs. 1 BAO). What is not known counts as whatever is kept longest: a record removed too early
 * cannot be brought back.
 */
export function obligationOf(
  catalogue: Pick<Catalogue, 'documentTypes' | 'retentionClasses'>,
  document: {
    readonly documentType: string | null;
    readonly jurisdiction: string | null;
    readonly year: number;
  },
): Obligation {
  const { jurisdiction, year } = document;
  const yearsOf = ({ years }: { readonly years: { readonly DE: number; readonly AT: number } }): number =>
    jurisdiction === 'DE' || jurisdiction === 'AT' ? years[jurisdiction] : Math.max(years.DE, years.AT);
  const known = catalogue.documentTypes.get(document.documentType ?? '')?.retention ?? null;
  const candidates = [...catalogue.retentionClasses].filter(([code]) => known === null || code === known);
  const [code, longest] = candidates.reduce((one, other) =>
    yearsOf(other[1]) > yearsOf(one[1]) ? other : one,
  );
  const years = yearsOf(longest);
  return {
    retentionClass: known === null ? null : code,
    title: longest.title,
    citation: longest.citation,
    years,
    keepUntil: `${year + years}-12-31`,
  };
}

/** No class is kept for less. */
export function shortestYears({ retentionClasses }: Pick<Catalogue, 'retentionClasses'>): number {
  return Math.min(...[...retentionClasses.values()].flatMap(({ years }) => [years.DE, years.AT]));
}
