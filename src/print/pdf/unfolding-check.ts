import { decodeStream, filterNames, isByteFilter } from './decode-stream.ts';
import type { PdfStream } from './parse-object.ts';
import type { WorkBudget } from './pdf-limits.ts';
import type { PdfDict } from './pdf-value.ts';
import { UnfitPdfError } from './unfit-pdf-error.ts';

/** How often its own size data can unfold to, at most, by the format of each filter. */
const LARGEST_FACTOR: ReadonlyMap<string, number> = new Map([
  ['/FlateDecode', 1032],
  ['/LZWDecode', 2731],
  ['/RunLengthDecode', 64],
  ['/ASCII85Decode', 4],
]);

interface Candidate extends PdfStream {
  readonly atMost: number;
}

/**
 * Finds decompression bombs without decompressing everything: a stream cannot unfold to more than its filters allow,
 * so only as many of the largest are really decompressed as it takes to know that the whole stays within the limit.
 */
export class UnfoldingCheck {
  readonly #budget: WorkBudget;
  readonly #candidates: Candidate[] = [];
  #atMost = 0;

  constructor(budget: WorkBudget) {
    this.#budget = budget;
  }

  add(dict: PdfDict, data: Uint8Array): void {
    const filters = byteFiltersOf(dict);
    const factor = filters.reduce((product, name) => product * (LARGEST_FACTOR.get(name) ?? 1), 1);
    this.#candidates.push({
      dict: new Map([...dict, ['/Filter', filters]]),
      data,
      atMost: data.length * factor,
    });
    this.#atMost += data.length * factor;
  }

  /** @throws UnfitPdfError `limit_exceeded` */
  finish(): void {
    const largestFirst = this.#candidates.toSorted((a, b) => b.atMost - a.atMost);
    for (const candidate of largestFirst) {
      if (this.#atMost <= this.#budget.decodedLeft) return;
      this.#budget.checkClock();
      this.#atMost -= candidate.atMost;
      this.#decode(candidate);
    }
  }

  #decode(candidate: Candidate): void {
    try {
      decodeStream(candidate.dict, candidate.data, this.#budget);
    } catch (error) {
      // A font or picture that does not decode harms its own place only, and prints as any viewer shows it.
      if (!(error instanceof UnfitPdfError) || error.finding.code !== 'damaged') throw error;
    }
  }
}

/** The filters up to the first that makes a picture. */
function byteFiltersOf(dict: PdfDict): readonly string[] {
  const names = filterNames(dict);
  const picture = names.findIndex((name) => !isByteFilter(name));
  return picture === -1 ? names : names.slice(0, picture);
}
