import type { CrossReferenceIndex } from './cross-reference-index.ts';
import type { Decryption } from './decryption.ts';
import { ObjectStream } from './object-stream.ts';
import { parseObjectAt } from './parse-object.ts';
import type { IndirectObject, PdfStream } from './parse-object.ts';
import type { WorkBudget } from './pdf-limits.ts';
import type { PdfSource } from './pdf-source.ts';
import { EMPTY_DICT, NULL, PdfRef, integerOf, isDict } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { UnfitPdfError, damaged } from './unfit-pdf-error.ts';

const NULL_OBJECT: IndirectObject = { value: NULL, data: null, guessedEnd: false };

/** A document whose objects are read when they are asked for, and once. */
export class PdfDocument {
  readonly budget: WorkBudget;
  /**
   * The cross-reference was rebuilt by scanning. A reference that leads nowhere is then a lost object; in a sound
   * file it is null, and legal (ISO 32000-1, 7.3.10).
   */
  readonly rebuilt: boolean;
  readonly #source: PdfSource;
  readonly #index: CrossReferenceIndex;
  readonly #decryption: Decryption | null;
  readonly #objects = new Map<number, IndirectObject>();
  readonly #objectStreams = new Map<number, ObjectStream>();
  readonly #beingRead = new Set<number>();

  /** @param decryption null: the file is not encrypted, or is to be read as it is */
  constructor(
    source: PdfSource,
    index: CrossReferenceIndex,
    budget: WorkBudget,
    rebuilt: boolean,
    decryption: Decryption | null = null,
  ) {
    this.#source = source;
    this.#index = index;
    this.budget = budget;
    this.rebuilt = rebuilt;
    this.#decryption = decryption;
  }

  /** @throws UnfitPdfError `damaged` when there is none. */
  catalogue(): PdfDict {
    const catalogue = this.resolve(this.#index.trailer.get('/Root'));
    if (!isDict(catalogue)) throw damaged('The trailer names no document catalogue.');
    return catalogue;
  }

  /** The object with this number; null where it is free or was never defined. */
  object(num: number): IndirectObject {
    const known = this.#objects.get(num);
    if (known !== undefined) return known;
    if (this.#beingRead.has(num)) throw damaged(`Object ${num} needs itself to be read.`);
    this.#beingRead.add(num);
    try {
      const object = this.#read(num);
      this.#objects.set(num, object);
      return object;
    } finally {
      this.#beingRead.delete(num);
    }
  }

  /** Follows references until there is a value. */
  resolve(value: PdfValue | undefined): PdfValue {
    let current = value ?? NULL;
    for (let steps = 0; current instanceof PdfRef; steps += 1) {
      this.budget.checkDepth(steps, 'References are');
      current = this.object(current.num).value;
    }
    return current;
  }

  /** The dictionary that a value is or refers to; an empty one where it is something else. */
  dict(value: PdfValue | undefined): PdfDict {
    const resolved = this.resolve(value);
    return isDict(resolved) ? resolved : EMPTY_DICT;
  }

  /** The stream that a value refers to, with filter and parameters resolved; null where it is none. */
  stream(value: PdfValue | undefined): PdfStream | null {
    let current = value;
    for (let steps = 0; current instanceof PdfRef; steps += 1) {
      this.budget.checkDepth(steps, 'References are');
      const object = this.object(current.num);
      if (object.data !== null && isDict(object.value)) {
        const { data, guessedEnd } = object;
        return { dict: this.withResolvedFilters(object.value), data, guessedEnd };
      }
      current = object.value;
    }
    return null;
  }

  /** Filters may be given by reference, down to the single parameter. */
  withResolvedFilters(dict: PdfDict): PdfDict {
    if (!hasReference(dict.get('/Filter')) && !hasReference(dict.get('/DecodeParms'))) return dict;
    return new Map([
      ...dict,
      ['/Filter', this.#deepResolve(dict.get('/Filter'), 0)],
      ['/DecodeParms', this.#deepResolve(dict.get('/DecodeParms'), 0)],
    ]);
  }

  #deepResolve(value: PdfValue | undefined, depth: number): PdfValue {
    this.budget.checkDepth(depth, 'Filter parameters are');
    this.budget.countObject();
    // The globals of a JBIG2 picture are a stream of their own: not needed to know the filter.
    if (value instanceof PdfRef && this.object(value.num).data !== null) return value;
    const resolved = this.resolve(value);
    if (Array.isArray(resolved)) return resolved.map((item: PdfValue) => this.#deepResolve(item, depth + 1));
    if (!isDict(resolved)) return resolved;
    return new Map([...resolved].map(([key, item]) => [key, this.#deepResolve(item, depth + 1)]));
  }

  #read(num: number): IndirectObject {
    const place = this.#index.placeOf(num);
    if (place === null) {
      if (this.rebuilt) throw damaged(`Object ${num} is referred to and not in the file.`);
      return NULL_OBJECT;
    }
    if (place.kind === 'packed') {
      this.budget.countObject();
      return {
        value: this.#objectStream(place.stream).read(num, place.index),
        data: null,
        guessedEnd: false,
      };
    }
    const object = parseObjectAt(this.#source, place.offset, this.budget, (length) => this.#length(length));
    if (object === null || object.num !== num) {
      throw damaged(`Expected object ${num} at offset ${place.offset}, found something else.`);
    }
    return this.#decryption === null ? object : this.#decryption.object(num, object.gen, object);
  }

  /** A length by reference; null when it cannot be told, and the data then runs to its `endstream`. */
  #length(value: PdfValue | undefined): number | null {
    try {
      return integerOf(this.resolve(value));
    } catch (error) {
      if (error instanceof UnfitPdfError && error.finding.code === 'damaged') return null;
      throw error;
    }
  }

  #objectStream(num: number): ObjectStream {
    const known = this.#objectStreams.get(num);
    if (known !== undefined) return known;
    const stream = this.stream(new PdfRef(num, 0));
    if (stream === null) throw damaged(`Expected object ${num} to be an object stream.`);
    const objectStream = new ObjectStream(
      { ...stream, dict: this.#withDirectNumbers(stream.dict) },
      this.budget,
    );
    this.#objectStreams.set(num, objectStream);
    return objectStream;
  }

  #withDirectNumbers(dict: PdfDict): PdfDict {
    return new Map([
      ...dict,
      ['/N', this.resolve(dict.get('/N'))],
      ['/First', this.resolve(dict.get('/First'))],
    ]);
  }
}

function hasReference(value: PdfValue | undefined): boolean {
  if (value instanceof PdfRef) return true;
  if (Array.isArray(value)) return value.some((item: PdfValue) => hasReference(item));
  return isDict(value) && [...value.values()].some(hasReference);
}
