import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest, type PrintManifest } from '../../src/print/manifest.ts';

/** The other side, with a record of its own: which jobs the shop really took, whatever our ledger says. */
export class LetterShopRecord {
  readonly #outbox: string;
  readonly jobs: PrintManifest[] = [];

  constructor(outbox: string) {
    this.#outbox = outbox;
  }

  /** As fast as a shop can be: whatever has its trigger is taken, and gone from the outbox. */
  collect(): void {
    for (const trigger of readdirSync(this.#outbox).filter((name) => name.endsWith('.ready'))) {
      const stem = trigger.slice(0, -'.ready'.length);
      const manifest = join(this.#outbox, `${stem}.json`);
      if (!existsSync(join(this.#outbox, `${stem}.pdf`)))
        throw new Error(`The shop was told of ${stem} and finds no file.`);
      this.jobs.push(parseManifest(readFileSync(manifest, 'utf8')));
      for (const kind of ['pdf', 'json', 'csv', 'ready'])
        rmSync(join(this.#outbox, `${stem}.${kind}`), { force: true });
    }
  }

  /** Ids of the dispatches of one generation, once for each copy that was printed. */
  copies(): readonly {
    readonly dispatchId: string;
    readonly generation: number;
    readonly printFileId: string;
  }[] {
    return this.jobs.flatMap(({ printFileId, reprint, mailpieces }) =>
      mailpieces.flatMap(({ documents }) =>
        documents.map(({ dispatchId }) => ({
          dispatchId,
          generation: reprint?.generation ?? 1,
          printFileId,
        })),
      ),
    );
  }
}
