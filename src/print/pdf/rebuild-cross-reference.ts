import { CrossReferenceIndex } from './cross-reference-index.ts';
import { packedObjectNumbers } from './object-stream.ts';
import { parseObjectAt } from './parse-object.ts';
import type { ParsedObject } from './parse-object.ts';
import type { WorkBudget } from './pdf-limits.ts';
import type { PdfSource } from './pdf-source.ts';
import { integerOf, isDict } from './pdf-value.ts';
import type { PdfDict } from './pdf-value.ts';
import { namesCatalogue } from './read-cross-reference.ts';
import { UnfitPdfError, damaged } from './unfit-pdf-error.ts';
import { ValueParser } from './value-parser.ts';

/**
 * Finds the objects by reading the file from front to back, as every viewer does when the cross-reference is broken:
 * what stands later is newer. Stream data is stepped over, so that a PDF inside a PDF is not taken for its host.
 * @throws UnfitPdfError `damaged` when no trailer names the catalogue.
 */
export function rebuildCrossReference(source: PdfSource, budget: WorkBudget): CrossReferenceIndex {
  const index = new CrossReferenceIndex();
  const anchors = /(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj(?![a-zA-Z])|\btrailer\b/g;
  for (let match = anchors.exec(source.text); match !== null; match = anchors.exec(source.text)) {
    if (match[1] === undefined) {
      takeTrailer(index, trailerAt(source, anchors.lastIndex, budget));
      continue;
    }
    const object = tryParse(source, match.index, budget);
    if (object === null) continue;
    index.setOffset(object.num, match.index);
    takeStream(index, object, budget);
    anchors.lastIndex = object.end;
  }
  if (!namesCatalogue(index.trailer)) throw damaged('No trailer names the document catalogue.');
  return index;
}

function takeTrailer(index: CrossReferenceIndex, trailer: PdfDict | null): void {
  if (trailer === null) return;
  const encrypt = trailer.get('/Encrypt');
  if (encrypt !== undefined && encrypt !== 'null') index.encrypted = true;
  if (namesCatalogue(trailer)) index.trailer = trailer;
}

/** Cross-reference streams are trailers too; object streams hold more objects. */
function takeStream(index: CrossReferenceIndex, object: ParsedObject, budget: WorkBudget): void {
  if (object.data === null || !isDict(object.value)) return;
  const type = object.value.get('/Type');
  if (type === '/XRef') takeTrailer(index, object.value);
  if (type !== '/ObjStm') return;
  try {
    const numbers = packedObjectNumbers({ ...object, dict: object.value, data: object.data }, budget);
    for (const [position, num] of numbers.entries()) index.setPacked(num, object.num, position);
  } catch (error) {
    // An object stream that cannot be read is like objects that are not there: whoever needs them says so.
    if (!isDamage(error)) throw error;
  }
}

function trailerAt(source: PdfSource, offset: number, budget: WorkBudget): PdfDict | null {
  try {
    const value = new ValueParser(source.text, offset, budget).parseValue();
    return isDict(value) ? value : null;
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

function tryParse(source: PdfSource, offset: number, budget: WorkBudget): ParsedObject | null {
  // A string that never closes is read to the end of the file, for every object anew.
  budget.checkClock();
  try {
    return parseObjectAt(source, offset, budget, integerOf);
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof UnfitPdfError && error.finding.code === 'damaged';
}
