import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decrypt, readMessage, readPrivateKey, type PrivateKey } from 'openpgp';
import { parseManifest, type PrintManifest } from '../print/manifest.ts';
import { loadPdfium } from '../print/pdfium/raw-pdfium.ts';
import { extractText, type TextPdfium } from '../print/text/extract-text.ts';
import { documentsIn, personsIn } from './documents.ts';

/** One envelope as the shop has it: what its pages say, not what anybody says of them. */
export interface Envelope {
  readonly printFileId: string;
  readonly sequence: number;
  readonly isReprint: boolean;
  /** By the manifest. */
  readonly documentIds: readonly string[];
  /** By the pages. */
  readonly shown: ReadonlySet<string>;
  readonly persons: ReadonlySet<string>;
}

export interface ShopPlan {
  readonly acknowledges: 'once' | 'twice' | 'never';
  /** Whether it spoils the letter that is there to be spoiled. */
  readonly spoils: boolean;
  /** Whether it removes what it has taken. */
  readonly empties: boolean;
  /** Whether it looks right after the first run too, however that ended. */
  readonly isPrompt: boolean;
}

export interface ShopPlaces {
  readonly outbox: string;
  readonly inbox: string;
  readonly key: PrivateKey;
}

const TEXT_OF_A_NIGHT = 1_000_000;

/** The letter shop of one trial: takes whatever is triggered, opens it, and keeps a record of its own. */
export class RehearsedShop {
  readonly #places: ShopPlaces;
  readonly #plan: ShopPlan;
  readonly #now: () => Date;
  readonly #known = new Set<string>();
  #wantsEncrypted = false;
  readonly envelopes: Envelope[] = [];
  /** What it could not use: torn files, wrong sums, files without a manifest. */
  readonly complaints: string[] = [];
  /** Documents of envelopes that it reported as spoiled: so many may be printed once more. */
  readonly spoiled: string[] = [];

  constructor(places: ShopPlaces, plan: ShopPlan, now: () => Date) {
    this.#places = places;
    this.#plan = plan;
    this.#now = now;
  }

  /** From now on what comes in clear is a complaint. */
  wantEncrypted(): void {
    this.#wantsEncrypted = true;
  }

  /** Takes what was triggered since, and reports as it was planned. */
  async collect(): Promise<void> {
    const { outbox } = this.#places;
    const triggers = readdirSync(outbox).filter((name) => name.endsWith('.ready'));
    for (const trigger of triggers.toSorted()) {
      if (this.#known.has(trigger) && !this.#plan.empties) continue;
      this.#known.add(trigger);
      try {
        await this.#take(trigger);
      } catch (error) {
        this.complaints.push(`${trigger}: ${error instanceof Error ? error.message : 'unreadable'}`);
      }
    }
  }

  async #take(trigger: string): Promise<void> {
    const { outbox } = this.#places;
    const told = JSON.parse(readFileSync(join(outbox, trigger), 'utf8')) as { file: string; sha256: string };
    const bytes = readFileSync(join(outbox, told.file));
    if (createHash('sha256').update(bytes).digest('hex') !== told.sha256)
      throw new Error(`${told.file} is not the file that the trigger names`);
    const stem = trigger.slice(0, -'ready'.length);
    const manifest = parseManifest(readFileSync(join(outbox, `${stem}json`), 'utf8'));
    const envelopes = await this.#open(await this.#opened(bytes, told.file), manifest);
    this.envelopes.push(...envelopes);
    if (this.#plan.empties) {
      for (const name of [trigger, told.file, `${stem}json`, `${stem}csv`])
        rmSync(join(outbox, name), { force: true });
    }
    this.#report(manifest, envelopes);
  }

  async #opened(bytes: Uint8Array, name: string): Promise<Uint8Array> {
    if (!name.endsWith('.pgp')) {
      if (this.#wantsEncrypted) throw new Error(`${name} came in clear`);
      return bytes;
    }
    const message = await readMessage({ binaryMessage: bytes });
    const date = this.#now();
    const { data } = await decrypt({ message, decryptionKeys: this.#places.key, format: 'binary', date });
    return data;
  }

  async #open(pdf: Uint8Array, manifest: PrintManifest): Promise<readonly Envelope[]> {
    const text = extractText((await loadPdfium()) as TextPdfium, pdf, TEXT_OF_A_NIGHT);
    if (text.kind !== 'read') throw new Error(`its text cannot be read: ${text.why}`);
    return manifest.mailpieces.map(({ sequence, firstPage, lastPage, documents }) => {
      const shown = text.pages
        .slice(firstPage - 1, lastPage)
        .map((page) => page.text)
        .join('\n');
      return {
        printFileId: manifest.printFileId,
        sequence,
        isReprint: manifest.reprint !== undefined,
        documentIds: documents.map(({ documentId }) => documentId),
        shown: documentsIn(shown),
        persons: personsIn(shown),
      };
    });
  }

  #report(manifest: PrintManifest, envelopes: readonly Envelope[]): void {
    const { acknowledges, spoils } = this.#plan;
    if (acknowledges === 'never') return;
    const { printFileId } = manifest;
    const at = this.#now().toISOString();
    const printFiles = [{ printFileId, result: 'accepted', at }];
    const acknowledgement = JSON.stringify({ format: 'postausgang-shop-report/1', printFiles });
    this.#send(`ack_${printFileId}.json`, acknowledgement);
    if (acknowledges === 'twice') {
      this.#send(`ack_${printFileId}_again.json`, acknowledgement);
      // The same said in other bytes, as when somebody sends it by hand.
      this.#send(`ack_${printFileId}_third.json`, `${acknowledgement}\n`);
    }
    const torn = envelopes.find(({ documentIds }) => documentIds.includes('D-104'));
    if (!spoils || torn === undefined || torn.isReprint) return;
    this.spoiled.push(...torn.documentIds);
    const csv = `printFileId;mailpieces;status;at;reason\r\n${printFileId};${torn.sequence};spoiled;${at};torn\r\n`;
    this.#send(`status_${printFileId}.csv`, csv);
    if (acknowledges === 'twice') this.#send(`status_${printFileId}_again.csv`, csv);
  }

  /** Dated back, so that it counts as written to its end. */
  #send(name: string, content: string): void {
    const file = join(this.#places.inbox, name);
    writeFileSync(file, content);
    const before = this.#now().getTime() / 1000 - 3600;
    utimesSync(file, before, before);
  }
}

/** A pair of keys for the shop, made before any night of a rehearsal. */
export async function shopKeys(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  const { generateKey } = await import('openpgp');
  return generateKey({
    userIDs: [{ name: 'Letter shop', email: 'shop@letters.example' }],
    date: new Date('2026-01-01T00:00:00Z'),
    format: 'armored',
  });
}

export async function readShopKey(armored: string): Promise<PrivateKey> {
  return readPrivateKey({ armoredKey: armored });
}
