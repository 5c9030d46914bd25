/** Kids of one node: viewers open a page in a few steps, and no node grows with the file. */
const FAN_OUT = 64;

interface OpenNode {
  readonly num: number;
  readonly kids: number[];
  pages: number;
}

/** What the page tree needs of the file that it grows in. */
export interface ObjectAllocator {
  /** A new object number. */
  allocate(): number;
  put(num: number, text: string): void;
}

/**
 * Grows a page tree from its leaves while pages come in: only one open node per level is kept. A node gets its
 * number when its first kid arrives, so that kids can name their parent before it is written.
 */
export class PageTreeWriter {
  readonly #file: ObjectAllocator;
  readonly #levels: OpenNode[] = [];
  #pages = 0;

  constructor(file: ObjectAllocator) {
    this.#file = file;
  }

  get pages(): number {
    return this.#pages;
  }

  /** Writes a page with these entries and hangs it into the tree. */
  addPage(entries: string): void {
    const num = this.#file.allocate();
    const parent = this.#openNode(0);
    this.#file.put(num, `<</Type/Page/Parent ${parent.num} 0 R${entries}>>`);
    this.#pages += 1;
    this.#adopt(parent, 0, num, 1);
  }

  /** Writes the nodes that are still open and returns the number of the root. */
  finish(): number {
    const root = this.#closeBelow();
    this.#file.put(root.num, nodeText(root, null));
    return root.num;
  }

  /** Closes level after level into the one above, up to the highest. */
  #closeBelow(): OpenNode {
    for (let level = 0; level < this.#levels.length - 1; level += 1) {
      const node = this.#levels[level];
      if (node !== undefined && node.kids.length > 0) this.#close(node, level);
    }
    return this.#levels.at(-1) ?? this.#openNode(0);
  }

  #openNode(level: number): OpenNode {
    const open = this.#levels[level];
    if (open !== undefined && open.kids.length < FAN_OUT && open.num !== 0) return open;
    const fresh: OpenNode = { num: this.#file.allocate(), kids: [], pages: 0 };
    this.#levels[level] = fresh;
    return fresh;
  }

  #adopt(node: OpenNode, level: number, kid: number, pages: number): void {
    node.kids.push(kid);
    node.pages += pages;
    if (node.kids.length === FAN_OUT) this.#close(node, level);
  }

  #close(node: OpenNode, level: number): void {
    const parent = this.#openNode(level + 1);
    this.#file.put(node.num, nodeText(node, parent.num));
    this.#levels[level] = { num: 0, kids: [], pages: 0 };
    this.#adopt(parent, level + 1, node.num, node.pages);
  }
}

function nodeText(node: OpenNode, parent: number | null): string {
  const kids = node.kids.map((num) => `${num} 0 R`).join(' ');
  const above = parent === null ? '' : `/Parent ${parent} 0 R`;
  return `<</Type/Pages${above}/Count ${node.pages}/Kids[${kids}]>>`;
}
