import { OptionalContent, copyOptionalContent } from './optional-content.ts';
import type { PrintLayers } from './optional-content.ts';
import type { IndirectObject } from './parse-object.ts';
import type { PdfDocument } from './pdf-document.ts';
import { NULL, PdfRef, integerOf, isDict } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import type { StagedObjects } from './staged-objects.ts';
import { UnfitPdfError } from './unfit-pdf-error.ts';
import type { UnfoldingCheck } from './unfolding-check.ts';

/**
 * What a dictionary's keys mean. In `names` they are the author's own (fonts, glyphs, colorants) and none may be
 * dropped; elsewhere they are the format's.
 */
type Role = 'plain' | 'resources' | 'names' | 'layers';

const ROLES: readonly Role[] = ['plain', 'resources', 'names', 'layers'];

const RESOURCE_ROLES: ReadonlyMap<string, Role> = new Map([
  ['/ExtGState', 'names'],
  ['/ColorSpace', 'names'],
  ['/Pattern', 'names'],
  ['/Shading', 'names'],
  ['/XObject', 'names'],
  ['/Font', 'names'],
  ['/ProcSet', 'plain'],
  ['/Properties', 'layers'],
]);

const PLAIN_ROLES: ReadonlyMap<string, Role> = new Map([
  ['/Resources', 'resources'],
  ['/CharProcs', 'names'],
  ['/Colorants', 'names'],
]);

/** Nothing of this prints; some of it leads back into the document or out of it. */
const DROPPED: ReadonlySet<string> = new Set([
  '/Parent',
  '/Metadata',
  '/PieceInfo',
  '/StructParent',
  '/StructParents',
  '/LastModified',
  '/AF',
]);

const NOTHING: ReadonlySet<string> = new Set();

/** External data (/F…) is never fetched; the length is written anew; /Ref and /OPI name other files. */
const DROPPED_FROM_STREAMS: ReadonlySet<string> = new Set([
  '/Length',
  '/F',
  '/FFilter',
  '/FDecodeParms',
  '/DL',
  '/Ref',
  '/OPI',
]);

/** Back references to these would drag the whole document along. */
const NEVER_COPIED: ReadonlySet<PdfValue | undefined> = new Set([
  '/Page',
  '/Pages',
  '/Catalog',
  '/Annot',
  '/StructElem',
  '/StructTreeRoot',
]);

/** Scalars of at most this many characters are written in place of a reference to them. */
const INLINE_LENGTH = 64;
/** One colour of a picture, unpacked: A4 at 600 dpi is 35 MB, the largest bilevel plan that was met 153 MB. */
const MAX_PLANE_BYTES = 256 * 1024 * 1024;

/** Copies what pages need from a document into a print file, renumbered, bottom-up, each object once. */
export class ObjectCopier {
  readonly #document: PdfDocument;
  readonly #staged: StagedObjects;
  readonly #unfolding: UnfoldingCheck;
  readonly #optionalContent: OptionalContent;
  readonly #layers: PrintLayers;
  readonly #copies = new Map<number, string>();
  /** Objects on the way down; a number where one was referred to from below, so that it had to be given early. */
  readonly #open = new Map<number, number | null>();
  #usesLayers = false;

  constructor(document: PdfDocument, staged: StagedObjects, unfolding: UnfoldingCheck, layers: PrintLayers) {
    this.#document = document;
    this.#staged = staged;
    this.#unfolding = unfolding;
    this.#layers = layers;
    this.#optionalContent = new OptionalContent(document);
  }

  /** Whether anything copied belongs to a layer. */
  get usesLayers(): boolean {
    return this.#usesLayers;
  }

  copyResources(value: PdfValue | undefined): string {
    const copy = this.#copy(value ?? NULL, 'resources', 0);
    return copy === NULL ? '<<>>' : copy;
  }

  copyValue(value: PdfValue): string {
    return this.#copy(value, 'plain', 0);
  }

  /** A form XObject. Appearances of annotations may lack the subtype, which drawing them by name requires. */
  copyForm(ref: PdfRef): string {
    const { value, data, guessedEnd } = this.#document.object(ref.num);
    if (data === null || !isDict(value) || value.get('/Subtype') === '/Form')
      return this.#copy(ref, 'plain', 0);
    const dict = new Map([...value, ['/Subtype', '/Form']]);
    const text = this.#copyStreamDict(dict, data, 0);
    return `${this.#stage(text, { value: dict, data, guessedEnd })} 0 R`;
  }

  /** A layer or rule about layers as text; null when the value is neither. */
  copyLayer(value: PdfValue | undefined): string | null {
    const copy = copyOptionalContent(this.#document, this.#optionalContent, this.#layers, value);
    if (copy !== null) this.#usesLayers = true;
    return copy;
  }

  /** Stages a stream under a dictionary of our own and returns the reference to it. */
  addStream(entries: string, dict: PdfDict, data: Uint8Array): string {
    const parts = [`<<${entries}`];
    for (const key of ['/Filter', '/DecodeParms']) {
      const value = dict.get(key);
      if (value !== undefined && value !== NULL) parts.push(key, ' ', this.#copy(value, 'plain', 0));
    }
    parts.push(`/Length ${data.length}>>`);
    return `${this.#staged.add(parts.join(''), data).num} 0 R`;
  }

  #copy(value: PdfValue, role: Role, depth: number): string {
    this.#document.budget.checkDepth(depth, 'Objects are');
    if (typeof value === 'string') return value;
    if (value instanceof PdfRef) return this.#copyReference(value, role, depth);
    if (isDict(value)) return `<<${this.#copyEntries(value, role, depth)}>>`;
    return `[${value.map((item) => this.#copy(item, 'plain', depth + 1)).join(' ')}]`;
  }

  #copyReference(ref: PdfRef, role: Role, depth: number): string {
    const key = ref.num * ROLES.length + ROLES.indexOf(role);
    const known = this.#copies.get(key);
    if (known !== undefined) return known;
    if (this.#open.has(key)) return this.#referToOpen(key);
    const object = this.#document.object(ref.num);
    const { value, data } = object;
    if (value instanceof PdfRef || (typeof value === 'string' && value.length <= INLINE_LENGTH)) {
      return this.#copy(value, role, depth + 1);
    }
    if (isDict(value) && data === null && NEVER_COPIED.has(value.get('/Type'))) return NULL;
    this.#open.set(key, null);
    const text =
      isDict(value) && data !== null
        ? this.#copyStreamDict(value, data, depth)
        : this.#copy(value, role, depth);
    const early = this.#open.get(key) ?? null;
    this.#open.delete(key);
    const copy = `${early ?? this.#stage(text, object)} 0 R`;
    if (early !== null) this.#staged.fill(early, text, data);
    this.#copies.set(key, copy);
    return copy;
  }

  #referToOpen(key: number): string {
    const early = this.#open.get(key) ?? this.#staged.reserve();
    this.#open.set(key, early);
    return `${early} 0 R`;
  }

  #stage(text: string, { value, data, guessedEnd }: IndirectObject): number {
    const { num, isNew } = this.#staged.add(text, data);
    // What is in the print file already was looked at when it came.
    if (isNew && data !== null && isDict(value)) {
      this.#unfolding.add(
        this.#document.withResolvedFilters(value),
        data,
        guessedEnd || this.#document.rebuilt,
      );
    }
    return num;
  }

  #copyStreamDict(dict: PdfDict, data: Uint8Array, depth: number): string {
    this.#checkPixels(dict);
    return `<<${this.#copyEntries(dict, 'plain', depth, DROPPED_FROM_STREAMS)}/Length ${data.length}>>`;
  }

  #copyEntries(dict: PdfDict, role: Role, depth: number, dropped = NOTHING): string {
    let text = '';
    for (const [key, value] of dict) {
      if (dropped.has(key)) continue;
      const copy = this.#copyEntry(key, value, role, depth + 1);
      if (copy !== null && copy !== NULL) text += startsWithDelimiter(copy) ? key + copy : `${key} ${copy}`;
    }
    return text;
  }

  /** Null: the entry is dropped. */
  #copyEntry(key: string, value: PdfValue, role: Role, depth: number): string | null {
    if (role === 'names') return this.#copy(value, 'plain', depth);
    // Marked content may carry other properties than layers, such as the text that a picture stands for.
    if (role === 'layers') return this.copyLayer(value) ?? this.#copy(value, 'plain', depth);
    if (role === 'resources') {
      const childRole = RESOURCE_ROLES.get(key);
      return childRole === undefined ? null : this.#copy(value, childRole, depth);
    }
    if (DROPPED.has(key)) return null;
    if (key === '/OC') return this.copyLayer(value);
    return this.#copy(value, PLAIN_ROLES.get(key) ?? 'plain', depth);
  }

  #checkPixels(dict: PdfDict): void {
    const width = integerOf(this.#document.resolve(dict.get('/Width'))) ?? 0;
    const height = integerOf(this.#document.resolve(dict.get('/Height'))) ?? 0;
    const bits = integerOf(this.#document.resolve(dict.get('/BitsPerComponent'))) ?? 1;
    if ((width * height * bits) / 8 > MAX_PLANE_BYTES) {
      throw new UnfitPdfError(
        'limit_exceeded',
        `A picture of ${width} × ${height} pixels with ${bits} bits; the limit is ${MAX_PLANE_BYTES} bytes a colour.`,
      );
    }
  }
}

/** A name, a string, an array or a dictionary ends the key before it by itself. */
function startsWithDelimiter(value: string): boolean {
  const code = value.charCodeAt(0);
  return code === 0x2f || code === 0x28 || code === 0x5b || code === 0x3c;
}
