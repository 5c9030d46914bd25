import { ascii85Bound } from './byte-filters.ts';
import { isCleanContent } from './content-check.ts';
import { decodeStream, filterNames, isByteFilter } from './decode-stream.ts';
import type { WorkBudget } from './pdf-limits.ts';
import type { PdfDict } from './pdf-value.ts';
import { UnfitPdfError, damaged } from './unfit-pdf-error.ts';

/** How often its own size data can unfold to, at most, by the format of each filter. ASCII85 is seen to by itself. */
const LARGEST_FACTOR: ReadonlyMap<string, number> = new Map([
  ['/Fl', 1032],
  ['/LZW', 2731],
  ['/RL', 64],
  ['/FlateDecode', 1032],
  ['/LZWDecode', 2731],
  ['/RunLengthDecode', 64],
]);

interface Candidate {
  readonly dict: PdfDict;
  /** Up to the first that makes a picture: these make bytes. */
  readonly filters: readonly string[];
  readonly data: Uint8Array;
  readonly atMost: number;
  readonly suspect: boolean;
}

/**
 * Finds decompression bombs without decompressing everything: a stream cannot unfold to more than its filters allow,
 * so only as many of the largest are really decompressed as it takes to know that the whole stays within the limit.
 * Suspect streams are all decompressed: where the file is damaged, their data must prove that it is theirs.
 */
export class UnfoldingCheck {
  readonly #budget: WorkBudget;
  readonly #candidates: Candidate[] = [];
  #atMost = 0;

  constructor(budget: WorkBudget) {
    this.#budget = budget;
  }

  /** `suspect`: the file had to be repaired, or where the stream ends was guessed. */
  add(dict: PdfDict, data: Uint8Array, suspect: boolean): void {
    const filters = byteFiltersOf(dict);
    const atMost = largestSize(filters, data);
    this.#candidates.push({ dict, filters, data, atMost, suspect });
    this.#atMost += atMost;
  }

  /** @throws UnfitPdfError `limit_exceeded`, or `damaged` for a suspect stream that does not prove itself. */
  finish(): void {
    for (const candidate of this.#candidates) if (candidate.suspect) this.#prove(candidate);
    if (this.#atMost <= this.#budget.decodedLeft) return;
    const largestFirst = this.#candidates
      .filter(({ suspect }) => !suspect)
      .sort((a, b) => b.atMost - a.atMost);
    for (const candidate of largestFirst) {
      if (this.#atMost <= this.#budget.decodedLeft) return;
      this.#measure(candidate);
    }
  }

  #prove({ dict, filters, data, atMost }: Candidate): void {
    this.#budget.checkClock();
    this.#atMost -= atMost;
    const decoded = decodeStream(withFilters(dict, filters), data, this.#budget);
    if (dict.get('/Subtype') === '/Form' && !isCleanContent(decoded)) {
      throw damaged('A form in a damaged part of the file holds words that are no page description.');
    }
  }

  #measure({ dict, filters, data, atMost }: Candidate): void {
    this.#budget.checkClock();
    this.#atMost -= atMost;
    try {
      decodeStream(withFilters(dict, filters), data, this.#budget);
    } catch (error) {
      // A font or picture that does not decode harms its own place only, and prints as any viewer shows it.
      if (!(error instanceof UnfitPdfError) || error.finding.code !== 'damaged') throw error;
    }
  }
}

function withFilters(dict: PdfDict, filters: readonly string[]): PdfDict {
  return new Map([...dict, ['/Filter', filters]]);
}

function largestSize(filters: readonly string[], data: Uint8Array): number {
  const size = filters[0] === '/ASCII85Decode' || filters[0] === '/A85' ? ascii85Bound(data) : data.length;
  return filters.reduce((product, name) => product * (LARGEST_FACTOR.get(name) ?? 1), size);
}

/** The filters up to the first that makes a picture. */
function byteFiltersOf(dict: PdfDict): readonly string[] {
  const names = filterNames(dict);
  const picture = names.findIndex((name) => !isByteFilter(name));
  return picture === -1 ? names : names.slice(0, picture);
}
