import { rm, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LetterShop } from '../../src/demo/letter-shop.ts';

/** The letter shop of the soak: takes all that lies there, answers, and empties the outbox as real ones do. */
export class SoakShop {
  readonly #folders: { readonly outbox: string; readonly inbox: string };
  /** Documents of mailpieces that it posted: the independent witness. */
  readonly #posted = new Map<string, number>();

  constructor(folders: { readonly outbox: string; readonly inbox: string }) {
    this.#folders = folders;
  }

  /** How often each document, or letter of our own, was posted. */
  get posted(): ReadonlyMap<string, number> {
    return this.#posted;
  }

  /** A day's work. Its machine tears the second letter of the first file that has one, never of a reprint. */
  async work(): Promise<void> {
    const shop = new LetterShop({ ...this.#folders, spoils: [2] });
    await shop.collect();
    for (const { printFileId, mailpieces } of shop.taken) {
      const torn = shop.damaged?.printFileId === printFileId ? shop.damaged.sequences : [];
      for (const { sequence, documents } of mailpieces) {
        if (torn.includes(sequence)) continue;
        for (const { documentId } of documents) {
          this.#posted.set(documentId, (this.#posted.get(documentId) ?? 0) + 1);
        }
      }
    }
    for (const name of await readdir(this.#folders.outbox)) await rm(join(this.#folders.outbox, name));
  }
}
