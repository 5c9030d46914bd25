import type { PrintFilePlan } from '../domain/print.ts';
import { chained, chainStart } from './manifest-chain.ts';
import type { ManifestEntry, ManifestHead, ManifestMailpiece, PrintManifest } from './manifest.ts';
import type { ShopProfile } from './shop-profile.ts';
import { envelopeClassOfStream, printedPagesOf, sidesOfStream } from './stream.ts';

export interface ManifestInput {
  readonly plan: PrintFilePlan;
  readonly profile: ShopProfile;
  readonly printFileId: string;
  readonly businessDate: string;
  /** The run that assigned the documents, not the one that renders again: else a rerun would change the bytes. */
  readonly runId: string;
  readonly catalogueHash: string;
  readonly toolVersion: string;
  /** The finished print file: its name in the outbox, lower-case hex SHA-256 and bytes. */
  readonly file: { readonly name: string; readonly sha256: string; readonly bytes: number };
}

/** The manifest of a finished print file. It says what the *plan* holds; `verifyPrintFile` says whether the file does. */
export function buildManifest(input: ManifestInput): PrintManifest {
  const entries: ManifestEntry[] = [];
  let nextPage = 1;
  for (const mailpiece of input.plan.mailpieces) {
    const entry = entryOf(mailpiece, entries.length + 1, nextPage, input.plan.stream);
    entries.push(entry);
    nextPage = entry.lastPage + 1;
  }
  const head = headOf(input, entries, nextPage - 1);
  const start = chainStart(head);
  const mailpieces: ManifestMailpiece[] = [];
  for (const entry of entries) mailpieces.push(chained(mailpieces.at(-1)?.hash ?? start, entry));
  return { ...head, seal: mailpieces.at(-1)?.hash ?? start, mailpieces };
}

function headOf(input: ManifestInput, entries: readonly ManifestEntry[], pages: number): ManifestHead {
  return {
    format: 'postausgang-print-manifest/1',
    printFileId: input.printFileId,
    stream: input.plan.stream,
    businessDate: input.businessDate,
    runId: input.runId,
    shop: { profileId: input.profile.id, name: input.profile.shopName },
    catalogueHash: input.catalogueHash,
    toolVersion: input.toolVersion,
    file: { name: input.file.name, sha256: input.file.sha256, bytes: input.file.bytes },
    counts: {
      documents: entries.reduce((sum, entry) => sum + entry.documents.length, 0),
      mailpieces: entries.length,
      sheets: entries.reduce((sum, entry) => sum + entry.sheets, 0),
      pages,
    },
  };
}

function entryOf(
  mailpiece: PrintFilePlan['mailpieces'][number],
  sequence: number,
  firstPage: number,
  stream: string,
): ManifestEntry {
  const sides = sidesOfStream(stream);
  const documents: ManifestEntry['documents'] = [];
  let nextPage = firstPage;
  for (const item of mailpiece.items) {
    documents.push({
      documentId: item.documentId,
      dispatchId: item.dispatchId,
      firstPage: nextPage,
      pages: item.pages,
    });
    nextPage += printedPagesOf(item.pages, sides);
  }
  return {
    sequence,
    firstPage,
    lastPage: nextPage - 1,
    sheets: mailpiece.sheets,
    envelopeClass: envelopeClassOfStream(stream),
    country: mailpiece.items[0]?.country ?? '',
    postalCode: mailpiece.items[0]?.postalCode ?? '',
    documents,
  };
}
