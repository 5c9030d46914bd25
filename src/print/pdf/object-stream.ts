import { decodeStream } from './decode-stream.ts';
import type { PdfStream } from './parse-object.ts';
import type { WorkBudget } from './pdf-limits.ts';
import { toLatin1 } from './pdf-source.ts';
import { integerOf } from './pdf-value.ts';
import type { PdfValue } from './pdf-value.ts';
import { damaged } from './unfit-pdf-error.ts';
import { ValueParser } from './value-parser.ts';

/** An object stream, decompressed (ISO 32000-1, 7.5.7). */
export class ObjectStream {
  readonly #text: string;
  readonly #numbers: readonly number[];
  readonly #offsets: readonly number[];
  readonly #budget: WorkBudget;

  /** @throws UnfitPdfError `damaged` when its header does not list what it says it does. */
  constructor(stream: PdfStream, budget: WorkBudget) {
    const count = integerOf(stream.dict.get('/N'));
    const first = integerOf(stream.dict.get('/First'));
    if (count === null || first === null || count < 0) throw damaged('An object stream lacks /N or /First.');
    const decoded = decodeStream(stream.dict, stream.data, budget);
    this.#text = toLatin1(decoded);
    this.#budget = budget;
    const header = new ValueParser(this.#text, 0, budget);
    const numbers: number[] = [];
    const offsets: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const num = header.takeUnsigned();
      const offset = header.takeUnsigned();
      if (num === -1 || offset === -1)
        throw damaged(`An object stream lists ${i} objects, expected ${count}.`);
      numbers.push(num);
      offsets.push(first + offset);
    }
    this.#numbers = numbers;
    this.#offsets = offsets;
  }

  get numbers(): readonly number[] {
    return this.#numbers;
  }

  /** The object with this number; `index` says where the cross-reference expects it. */
  read(num: number, index: number): PdfValue {
    const position = this.#numbers[index] === num ? index : this.#numbers.lastIndexOf(num);
    const offset = this.#offsets[position];
    if (offset === undefined) throw damaged(`Object ${num} is not in the object stream that should hold it.`);
    return new ValueParser(this.#text, offset, this.#budget).parseValue();
  }
}

/** Numbers of the objects in an object stream, in its order. */
export function packedObjectNumbers(stream: PdfStream, budget: WorkBudget): readonly number[] {
  return new ObjectStream(stream, budget).numbers;
}
