import { readCrossReference } from '../../../../src/print/pdf/read-cross-reference.ts';
import { openDocument } from '../../../../src/print/pdf/open-document.ts';
import { WorkBudget } from '../../../../src/print/pdf/pdf-limits.ts';
import type { PdfLimits } from '../../../../src/print/pdf/pdf-limits.ts';
import { placePage } from '../../../../src/print/pdf/page-placement.ts';
import type { PagePlacement } from '../../../../src/print/pdf/page-placement.ts';
import { readPages } from '../../../../src/print/pdf/page-tree.ts';
import { toSource } from '../../../../src/print/pdf/pdf-source.ts';
import { numberOf } from '../../../../src/print/pdf/pdf-value.ts';

export interface OriginalPage {
  readonly placement: PagePlacement;
  readonly rotate: number;
}

/** Where each page of a sound PDF goes on its sheet. */
export function placementsOf(bytes: Uint8Array, limits: PdfLimits): readonly OriginalPage[] {
  const budget = new WorkBudget(limits, bytes.length);
  const source = toSource(bytes);
  const document = openDocument(source, readCrossReference(source, budget), budget);
  return readPages(document).map((page) => ({
    placement: placePage(document, page),
    rotate: numberOf(document.resolve(page.get('/Rotate'))) ?? 0,
  }));
}
