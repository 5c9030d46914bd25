import { PdfDocument } from '../pdf/pdf-document.ts';
import { WorkBudget } from '../pdf/pdf-limits.ts';
import type { PdfLimits } from '../pdf/pdf-limits.ts';
import { headerOffset, toSource, withoutPreamble } from '../pdf/pdf-source.ts';
import { PdfRef, isArray, isDict } from '../pdf/pdf-value.ts';
import type { PdfValue } from '../pdf/pdf-value.ts';
import { readCrossReference } from '../pdf/read-cross-reference.ts';
import { UnfitPdfError } from '../pdf/unfit-pdf-error.ts';
import type { Finding } from './finding.ts';

/** Actions that reach out of the document, or change it (ISO 32000-1, table 198). Plain links print as they are. */
const ACTIVE_ACTIONS: ReadonlySet<string> = new Set([
  '/Launch',
  '/SubmitForm',
  '/ImportData',
  '/ResetForm',
  '/Rendition',
  '/Movie',
  '/Sound',
]);

type Structure = Pick<Finding, 'code' | 'expected' | 'got'>;

/**
 * What a PDF carries besides its pages. The print file leaves it all behind; a template that makes it is a
 * template to mend all the same. Quiet on files that cannot be read: `unfit` says so.
 */
export function lintStructure(pdf: Uint8Array, limits: PdfLimits): readonly Finding[] {
  const found = new Map<string, Structure>();
  try {
    const budget = new WorkBudget(limits, pdf.length);
    const source = withoutPreamble(toSource(pdf), Math.max(0, headerOffset(toSource(pdf))));
    const index = readCrossReference(source, budget);
    if (!index.encrypted) walk(new PdfDocument(source, index, budget, false), found);
  } catch (error) {
    if (!(error instanceof UnfitPdfError)) throw error;
  }
  return [...found.values()].map((structure) => ({
    ...structure,
    level: 'warning',
    page: null,
    zone: null,
    where: null,
  }));
}

/** Without recursion: hostile files nest deeper than the stack. */
function walk(document: PdfDocument, found: Map<string, Structure>): void {
  const seen = new Set<number>();
  const queue: PdfValue[] = [document.catalogue()];
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    document.budget.countObject();
    if (value instanceof PdfRef) {
      if (!seen.has(value.num)) queue.push(document.object(value.num).value);
      seen.add(value.num);
    } else if (isArray(value)) queue.push(...value);
    else if (isDict(value)) {
      const structure = structureOf(value);
      if (structure !== null) found.set(`${structure.code} ${structure.got}`, structure);
      queue.push(...value.values());
    }
  }
}

function structureOf(dict: ReadonlyMap<string, PdfValue>): Structure | null {
  if (dict.has('/JS') || dict.get('/S') === '/JavaScript') {
    return { code: 'javascript', expected: 'no JavaScript', got: 'a script; it is not printed' };
  }
  const action = dict.get('/S');
  if (typeof action === 'string' && ACTIVE_ACTIONS.has(action)) {
    return {
      code: 'action',
      expected: 'no actions',
      got: `an action \`${action.slice(1)}\`; it is not printed`,
    };
  }
  const isAttachment = dict.get('/Type') === '/EmbeddedFile' || (dict.has('/EF') && dict.has('/F'));
  return isAttachment
    ? {
        code: 'attachment',
        expected: 'no embedded files',
        got: 'an embedded file; it does not reach the recipient by post',
      }
    : null;
}
