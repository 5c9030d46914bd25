import { PrintFileMismatchError } from './errors.ts';
import { chainHash, chainStart } from './manifest-chain.ts';
import type { ManifestMailpiece, ManifestMarks, PrintManifest } from './manifest.ts';
import { printedPagesOf, sheetsOf, sidesOfStream } from './stream.ts';
import type { Sides } from './stream.ts';

/**
 * Whether a manifest agrees with itself: unbroken chain, mailpieces and pages without a gap, sheets as the pages ask, a
 * mark for every sheet or for none, no dispatch twice, and counts that are the sums of its lines.
 * @throws PrintFileMismatchError that names the first disagreement.
 */
export function verifyManifest(manifest: PrintManifest): void {
  const { seal, mailpieces, ...head } = manifest;
  const sides = sidesOfStream(manifest.stream);
  const dispatchIds = new Set<string>();
  const ticket = manifest.serviceSheets.find(({ kind }) => kind === 'jobTicket');
  let previous = chainStart(head);
  let lastPage = ticket?.lastPage ?? 0;
  let pages = 0;
  let sheets = 0;
  let documents = 0;
  for (const [index, mailpiece] of mailpieces.entries()) {
    const name = `mailpiece ${index + 1}`;
    expectSame(`${name}, sequence`, index + 1, mailpiece.sequence);
    expectSame(`${name}, chained hash`, chainHash(previous, mailpiece), mailpiece.hash);
    verifyPages(name, mailpiece, lastPage + 1, sides);
    verifyMarks(name, mailpiece, manifest.marks);
    for (const document of mailpiece.documents) {
      if (dispatchIds.has(document.dispatchId)) {
        throw new PrintFileMismatchError(
          `${name}, dispatch ${document.dispatchId}`,
          'one place',
          'a second one',
        );
      }
      dispatchIds.add(document.dispatchId);
    }
    previous = mailpiece.hash;
    lastPage = mailpiece.lastPage;
    pages += mailpiece.lastPage - mailpiece.firstPage + 1;
    sheets += mailpiece.sheets;
    documents += mailpiece.documents.length;
  }
  expectSame('seal', previous, seal);
  expectSame('count of mailpieces', mailpieces.length, manifest.counts.mailpieces);
  expectSame('count of documents', documents, manifest.counts.documents);
  expectSame('count of sheets', sheets, manifest.counts.sheets);
  expectSame('count of pages', pages, manifest.counts.pages);
  verifyServiceSheets(manifest, lastPage, sides);
}

/** The job ticket is in front, the separator at the end, and both are counted. */
function verifyServiceSheets({ serviceSheets, counts }: PrintManifest, lastPage: number, sides: Sides): void {
  const each = printedPagesOf(1, sides);
  for (const { kind, firstPage, lastPage: last } of serviceSheets) {
    expectSame(`${kind}, first page`, kind === 'jobTicket' ? 1 : lastPage + 1, firstPage);
    expectSame(`${kind}, pages`, each, last - firstPage + 1);
  }
  expectSame(
    'kinds of service sheets',
    new Set(serviceSheets.map(({ kind }) => kind)).size,
    serviceSheets.length,
  );
  expectSame('count of service pages', serviceSheets.length * each, counts.servicePages);
}

function verifyMarks(name: string, { marks, sheets }: ManifestMailpiece, { kind }: ManifestMarks): void {
  expectSame(`${name}, marks`, kind === 'none' ? 0 : sheets, marks.length);
}

function verifyPages(name: string, mailpiece: ManifestMailpiece, firstPage: number, sides: Sides): void {
  let nextPage = firstPage + (mailpiece.carrierSheet ? printedPagesOf(1, sides) : 0);
  let sheets = mailpiece.carrierSheet ? 1 : 0;
  expectSame(`${name}, first page`, firstPage, mailpiece.firstPage);
  for (const document of mailpiece.documents) {
    expectSame(`${name}, first page of document ${document.documentId}`, nextPage, document.firstPage);
    nextPage += printedPagesOf(document.pages, sides);
    sheets += sheetsOf(document.pages, sides);
  }
  expectSame(`${name}, last page`, nextPage - 1, mailpiece.lastPage);
  expectSame(`${name}, sheets`, sheets, mailpiece.sheets);
}

function expectSame(what: string, expected: string | number, got: string | number): void {
  if (expected !== got) throw new PrintFileMismatchError(what, expected, got);
}
