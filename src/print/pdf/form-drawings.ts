import { decodeStream } from './decode-stream.ts';
import type { PdfDocument } from './pdf-document.ts';
import { toLatin1 } from './pdf-source.ts';
import { PdfRef, isDict } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { UnfitPdfError } from './unfit-pdf-error.ts';
import { withoutNeedlessEscapes } from './value-parser.ts';

/** A plan draws a symbol ten thousand times; a press takes seconds for this many. */
const MAX_DRAWINGS = 250_000;
const DRAWS = /\/([^\0\t\n\f\r ()<>[\]{}/%]+)[\0\t\n\f\r ]+Do(?![^\0\t\n\f\r ()<>[\]{}/%])/g;

type Forms = ReadonlyMap<string, number>;

/**
 * Counts how often forms are drawn when forms draw forms: ten that each draw the next one ten times are a few
 * kilobytes, and keep a press busy for days. Each form's count is worked out once.
 */
export class FormDrawings {
  readonly #document: PdfDocument;
  readonly #counts = new Map<number, number>();
  readonly #path = new Set<number>();
  #total = 0;

  constructor(document: PdfDocument) {
    this.#document = document;
  }

  /** @throws UnfitPdfError `limit_exceeded` when the document's pages so far draw too much. */
  addPage(page: PdfDict, contents: readonly Uint8Array[]): void {
    const forms = this.#formsOf(page.get('/Resources'));
    // Forms that draw no others are drawn as often as the content names them: its size bounds that.
    if (![...forms.values()].some((num) => this.#formsWithin(num).size > 0)) return;
    for (const content of contents) this.#total = this.#limited(this.#total + this.#drawn(content, forms));
  }

  /** The appearance of an annotation. @throws UnfitPdfError as `addPage` does. */
  addForm(num: number): void {
    this.#total = this.#limited(this.#total + this.#count(num));
  }

  #count(num: number): number {
    const known = this.#counts.get(num);
    if (known !== undefined) return known;
    // A form that draws itself is not drawn again by any viewer.
    if (this.#path.has(num)) return 0;
    const forms = this.#formsWithin(num);
    const stream = forms.size === 0 ? null : this.#document.stream(new PdfRef(num, 0));
    if (stream === null) return 1;
    this.#document.budget.checkDepth(this.#path.size, 'Forms are');
    this.#path.add(num);
    const content = decodeStream(stream.dict, stream.data, this.#document.budget);
    const count = this.#limited(1 + this.#drawn(content, forms));
    this.#path.delete(num);
    this.#counts.set(num, count);
    return count;
  }

  #drawn(content: Uint8Array, forms: Forms): number {
    let total = 0;
    for (const [, name = ''] of toLatin1(content).matchAll(DRAWS)) {
      const num = forms.get(`/${withoutNeedlessEscapes(name)}`);
      if (num !== undefined) total = this.#limited(total + this.#count(num));
    }
    return total;
  }

  #formsWithin(num: number): Forms {
    const { value } = this.#document.object(num);
    return this.#formsOf(isDict(value) ? value.get('/Resources') : undefined);
  }

  #formsOf(resources: PdfValue | undefined): Forms {
    const forms = new Map<string, number>();
    for (const [name, item] of this.#document.dict(this.#document.dict(resources).get('/XObject'))) {
      if (!(item instanceof PdfRef)) continue;
      if (this.#document.resolve(this.#document.dict(item).get('/Subtype')) === '/Form')
        forms.set(name, item.num);
    }
    return forms;
  }

  #limited(count: number): number {
    if (count <= MAX_DRAWINGS) return count;
    throw new UnfitPdfError(
      'limit_exceeded',
      `Forms that draw forms are drawn more than ${MAX_DRAWINGS} times, the limit for one document.`,
    );
  }
}
