import { createHash } from 'node:crypto';
import type {
  ManifestEntry,
  ManifestHead,
  ManifestMailpiece,
  ManifestMarks,
  ReprintNote,
} from './manifest.ts';

/** Where the chain begins: at the head, so that no line can be moved to another print file's manifest. */
export function chainStart(head: ManifestHead): string {
  return sha256(
    JSON.stringify([
      head.format,
      head.printFileId,
      head.stream,
      head.businessDate,
      head.runId,
      head.shop.profileId,
      head.shop.name,
      head.catalogueHash,
      head.toolVersion,
      head.file.name,
      head.file.sha256,
      head.file.bytes,
      head.counts.documents,
      head.counts.mailpieces,
      head.counts.sheets,
      head.counts.pages,
      head.counts.servicePages,
      canonicalMarks(head.marks),
      head.serviceSheets.map(({ kind, firstPage, lastPage }) => [kind, firstPage, lastPage]),
      ...(head.reprint === undefined ? [] : [canonicalReprint(head.reprint)]),
      ...(head.productionDate === undefined ? [] : [head.productionDate]),
    ]),
  );
}

/** Each hash covers all before it: a line that is dropped, added, moved or changed breaks every later one. */
export function chainHash(previous: string, entry: ManifestEntry): string {
  return sha256(`${previous}\n${canonicalLine(entry)}`);
}

export function chained(previous: string, entry: ManifestEntry): ManifestMailpiece {
  return { ...entry, hash: chainHash(previous, entry) };
}

/** Keys in a fixed order: a manifest that was parsed and written by another program gives the same line. */
function canonicalLine(entry: ManifestEntry): string {
  return JSON.stringify({
    sequence: entry.sequence,
    firstPage: entry.firstPage,
    lastPage: entry.lastPage,
    sheets: entry.sheets,
    carrierSheet: entry.carrierSheet,
    envelopeClass: entry.envelopeClass,
    grams: entry.grams,
    country: entry.country,
    postalCode: entry.postalCode,
    documents: entry.documents.map(({ documentId, dispatchId, firstPage, pages }) => ({
      documentId,
      dispatchId,
      firstPage,
      pages,
    })),
    marks: entry.marks,
    contentSha256: entry.contentSha256,
  });
}

function canonicalReprint(reprint: ReprintNote): readonly unknown[] {
  return [
    reprint.generation,
    reprint.originalPrintFileId,
    reprint.sourcePrintFileId,
    reprint.sourceSequences,
    reprint.reason,
    reprint.orderedBy,
    reprint.confirmedBy,
  ];
}

function canonicalMarks(marks: ManifestMarks): readonly unknown[] {
  switch (marks.kind) {
    case 'none':
      return [marks.kind];
    case 'datamatrix':
      return [marks.kind, marks.x, marks.y, marks.module];
    case 'omr':
      return [marks.kind, marks.x, marks.y, marks.length, marks.thickness, marks.pitch, marks.lines];
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
