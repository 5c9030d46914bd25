import { compress } from './compress.ts';
import { isCleanContent } from './content-check.ts';
import { decodeStream } from './decode-stream.ts';
import type { FormDrawings } from './form-drawings.ts';
import { formatNumbers } from './matrix.ts';
import type { ObjectCopier } from './object-copier.ts';
import { A4, placePage } from './page-placement.ts';
import type { PagePlacement } from './page-placement.ts';
import type { PdfStream } from './parse-object.ts';
import type { PdfDocument } from './pdf-document.ts';
import { EMPTY_DICT, NULL, PdfRef, itemsOf } from './pdf-value.ts';
import type { PdfDict } from './pdf-value.ts';
import { printedAnnotations } from './printed-annotations.ts';
import type { PrintedAnnotation } from './printed-annotations.ts';
import { damaged } from './unfit-pdf-error.ts';

const MEDIA_BOX = `/MediaBox[0 0 ${A4.width} ${A4.height}]`;

const DEFLATED: PdfDict = new Map([['/Filter', '/FlateDecode']]);
/** Bytes. Compressing takes longer than all else that a page costs; a mark is a kilobyte on every other page. */
const WORTH_COMPRESSING = 4096;

/** A document on its way into a print file. */
export interface DocumentParts {
  readonly document: PdfDocument;
  readonly copier: ObjectCopier;
  readonly drawings: FormDrawings;
  /** These very bytes were found fit before: what decompressing its content proves is known. */
  readonly inspected: boolean;
}

/** Entries of an empty A4 page. */
export const BLANK_PAGE = `${MEDIA_BOX}/Resources<<>>`;

/**
 * Copies what one page needs and returns the entries of its new page dictionary, on upright A4.
 * A page that fits as it is keeps its content streams byte for byte. Any other becomes a form that is drawn through
 * one matrix: a form has coordinates of its own, so that patterns move with the page and clipping holds.
 * @param overlay operators that are drawn above all else, in the sheet's coordinates; a page with one becomes a form too,
 * for what it draws could leave a matrix, a clip or an open `q` behind.
 */
export function composePage(
  { document, copier, drawings, inspected }: DocumentParts,
  page: PdfDict,
  overlay: string,
): string {
  const placement = placePage(document, page);
  const annotations = printedAnnotations(document, page);
  const contents = contentStreams(document, page);
  const suspect = document.rebuilt || contents.some(({ guessedEnd }) => guessedEnd);
  if (suspect || !inspected) {
    const decoded = decodeAll(document, contents);
    if (suspect && !decoded.every(isCleanContent)) {
      throw damaged('Page content in a damaged part of the file holds words that are no page description.');
    }
    drawings.addPage(page, decoded);
    for (const { appearance } of annotations) drawings.addForm(appearance.num);
  }
  const group = page.get('/Group');
  const entries = [MEDIA_BOX];
  if (group !== undefined && document.resolve(group) !== NULL)
    entries.push('/Group ', copier.copyValue(group));
  if (placement.unchanged && annotations.length === 0 && overlay === '') {
    const references = contents.map((stream) => copier.addStream('', stream.dict, stream.data));
    entries.push('/Resources ', copier.copyResources(page.get('/Resources')));
    if (references.length > 0) entries.push(`/Contents[${references.join(' ')}]`);
    return entries.join('');
  }
  const form = contents.length === 0 ? null : copyAsForm(document, page, placement, contents, copier);
  entries.push(drawing(placement, form, annotations, overlay, copier));
  return entries.join('');
}

function contentStreams(document: PdfDocument, page: PdfDict): readonly PdfStream[] {
  const contents = page.get('/Contents') ?? NULL;
  const items = itemsOf(document.resolve(contents)) ?? [contents];
  const streams: PdfStream[] = [];
  for (const item of items) {
    const stream = document.stream(item);
    if (stream !== null) streams.push(stream);
    else if (item instanceof PdfRef)
      throw damaged(`The page content that object ${item.num} should hold is missing.`);
  }
  return streams;
}

function decodeAll(document: PdfDocument, contents: readonly PdfStream[]): readonly Uint8Array[] {
  return contents.map(({ dict, data }) => decodeStream(dict, data, document.budget));
}

function copyAsForm(
  document: PdfDocument,
  page: PdfDict,
  placement: PagePlacement,
  contents: readonly PdfStream[],
  copier: ObjectCopier,
): string {
  const { left, bottom, right, top } = placement.visible;
  const entries =
    `/Type/XObject/Subtype/Form/BBox[${formatNumbers([left, bottom, right, top])}]` +
    `/Resources ${copier.copyResources(page.get('/Resources'))}`;
  const [only, ...others] = contents;
  if (only !== undefined && others.length === 0) return copier.addStream(entries, only.dict, only.data);
  // Streams of one page are read as one, with white space between (ISO 32000-1, table 30).
  const parts = decodeAll(document, contents).flatMap((part) => [part, Buffer.from('\n')]);
  const joined = compress(Buffer.concat(parts));
  return copier.addStream(entries, DEFLATED, joined);
}

function drawing(
  placement: PagePlacement,
  form: string | null,
  annotations: readonly PrintedAnnotation[],
  overlay: string,
  copier: ObjectCopier,
): string {
  const { left, bottom, right, top } = placement.visible;
  const xObjects: string[] = [];
  const layers: string[] = [];
  const operators: string[] = [];
  if (form !== null) {
    xObjects.push(`/Page ${form}`);
    operators.push(`q ${formatNumbers(placement.matrix)} cm /Page Do Q`);
  }
  for (const [position, annotation] of annotations.entries()) {
    const layer = annotation.layer === undefined ? null : copier.copyLayer(annotation.layer);
    xObjects.push(`/Note${position} ${copier.copyForm(annotation.appearance)}`);
    if (layer !== null) layers.push(`/Layer${position} ${layer}`);
    if (layer !== null) operators.push(`/OC /Layer${position} BDC`);
    operators.push(
      `q ${formatNumbers(placement.matrix)} cm ${formatNumbers([left, bottom, right - left, top - bottom])} re W n`,
      `${formatNumbers(annotation.matrix)} cm /Note${position} Do Q`,
    );
    if (layer !== null) operators.push('EMC');
  }
  if (overlay !== '') operators.push(overlay);
  const content = Buffer.from(operators.join('\n'), 'latin1');
  const resources = `/XObject<<${xObjects.join('')}>>${layers.length > 0 ? `/Properties<<${layers.join('')}>>` : ''}`;
  return `/Resources<<${resources}>>/Contents ${addContent(content, copier)}`;
}

function addContent(content: Buffer, copier: ObjectCopier): string {
  if (content.length < WORTH_COMPRESSING) return copier.addStream('', EMPTY_DICT, content);
  return copier.addStream('', DEFLATED, compress(content));
}
