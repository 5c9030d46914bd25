import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sequencesText } from '../domain/sequence-ranges.ts';
import { parseManifest, type PrintManifest } from '../print/manifest.ts';
import { verifyManifest } from '../print/verify-manifest.ts';

export interface LetterShopOptions {
  readonly outbox: string;
  readonly inbox: string;
  /** Sequences of the first printing that its machine tears, and that it loses. */
  readonly spoils?: readonly number[];
  readonly loses?: readonly number[];
  /** Files that it does not want. */
  readonly rejects?: (manifest: PrintManifest) => boolean;
  /** Its clock. */
  readonly now?: () => Date;
}

/**
 * A letter shop that nobody runs: it looks for triggers only, believes no file before it has counted it, acknowledges
 * twice, tears some letters and loses one. Takes each print file once, whatever lies there.
 */
export class LetterShop {
  readonly #options: LetterShopOptions;
  readonly #taken = new Map<string, PrintManifest>();

  constructor(options: LetterShopOptions) {
    this.#options = options;
  }

  /** Manifests of everything that it took, in that order. */
  get taken(): readonly PrintManifest[] {
    return [...this.#taken.values()];
  }

  /** Takes what was triggered since, and answers with reports. @returns how many print files it took */
  collect(): number {
    const { outbox } = this.#options;
    const triggers = readdirSync(outbox).filter((name) => name.endsWith('.ready'));
    let count = 0;
    for (const trigger of triggers.toSorted()) {
      if (this.#taken.has(trigger)) continue;
      const manifest = checked(outbox, trigger);
      this.#taken.set(trigger, manifest);
      this.#answer(manifest);
      count += 1;
    }
    return count;
  }

  #answer(manifest: PrintManifest): void {
    const { printFileId } = manifest;
    const { rejects } = this.#options;
    const at = (this.#options.now?.() ?? new Date()).toISOString();
    const isRejected = rejects?.(manifest) === true;
    const printFiles = [{ printFileId, result: isRejected ? 'rejected' : 'accepted', at }];
    const acknowledgement = JSON.stringify({ format: 'postausgang-shop-report/1', printFiles });
    this.#send(`ack_${printFileId}.json`, acknowledgement);
    this.#send(`ack_${printFileId}_again.json`, acknowledgement);
    if (!isRejected) this.#send(`status_${printFileId}.csv`, this.#statusCsv(manifest, at));
  }

  #statusCsv(manifest: PrintManifest, at: string): string {
    const { spoils = [], loses = [] } = manifest.reprint === undefined ? this.#options : {};
    const all = manifest.mailpieces.map(({ sequence }) => sequence);
    const rows = [
      ['spoiled', all.filter((each) => spoils.includes(each)), 'torn by the inserter'],
      ['lost', all.filter((each) => loses.includes(each)), 'missing at the last count'],
      ['posted', all.filter((each) => !spoils.includes(each) && !loses.includes(each)), ''],
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
function checked(outbox: string, trigger: string): PrintManifest {
  const manifest = parseManifest(readFileSync(path.join(outbox, trigger.replace(/ready$/, 'json')), 'utf8'));
  verifyManifest(manifest);
  const told = JSON.parse(readFileSync(path.join(outbox, trigger), 'utf8')) as {
    file: string;
    sha256: string;
  };
  const found = createHash('sha256')
    .update(readFileSync(path.join(outbox, told.file)))
    .digest('hex');
  if (found !== told.sha256 || found !== manifest.file.sha256) {
    throw new Error(`The letter shop got another file than ${trigger} names.`);
  }
  return manifest;
}
