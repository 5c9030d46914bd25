import { composePage } from './compose-page.ts';
import type { CrossReferenceIndex } from './cross-reference-index.ts';
import { FormDrawings } from './form-drawings.ts';
import { ObjectCopier } from './object-copier.ts';
import type { PrintLayers } from './optional-content.ts';
import { openDocument } from './open-document.ts';
import { readPages } from './page-tree.ts';
import { PdfDocument } from './pdf-document.ts';
import { WorkBudget } from './pdf-limits.ts';
import type { PdfLimits } from './pdf-limits.ts';
import { headerOffset, toSource, withoutPreamble } from './pdf-source.ts';
import type { PdfSource } from './pdf-source.ts';
import { readCrossReference } from './read-cross-reference.ts';
import { rebuildCrossReference } from './rebuild-cross-reference.ts';
import { StagedObjects } from './staged-objects.ts';
import type { KnownObjects, StagedObject } from './staged-objects.ts';
import { UnfitPdfError, damaged } from './unfit-pdf-error.ts';
import { UnfoldingCheck } from './unfolding-check.ts';

/** What the print file offers to a document that is to become part of it. */
export interface CompositionTarget {
  readonly known: KnownObjects;
  readonly firstNumber: number;
  readonly layers: PrintLayers;
  /** See AppendOptions. */
  readonly inspected?: boolean;
  /** Operators to draw above a page (counted from 0), in the coordinates of its sheet; empty for none. */
  readonly overlay?: (page: number) => string;
}

/** A document that is fit, ready to be written. */
export interface ComposedDocument {
  /** Entries of each page's dictionary. */
  readonly pages: readonly string[];
  readonly objects: readonly StagedObject[];
  readonly nextNumber: number;
  readonly usesLayers: boolean;
}

/**
 * Reads a document whole and prepares its pages for a print file. This is the one judge of what is fit: inspection
 * and writing both call it, so that what was found fit is also accepted.
 * @throws UnfitPdfError
 */
export function composeDocument(
  bytes: Uint8Array,
  limits: PdfLimits,
  target: CompositionTarget,
): ComposedDocument {
  if (bytes.length === 0) throw new UnfitPdfError('empty', 'The file is empty: 0 bytes.');
  if (bytes.length > limits.maxBytes) {
    throw new UnfitPdfError('too_large', `${bytes.length} bytes; the limit is ${limits.maxBytes}.`);
  }
  const source = toSource(bytes);
  const header = headerOffset(source);
  if (header === -1) {
    throw new UnfitPdfError('not_a_pdf', 'Expected `%PDF-` within the first kilobyte, found none.');
  }
  const budget = new WorkBudget(limits, bytes.length);
  try {
    const { located, index } = locate(source, header, budget);
    return composeFrom(openDocument(located, index, budget), target);
  } catch (error) {
    if (!(error instanceof UnfitPdfError) || error.finding.code !== 'damaged') throw error;
    return composeRebuilt(source, limits, target, error);
  }
}

/** Offsets count from the header (the format) or from the first byte (what some writers do). */
function locate(
  source: PdfSource,
  header: number,
  budget: WorkBudget,
): { readonly located: PdfSource; readonly index: CrossReferenceIndex } {
  const fromHeader = withoutPreamble(source, header);
  try {
    return { located: fromHeader, index: readCrossReference(fromHeader, budget) };
  } catch (error) {
    if (header === 0 || !(error instanceof UnfitPdfError) || error.finding.code !== 'damaged') throw error;
    return { located: source, index: readCrossReference(source, budget) };
  }
}

function composeRebuilt(
  source: PdfSource,
  limits: PdfLimits,
  target: CompositionTarget,
  first: UnfitPdfError,
): ComposedDocument {
  const budget = new WorkBudget(limits, source.bytes.length);
  try {
    const index = rebuildCrossReference(source, budget);
    if (index.encrypted) {
      throw new UnfitPdfError('encrypted', `The file is encrypted, and damaged besides. ${first.message}`);
    }
    return composeFrom(new PdfDocument(source, index, budget, true), target);
  } catch (error) {
    if (!(error instanceof UnfitPdfError) || error.finding.code !== 'damaged') throw error;
    if (error.message === first.message) throw error;
    throw damaged(`${first.message} Repair failed: ${error.message}`, { cause: error });
  }
}

function composeFrom(document: PdfDocument, target: CompositionTarget): ComposedDocument {
  const pages = readPages(document);
  const staged = new StagedObjects(target.known, target.firstNumber);
  const unfolding = new UnfoldingCheck(document.budget);
  const copier = new ObjectCopier(document, staged, unfolding, target.layers);
  const inspected = target.inspected === true;
  const parts = { document, copier, drawings: new FormDrawings(document), inspected };
  const composed = pages.map((page, position) => composePage(parts, page, target.overlay?.(position) ?? ''));
  unfolding.finish();
  return {
    pages: composed,
    objects: staged.objects,
    nextNumber: staged.nextNumber,
    usesLayers: copier.usesLayers,
  };
}
