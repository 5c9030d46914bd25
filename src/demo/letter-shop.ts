import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sequencesText } from '../domain/sequence-ranges.ts';
import { parseManifest, type PrintManifest } from '../print/manifest.ts';
import { verifyPrintFile } from '../print/verify-print-file.ts';

export interface LetterShopOptions {
  readonly outbox: string;
  readonly inbox: string;
  /** Sequences that its machine tears, and that it loses: of the first print file that has them all, no reprint. */
  readonly spoils?: readonly number[];
  readonly loses?: readonly number[];
  /** Files that it takes and then mislays: it never says a word of them. */
  readonly mislays?: (manifest: PrintManifest) => boolean;
  /** Files that it does not want. */
  readonly rejects?: (manifest: PrintManifest) => boolean;
  /** Its clock. */
  readonly now?: () => Date;
}

/** What it took: a print file that is what its manifest says. */
interface Taken {
  readonly manifest: PrintManifest;
  readonly marks: number;
}

/** What became of mailpieces, in the words of the status file. */
export type ShopWord = 'spoiled' | 'lost' | 'posted';

/**
 * A letter shop that nobody runs: it looks for triggers only, believes no file before it has counted it and read the
 * mark on each sheet, acknowledges twice, tears some letters, loses one, and mislays a whole print file. Takes each print file once, whatever lies
 * there, and leaves it where it is.
 */
export class LetterShop {
  readonly #options: LetterShopOptions;
  readonly #taken = new Map<string, Taken>();
  #damagedId: string | null = null;

  constructor(options: LetterShopOptions) {
    this.#options = options;
  }

  /** Manifests of everything that it took, in that order. */
  get taken(): readonly PrintManifest[] {
    return [...this.#taken.values()].map(({ manifest }) => manifest);
  }

  /** How many marks its machine has read. */
  get marksRead(): number {
    return sum([...this.#taken.values()].map(({ marks }) => marks));
  }

  /** How many mailpieces it reported so. */
  reported(word: ShopWord): number {
    return sum(this.taken.map((manifest) => this.#outcome(manifest)[word].length));
  }

  /** What it took and says nothing of. */
  get mislaid(): readonly PrintManifest[] {
    return this.taken.filter((manifest) => this.#isMislaid(manifest));
  }

  /** What it reported as spoiled or lost; null: nothing. */
  get damaged(): { readonly printFileId: string; readonly sequences: readonly number[] } | null {
    const manifest = this.taken.find(({ printFileId }) => printFileId === this.#damagedId);
    if (manifest === undefined) return null;
    const { spoiled, lost } = this.#outcome(manifest);
    return { printFileId: manifest.printFileId, sequences: [...spoiled, ...lost] };
  }

  /**
   * Takes what was triggered since, and answers with reports.
   *
   * @returns how many print files it took
   * @throws PrintFileError for one that is not what its manifest says, mark by mark
   */
  async collect(): Promise<number> {
    const { outbox } = this.#options;
    const triggers = readdirSync(outbox).filter((name) => name.endsWith('.ready'));
    let count = 0;
    for (const trigger of triggers.toSorted()) {
      if (this.#taken.has(trigger)) continue;
      const taken = await checked(outbox, trigger);
      this.#taken.set(trigger, taken);
      if (this.#isToDamage(taken.manifest)) this.#damagedId ??= taken.manifest.printFileId;
      if (!this.#isMislaid(taken.manifest)) this.#answer(taken.manifest);
      count += 1;
    }
    return count;
  }

  #answer(manifest: PrintManifest): void {
    const { printFileId } = manifest;
    const at = (this.#options.now?.() ?? new Date()).toISOString();
    const isRejected = this.#isRejected(manifest);
    const printFiles = [{ printFileId, result: isRejected ? 'rejected' : 'accepted', at }];
    const acknowledgement = JSON.stringify({ format: 'postausgang-shop-report/1', printFiles });
    this.#send(`ack_${printFileId}.json`, acknowledgement);
    this.#send(`ack_${printFileId}_again.json`, acknowledgement);
    if (!isRejected) this.#send(`status_${printFileId}.csv`, this.#statusCsv(manifest, at));
  }

  #isMislaid(manifest: PrintManifest): boolean {
    return this.#options.mislays?.(manifest) === true;
  }

  #isRejected(manifest: PrintManifest): boolean {
    return this.#options.rejects?.(manifest) === true;
  }

  #isToDamage(manifest: PrintManifest): boolean {
    const { spoils = [], loses = [] } = this.#options;
    if (this.#isRejected(manifest) || this.#isMislaid(manifest)) return false;
    return manifest.reprint === undefined && manifest.mailpieces.length >= Math.max(...spoils, ...loses);
  }

  #outcome(manifest: PrintManifest): Readonly<Record<ShopWord, readonly number[]>> {
    const { spoils = [], loses = [] } = manifest.printFileId === this.#damagedId ? this.#options : {};
    const isSilent = this.#isRejected(manifest) || this.#isMislaid(manifest);
    const all = isSilent ? [] : manifest.mailpieces.map(({ sequence }) => sequence);
    return {
      spoiled: all.filter((each) => spoils.includes(each)),
      lost: all.filter((each) => loses.includes(each)),
      posted: all.filter((each) => !spoils.includes(each) && !loses.includes(each)),
    };
  }

  #statusCsv(manifest: PrintManifest, at: string): string {
    const { spoiled, lost, posted } = this.#outcome(manifest);
    const rows = [
      ['spoiled', spoiled, 'torn by the inserter'],
      ['lost', lost, 'missing at the last count'],
      ['posted', posted, ''],
    ] as const;
    const lines = rows
      .filter(([, sequences]) => sequences.length > 0)
      .map(([status, sequences, reason]) =>
        [manifest.printFileId, sequencesText(sequences), status, at, reason].join(';'),
      );
    return ['printFileId;mailpieces;status;at;reason', ...lines].map((line) => `${line}\r\n`).join('');
  }

  /** Dated back, so that it counts as written to its end. */
  #send(name: string, content: string): void {
    const file = path.join(this.#options.inbox, name);
    writeFileSync(file, content);
    const before = Date.now() / 1000 - 3600;
    utimesSync(file, before, before);
  }
}

/** What any shop can check with the files alone. */
async function checked(outbox: string, trigger: string): Promise<Taken> {
  const manifest = parseManifest(readFileSync(path.join(outbox, trigger.replace(/ready$/, 'json')), 'utf8'));
  const told = JSON.parse(readFileSync(path.join(outbox, trigger), 'utf8')) as {
    file: string;
    sha256: string;
  };
  const found = await verifyPrintFile(path.join(outbox, told.file), manifest);
  if (found.sha256 !== told.sha256) {
    throw new Error(`The letter shop got another file than ${trigger} names.`);
  }
  return { manifest, marks: found.marks.size };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
