import type { ManifestMailpiece, PrintManifest } from './manifest.ts';

const COLUMNS: Readonly<Record<string, (mailpiece: ManifestMailpiece) => string | number>> = {
  sequence: (mailpiece) => mailpiece.sequence,
  first_page: (mailpiece) => mailpiece.firstPage,
  last_page: (mailpiece) => mailpiece.lastPage,
  sheets: (mailpiece) => mailpiece.sheets,
  carrier_sheet: (mailpiece) => (mailpiece.carrierSheet ? 1 : 0),
  grams: (mailpiece) => mailpiece.grams,
  envelope_class: (mailpiece) => mailpiece.envelopeClass,
  country: (mailpiece) => mailpiece.country,
  postal_code: (mailpiece) => mailpiece.postalCode,
  document_ids: (mailpiece) => mailpiece.documents.map((document) => document.documentId).join(' '),
  dispatch_ids: (mailpiece) => mailpiece.documents.map((document) => document.dispatchId).join(' '),
  marks: (mailpiece) => mailpiece.marks.join(' '),
  hash: (mailpiece) => mailpiece.hash,
};

/** One line a mailpiece, for people and for shops that read no JSON (RFC 4180, but with semicolons as German tools expect). */
export function manifestCsv(manifest: PrintManifest): string {
  const columns = Object.values(COLUMNS);
  const rows = manifest.mailpieces.map((mailpiece) =>
    columns.map((value) => field(value(mailpiece))).join(';'),
  );
  return [Object.keys(COLUMNS).join(';'), ...rows].map((line) => `${line}\r\n`).join('');
}

/** What a spreadsheet would take for a formula gets an apostrophe in front: ids are whatever the core system gives. */
function field(value: string | number): string {
  const told = String(value);
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(told) ? `'${told}` : told;
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
