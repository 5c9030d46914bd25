import { UnfitPdfError } from './unfit-pdf-error.ts';

/** How much work one document may make before it is held instead: guards against bombs, loops and lies. */
export interface PdfLimits {
  /** Size of the PDF as delivered. */
  readonly maxBytes: number;
  readonly maxPages: number;
  /** Indirect objects read while following the pages. */
  readonly maxObjects: number;
  /**
   * All streams of the document together, decompressed. A file may always grow to `PLAUSIBLE_GROWTH` times its own
   * size: big scans are honest, a few kilobytes that unfold to hundreds of megabytes are not.
   */
  readonly maxDecodedBytes: number;
  /** Nesting: of arrays and dictionaries, of references, of the page tree. */
  readonly maxDepth: number;
  /** A last resort on the clock, generous: the other limits bound the work on any machine. */
  readonly maxMillis: number;
}

const MEGABYTE = 1024 * 1024;

export const DEFAULT_PDF_LIMITS: PdfLimits = {
  maxBytes: 50 * MEGABYTE,
  maxPages: 200,
  maxObjects: 200_000,
  maxDecodedBytes: 64 * MEGABYTE,
  maxDepth: 100,
  maxMillis: 20_000,
};

/** Photographs and scans unfold to about ten times their compressed size. */
const PLAUSIBLE_GROWTH = 20;
const OBJECTS_BETWEEN_CLOCK_READINGS = 256;

/** Counts the work that one document makes. Every method throws UnfitPdfError once its limit is passed. */
export class WorkBudget {
  readonly limits: PdfLimits;
  readonly decodedAllowance: number;
  #objects = 0;
  #decoded = 0;
  readonly #deadline: number;

  constructor(limits: PdfLimits, fileBytes: number) {
    this.limits = limits;
    this.decodedAllowance = Math.max(limits.maxDecodedBytes, PLAUSIBLE_GROWTH * fileBytes);
    this.#deadline = performance.now() + limits.maxMillis;
  }

  countObject(): void {
    this.#objects += 1;
    if (this.#objects > this.limits.maxObjects) {
      throw new UnfitPdfError(
        'limit_exceeded',
        `The pages use more than ${this.limits.maxObjects} objects, the limit for one document.`,
      );
    }
    if (this.#objects % OBJECTS_BETWEEN_CLOCK_READINGS === 0) this.checkClock();
  }

  checkClock(): void {
    if (performance.now() > this.#deadline) {
      throw new UnfitPdfError(
        'limit_exceeded',
        `Reading took longer than ${this.limits.maxMillis} ms, the limit for one document.`,
      );
    }
  }

  /** Bytes that may still be decompressed. */
  get decodedLeft(): number {
    return this.decodedAllowance - this.#decoded;
  }

  countDecoded(bytes: number): void {
    this.#decoded += bytes;
    if (this.#decoded > this.decodedAllowance) throw this.tooMuchDecoded();
  }

  tooMuchDecoded(): UnfitPdfError {
    return new UnfitPdfError(
      'limit_exceeded',
      `The streams unfold to more than ${this.decodedAllowance} bytes, the limit for a document of this size.`,
    );
  }

  /** `what` nests, such as "Page tree". */
  checkDepth(depth: number, what: string): void {
    if (depth > this.limits.maxDepth) {
      throw new UnfitPdfError(
        'limit_exceeded',
        `${what} nested deeper than ${this.limits.maxDepth}, the limit for one document.`,
      );
    }
  }
}
