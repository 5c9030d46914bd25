import { PrintFileDamagedError } from '../errors.ts';
import type { ObjectReader } from './object-reader.ts';
import type { ObjectTable } from './object-table.ts';
import { describe, isDictionary, isList, isReference, nameOf } from './value.ts';
import type { Dictionary, Value } from './value.ts';

/** Our trees have a fan-out of dozens: a million pages are four levels deep. */
const MAX_LEVELS = 50;
const MM_PER_POINT = 25.4 / 72;

/** A size that pages have, as seen by a reader, and how many have it. */
export interface PageSize {
  /** Millimetres, to the tenth. */
  readonly widthMm: number;
  readonly heightMm: number;
  readonly pages: number;
}

/** Attributes that a page takes from the nodes above it (ISO 32000-1, table 30). */
export interface Inherited {
  readonly mediaBox: Value | undefined;
  readonly rotate: Value | undefined;
  readonly resources: Value | undefined;
}

export interface WalkedPage {
  /** Counted from 1. */
  readonly number: number;
  readonly page: Dictionary;
  readonly inherited: Inherited;
}

/** Counts the leaves of a page tree, whatever the tree itself claims. */
export class PageWalk {
  readonly #objects: ObjectReader;
  readonly #table: ObjectTable;
  readonly #seen: Uint8Array;
  readonly #sizes = new Map<string, PageSize>();
  #pages = 0;

  constructor(objects: ObjectReader, table: ObjectTable) {
    this.#objects = objects;
    this.#table = table;
    this.#seen = new Uint8Array(table.size);
  }

  get pages(): number {
    return this.#pages;
  }

  get sizes(): readonly PageSize[] {
    return [...this.#sizes.values()];
  }

  /**
   * Each page in order.
   * @throws PrintFileDamagedError when a node is missing, used twice, or counts other pages than it has.
   */
  *walk(root: Value | undefined): Generator<WalkedPage, void> {
    yield* this.#node(root, null, { mediaBox: undefined, rotate: undefined, resources: undefined }, 0);
  }

  *#node(
    link: Value | undefined,
    parent: number | null,
    above: Inherited,
    level: number,
  ): Generator<WalkedPage, void> {
    if (!isReference(link))
      throw new PrintFileDamagedError('page tree', 'a reference to a node', describe(link));
    const where = `page tree, object ${link.num}`;
    if (level > MAX_LEVELS) throw new PrintFileDamagedError(where, `at most ${MAX_LEVELS} levels`, 'more');
    if (this.#seen[link.num] === 1)
      throw new PrintFileDamagedError(where, 'one place in the tree', 'a second one');
    this.#seen[link.num] = 1;
    const node = this.#objects.object(link.num);
    if (!isDictionary(node)) throw new PrintFileDamagedError(where, 'a dictionary', describe(node));
    const back = node.get('Parent');
    if (parent !== null && !(isReference(back) && back.num === parent)) {
      throw new PrintFileDamagedError(where, `/Parent ${parent}`, describe(back));
    }
    const inherited = {
      mediaBox: node.get('MediaBox') ?? above.mediaBox,
      rotate: node.get('Rotate') ?? above.rotate,
      resources: node.get('Resources') ?? above.resources,
    };
    const type = nameOf(node.get('Type'));
    if (type === 'Page') yield this.#page(where, node, inherited);
    else if (type === 'Pages') yield* this.#kids(where, link.num, node, inherited, level);
    else throw new PrintFileDamagedError(where, '/Page or /Pages', describe(node.get('Type')));
  }

  *#kids(
    where: string,
    num: number,
    node: Dictionary,
    inherited: Inherited,
    level: number,
  ): Generator<WalkedPage, void> {
    const kids = node.get('Kids');
    if (!isList(kids)) throw new PrintFileDamagedError(where, '/Kids to be a list', describe(kids));
    const before = this.#pages;
    for (const kid of kids) yield* this.#node(kid, num, inherited, level + 1);
    const found = this.#pages - before;
    const claimed = node.get('Count');
    if (claimed !== found)
      throw new PrintFileDamagedError(where, `/Count ${found} as there are leaves`, describe(claimed));
  }

  #page(where: string, page: Dictionary, inherited: Inherited): WalkedPage {
    this.#pages += 1;
    for (const [key, value] of page) {
      if (key !== 'Parent') this.#assertPresent(`${where} (page ${this.#pages}), /${key}`, value);
    }
    this.#count(sizeOf(`${where} (page ${this.#pages})`, inherited));
    return { number: this.#pages, page, inherited };
  }

  /** What a page refers to must be there: its content, fonts and pictures. */
  #assertPresent(where: string, value: Value): void {
    if (isReference(value)) {
      if (this.#table.place(value.num) === null) {
        throw new PrintFileDamagedError(where, `object ${value.num} to exist`, 'a free or unknown number');
      }
    } else if (isList(value)) {
      for (const entry of value) this.#assertPresent(where, entry);
    } else if (isDictionary(value)) {
      for (const entry of value.values()) this.#assertPresent(where, entry);
    }
  }

  #count(size: Omit<PageSize, 'pages'>): void {
    const key = `${size.widthMm}×${size.heightMm}`;
    this.#sizes.set(key, { ...size, pages: (this.#sizes.get(key)?.pages ?? 0) + 1 });
  }
}

function sizeOf(where: string, { mediaBox, rotate }: Inherited): Omit<PageSize, 'pages'> {
  const corners = isList(mediaBox) ? mediaBox.filter((value) => typeof value === 'number') : [];
  const [left, bottom, right, top] = corners;
  if (left === undefined || bottom === undefined || right === undefined || top === undefined) {
    throw new PrintFileDamagedError(where, '/MediaBox with four numbers', describe(mediaBox));
  }
  const width = millimetres(Math.abs(right - left));
  const height = millimetres(Math.abs(top - bottom));
  const turned = typeof rotate === 'number' && rotate % 180 !== 0;
  return turned ? { widthMm: height, heightMm: width } : { widthMm: width, heightMm: height };
}

function millimetres(points: number): number {
  return Math.round(points * MM_PER_POINT * 10) / 10;
}
