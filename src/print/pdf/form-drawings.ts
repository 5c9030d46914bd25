import { decodeStream } from './decode-stream.ts';
import { PAGE_AREA, areaOf, checkTiles, drawingResources, drawsNothing } from './drawing-resources.ts';
import type { DrawingResources, DrawnFont } from './drawing-resources.ts';
import type { PdfDocument } from './pdf-document.ts';
import { toLatin1 } from './pdf-source.ts';
import { EMPTY_DICT, PdfRef, isDict } from './pdf-value.ts';
import type { PdfDict } from './pdf-value.ts';
import { UnfitPdfError } from './unfit-pdf-error.ts';
import { withoutNeedlessEscapes } from './value-parser.ts';

/** A plan draws a symbol ten thousand times; a press takes seconds for this many. */
const MAX_DRAWINGS = 250_000;
const REGULAR = String.raw`[^\0\t\n\f\r ()<>[\]{}/%]`;
const SPACE = String.raw`(?:[\0\t\n\f\r ]|%[^\r\n]*[\r\n])+`;
/** A resource by its name, and what is done with it; a font with its size. */
const USES = new RegExp(
  String.raw`/(${REGULAR}+)(?:${SPACE}[\d.+-]+)?${SPACE}(Do|gs|Tf|scn|SCN)(?!${REGULAR})`,
  'g',
);
const PAINTS = new RegExp(String.raw`(?<!${REGULAR})(?:[fBb]\*?|[FSs'"]|T[jJ]|EI|Do)(?!${REGULAR})`, 'g');

/** How much one piece of content draws. */
interface Drawn {
  /** Pieces of content that are gone through, itself among them; not those that its own size bounds. */
  readonly pieces: number;
  /** All of them: what it costs when it is a cell or a glyph, and drawn time and again. */
  readonly repeated: number;
  /** Operators that paint, and bytes, which bound the glyphs: in whatever pattern and font stand when it begins. */
  readonly paints: number;
  readonly bytes: number;
}

interface Content {
  readonly resources: PdfDict;
  readonly parts: DrawingResources;
}

const LINE_END = Buffer.from('\n');
const NOTHING: Drawn = { pieces: 0, repeated: 0, paints: 0, bytes: 0 };
const LEAF: Drawn = { pieces: 1, repeated: 1, paints: 1, bytes: 1 };

/**
 * Counts how often content is drawn that draws content: forms, cells of tiling patterns, glyphs of Type 3 fonts and soft
 * masks. Ten that each draw the next one ten times are a few kilobytes, and keep a press busy for days. Each piece is worked
 * out once; what draws nothing else is bounded by the size of what names it.
 */
export class FormDrawings {
  readonly #document: PdfDocument;
  readonly #parts = new Map<PdfDict, DrawingResources>();
  /** Of resources whose patterns were looked at, the largest area that they may fill. */
  readonly #areas = new Map<PdfDict, number>();
  /** By the resources that the content stands under: without its own it uses those of what draws it. */
  readonly #known = new Map<PdfDict, Map<number, Drawn>>();
  readonly #path = new Set<number>();
  #total = 0;

  constructor(document: PdfDocument) {
    this.#document = document;
  }

  /** @throws UnfitPdfError `limit_exceeded` when the document's pages so far draw too much. */
  addPage(page: PdfDict, contents: readonly Uint8Array[]): void {
    const resources = this.#document.dict(page.get('/Resources'));
    const content = { resources, parts: this.#partsOf(resources, PAGE_AREA) };
    if (!this.#nests(content)) return;
    const all = Buffer.concat(contents.flatMap((part) => [part, LINE_END]));
    const { pieces } = this.#drawnBy(all, content, false);
    this.#total = limited(this.#total + pieces);
  }

  /** The appearance of an annotation. @throws UnfitPdfError as `addPage` does. */
  addForm(num: number): void {
    this.#total = limited(this.#total + this.#drawn(num, EMPTY_DICT, false).pieces);
  }

  /** Whether anything that content can draw draws something in turn. */
  #nests({ resources, parts: { forms, patterns, masks, fonts, stateFonts } }: Content): boolean {
    const isNesting = (num: number, above: PdfDict): boolean =>
      !drawsNothing(this.#contentOf(num, above).parts);
    return (
      [...forms.values(), ...patterns.values(), ...masks.values()].some((num) => isNesting(num, resources)) ||
      [...fonts.values(), ...stateFonts.values()].some((font) =>
        font.glyphs.some((num) => isNesting(num, font.resources ?? resources)),
      )
    );
  }

  /** @param whole whether a piece that draws nothing else is looked into as well */
  #drawn(num: number, above: PdfDict, whole: boolean): Drawn {
    // What draws itself is not drawn again by any viewer.
    if (this.#path.has(num)) return NOTHING;
    const content = this.#contentOf(num, above);
    if (!whole && drawsNothing(content.parts)) return LEAF;
    const known = this.#knownUnder(content.resources);
    const key = num * 2 + Number(whole);
    const before = known.get(key);
    if (before !== undefined) return before;
    const stream = this.#document.stream(new PdfRef(num, 0));
    if (stream === null) return LEAF;
    this.#document.budget.checkDepth(this.#path.size, 'Forms are');
    this.#path.add(num);
    const drawn = this.#drawnBy(
      decodeStream(stream.dict, stream.data, this.#document.budget),
      content,
      whole,
    );
    this.#path.delete(num);
    const result = { ...drawn, pieces: limited(1 + drawn.pieces), repeated: 1 + drawn.repeated };
    known.set(key, result);
    return result;
  }

  #drawnBy(bytes: Uint8Array, { resources, parts }: Content, isInWhole: boolean): Drawn {
    const text = toLatin1(bytes);
    const uses = [...text.matchAll(USES)].map(([, name = '', operator]) => ({
      name: `/${withoutNeedlessEscapes(name)}`,
      operator,
    }));
    const names = new Set(uses.map(({ name }) => name));
    const patterns = this.#deepest(named(parts.patterns, names), resources);
    const glyphs = [...named(parts.fonts, names), ...named(parts.stateFonts, names)]
      .map((font) => this.#glyph(font, resources))
      .reduce((most, each) => Math.max(most, each), 0);
    // Colour and font of what draws a form are also those of the form: then it has to be looked into.
    const whole = isInWhole || patterns > 1 || glyphs > 1;
    let pieces = 0;
    let repeated = 0;
    let paints = [...text.matchAll(PAINTS)].length;
    let size = bytes.length;
    for (const { name, operator } of uses) {
      const num =
        operator === 'Do' ? parts.forms.get(name) : operator === 'gs' ? parts.masks.get(name) : undefined;
      if (num === undefined) continue;
      const drawn = this.#drawn(num, resources, whole);
      pieces = limited(pieces + drawn.pieces);
      repeated += drawn.repeated;
      paints += drawn.paints;
      size += drawn.bytes;
    }
    if (patterns > 1) pieces = limited(pieces + paints * patterns);
    if (glyphs > 1) pieces = limited(pieces + size * glyphs);
    // Beyond what any document may draw, the number no longer matters.
    repeated = Math.min(repeated + paints * patterns + size * glyphs, 2 * MAX_DRAWINGS);
    return { pieces, repeated, paints, bytes: size };
  }

  #glyph({ glyphs, resources }: DrawnFont, above: PdfDict): number {
    return this.#deepest(glyphs, resources ?? above);
  }

  /** What the costliest costs each time that it is drawn; 0 for none. */
  #deepest(nums: readonly number[], above: PdfDict): number {
    let most = 0;
    for (const num of new Set(nums)) most = Math.max(most, this.#drawn(num, above, false).repeated);
    return most;
  }

  #contentOf(num: number, above: PdfDict): Content {
    this.#document.budget.checkClock();
    const dict = this.#document.dict(new PdfRef(num, 0));
    const own = this.#document.resolve(dict.get('/Resources'));
    const resources = isDict(own) ? own : above;
    return { resources, parts: this.#partsOf(resources, areaOf(this.#document, dict)) };
  }

  #partsOf(resources: PdfDict, area: number): DrawingResources {
    const parts = this.#parts.get(resources) ?? drawingResources(this.#document, resources);
    this.#parts.set(resources, parts);
    if (area > (this.#areas.get(resources) ?? 0)) {
      this.#areas.set(resources, area);
      for (const num of parts.patterns.values()) checkTiles(this.#document, num, area);
    }
    return parts;
  }

  #knownUnder(resources: PdfDict): Map<number, Drawn> {
    const known = this.#known.get(resources) ?? new Map<number, Drawn>();
    this.#known.set(resources, known);
    return known;
  }
}

function named<T>(all: ReadonlyMap<string, T>, names: ReadonlySet<string>): readonly T[] {
  return [...all].filter(([name]) => names.has(name)).map(([, part]) => part);
}

function limited(count: number): number {
  if (count <= MAX_DRAWINGS) return count;
  throw new UnfitPdfError(
    'limit_exceeded',
    `Content that draws content is drawn more than ${MAX_DRAWINGS} times, the limit for one document.`,
  );
}
