import type { PdfDocument } from './pdf-document.ts';
import { PdfRef, integerOf, isDict, itemsOf } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';
import { UnfitPdfError, damaged } from './unfit-pdf-error.ts';

/** Attributes that a page takes from the nearest node above that has them (ISO 32000-1, table 30). */
const INHERITED = ['/Resources', '/MediaBox', '/CropBox', '/Rotate'] as const;

/**
 * The pages in order, each with the attributes it inherits.
 * @throws UnfitPdfError `no_pages`, `too_many_pages`, or `damaged` for a tree that loops or miscounts.
 */
export function readPages(document: PdfDocument): readonly PdfDict[] {
  const root = document.catalogue().get('/Pages');
  const pages: PdfDict[] = [];
  collect(document, root, new Map(), new Set(), pages);
  if (pages.length === 0) throw new UnfitPdfError('no_pages', 'The page tree holds no page.');
  const count = integerOf(document.dict(root).get('/Count'));
  if (count !== pages.length) {
    const stated = count === null ? 'does not say how many pages it holds' : `says it holds ${count} pages`;
    throw damaged(`The page tree ${stated}; ${pages.length} were found.`);
  }
  return pages;
}

function collect(
  document: PdfDocument,
  node: PdfValue | undefined,
  inherited: ReadonlyMap<string, PdfValue>,
  above: ReadonlySet<number>,
  pages: PdfDict[],
): void {
  document.budget.checkDepth(above.size, 'The page tree is');
  // Nodes that share their kids can unfold without end and without a single page.
  document.budget.countObject();
  const dict = document.resolve(node);
  if (!isDict(dict)) throw damaged('The page tree holds something that is neither a page nor a node.');
  const kids = dict.get('/Kids');
  if (kids === undefined) {
    addPage(document, dict, inherited, pages);
    return;
  }
  const num = node instanceof PdfRef ? node.num : -1;
  if (above.has(num))
    throw damaged(`The page tree contains itself: node ${num} is among its own descendants.`);
  const path = new Set(above).add(num);
  const attributes = new Map(inherited);
  for (const key of INHERITED) {
    const value = dict.get(key);
    if (value !== undefined) attributes.set(key, value);
  }
  const items = itemsOf(document.resolve(kids));
  if (items === null) throw damaged(`The kids of page tree node ${num} are not an array.`);
  for (const kid of items) collect(document, kid, attributes, path, pages);
}

function addPage(
  document: PdfDocument,
  page: PdfDict,
  inherited: ReadonlyMap<string, PdfValue>,
  pages: PdfDict[],
): void {
  const { maxPages } = document.budget.limits;
  if (pages.length === maxPages) {
    throw new UnfitPdfError('too_many_pages', `More than ${maxPages} pages, the limit for one document.`);
  }
  pages.push(new Map([...inherited, ...page]));
}
