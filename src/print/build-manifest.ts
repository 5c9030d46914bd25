import type { Mailpiece, PrintFilePlan } from '../domain/print.ts';
import { chained, chainStart } from './manifest-chain.ts';
import { mailpieceMarks } from './marks/mailpiece-marks.ts';
import type {
  ManifestEntry,
  ManifestHead,
  ManifestMailpiece,
  ManifestMarks,
  PrintManifest,
  ReprintNote,
  ServiceSheet,
} from './manifest.ts';
import { mailpieceDigest } from './read-back/page-digest.ts';
import type { ShopProfile } from './shop-profile.ts';
import { envelopeClassOfStream, printedPagesOf, sidesOfStream } from './stream.ts';
import { weightOf } from './weight.ts';

export interface ManifestInput {
  readonly plan: PrintFilePlan;
  readonly profile: ShopProfile;
  readonly printFileId: string;
  readonly businessDate: string;
  /** The day of production; null, or left out: nothing is said about it. */
  readonly productionDate?: string | null;
  /** The run that assigned the documents, not the one that renders again: else a rerun would change the bytes. */
  readonly runId: string;
  readonly catalogueHash: string;
  readonly toolVersion: string;
  /** The finished print file: its name in the outbox, lower-case hex SHA-256 and bytes. */
  readonly file: { readonly name: string; readonly sha256: string; readonly bytes: number };
  /** Null, or left out: a first printing. */
  readonly reprint?: ReprintNote | null;
  /** Of each page of the file, as read back; left out: the mailpieces' content is not recorded. */
  readonly pageDigests?: readonly string[];
}

/** The manifest of a finished print file. It says what the *plan* holds; `verifyPrintFile` says whether the file does. */
export function buildManifest(input: ManifestInput): PrintManifest {
  const { plan, profile } = input;
  // A service sheet is one page, or two where backs are printed too.
  const servicePages = printedPagesOf(1, sidesOfStream(plan.stream));
  const ticketPages = profile.jobTicket ? servicePages : 0;
  const entries: ManifestEntry[] = [];
  let nextPage = 1 + ticketPages;
  let sheets = 0;
  for (const mailpiece of plan.mailpieces) {
    const entry = entryOf(input, mailpiece, { sequence: entries.length + 1, firstPage: nextPage, sheets });
    entries.push(entry);
    nextPage = entry.lastPage + 1;
    sheets += entry.sheets;
  }
  const service: ServiceSheet[] = [];
  if (profile.jobTicket) service.push({ kind: 'jobTicket', firstPage: 1, lastPage: servicePages });
  if (profile.separatorPage)
    service.push({ kind: 'separator', firstPage: nextPage, lastPage: nextPage + servicePages - 1 });
  const head = headOf(input, entries, nextPage - 1 - ticketPages, service);
  const start = chainStart(head);
  const mailpieces: ManifestMailpiece[] = [];
  for (const entry of entries) mailpieces.push(chained(mailpieces.at(-1)?.hash ?? start, entry));
  return { ...head, seal: mailpieces.at(-1)?.hash ?? start, mailpieces };
}

function headOf(
  input: ManifestInput,
  entries: readonly ManifestEntry[],
  pages: number,
  serviceSheets: ServiceSheet[],
): ManifestHead {
  return {
    format: 'postausgang-print-manifest/1',
    printFileId: input.printFileId,
    stream: input.plan.stream,
    businessDate: input.businessDate,
    ...(input.productionDate === null || input.productionDate === undefined
      ? {}
      : { productionDate: input.productionDate }),
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
      servicePages: serviceSheets.reduce((sum, { firstPage, lastPage }) => sum + lastPage - firstPage + 1, 0),
    },
    marks: marksOf(input.profile),
    serviceSheets,
    ...(input.reprint === null || input.reprint === undefined ? {} : { reprint: input.reprint }),
  };
}

/** What is needed to find the marks on a page; how their payload is made is the profile's. */
function marksOf({ marks }: ShopProfile): ManifestMarks {
  switch (marks.kind) {
    case 'none':
      return { kind: 'none' };
    case 'datamatrix':
      return { kind: 'datamatrix', x: marks.x, y: marks.y, module: marks.module };
    case 'omr': {
      const { x, y, length, thickness, pitch, lines } = marks;
      return { kind: 'omr', x, y, length, thickness, pitch, lines: [...lines] };
    }
  }
}

function entryOf(
  { plan, profile, printFileId, pageDigests }: ManifestInput,
  mailpiece: Mailpiece,
  at: { readonly sequence: number; readonly firstPage: number; readonly sheets: number },
): ManifestEntry {
  const sides = sidesOfStream(plan.stream);
  const carrierSheet = mailpiece.carrierSheet ?? false;
  const documents: ManifestEntry['documents'] = [];
  let nextPage = at.firstPage + (carrierSheet ? printedPagesOf(1, sides) : 0);
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
    sequence: at.sequence,
    firstPage: at.firstPage,
    lastPage: nextPage - 1,
    sheets: mailpiece.sheets,
    carrierSheet,
    envelopeClass: envelopeClassOfStream(plan.stream),
    grams: weightOf(mailpiece.sheets, profile.grammage),
    country: mailpiece.items[0]?.country ?? '',
    postalCode: mailpiece.items[0]?.postalCode ?? '',
    documents,
    marks: [
      ...mailpieceMarks(profile, { printFileId, sequence: at.sequence, mailpiece, sheetsBefore: at.sheets }),
    ],
    ...(pageDigests === undefined
      ? {}
      : { contentSha256: mailpieceDigest(pageDigests.slice(at.firstPage - 1, nextPage - 1)) }),
  };
}
