/** The bytes of a document and the same as Latin-1 text: one character per byte, so offsets agree. */
export interface PdfSource {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Readers look for the header in the first kilobyte (ISO 32000-1, annex H.3, note 13). */
const HEADER_WITHIN = 1024;

/** One character per byte, without copying the bytes first. */
export function toLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function toSource(bytes: Uint8Array): PdfSource {
  return { bytes, text: toLatin1(bytes) };
}

/** Offset of `%PDF-`, or -1. */
export function headerOffset(source: PdfSource): number {
  return source.text.slice(0, HEADER_WITHIN + 5).indexOf('%PDF-');
}

/** The document from its header on: offsets count from there when something was put in front. */
export function withoutPreamble(source: PdfSource, header: number): PdfSource {
  return header === 0 ? source : { bytes: source.bytes.subarray(header), text: source.text.slice(header) };
}
