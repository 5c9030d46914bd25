import { isDigit, isWhite } from './characters.ts';
import { CrossReferenceIndex } from './cross-reference-index.ts';
import { parseStreamAt } from './parse-object.ts';
import type { WorkBudget } from './pdf-limits.ts';
import type { PdfSource } from './pdf-source.ts';
import { integerOf, isDict, isName, itemsOf } from './pdf-value.ts';
import type { PdfDict } from './pdf-value.ts';
import { decodeStream } from './decode-stream.ts';
import { damaged } from './unfit-pdf-error.ts';
import { ValueParser } from './value-parser.ts';

/** More revisions than any real document has; each one costs a pass. */
const MAX_REVISIONS = 1_000;
const MAX_OBJECT_NUMBER = 8_388_607;

/**
 * Follows the cross-reference sections from the newest back to the oldest: tables, streams, and hybrids of both
 * (ISO 32000-1, 7.5.4 to 7.5.8). What a newer section says hides what older ones say.
 * @throws UnfitPdfError `damaged` when a section is not where it should be.
 */
export function readCrossReference(source: PdfSource, budget: WorkBudget): CrossReferenceIndex {
  const index = new CrossReferenceIndex();
  const seen = new Set<number>();
  let newest = true;
  let next: number | null = startOfNewestSection(source.text);
  while (next !== null) {
    if (seen.has(next)) throw damaged(`The chain of cross-reference sections comes back to offset ${next}.`);
    seen.add(next);
    if (seen.size > MAX_REVISIONS) throw damaged(`More than ${MAX_REVISIONS} cross-reference sections.`);
    budget.countObject();
    const trailer = readSection(source, next, index, budget);
    if (newest) index.trailer = trailer;
    newest = false;
    const encrypt = trailer.get('/Encrypt');
    if (encrypt !== undefined && encrypt !== 'null') index.encrypted = true;
    // The header stands at 0: some writers mean "none" by it.
    next = integerOf(trailer.get('/Prev')) || null;
  }
  return index;
}

function startOfNewestSection(text: string): number {
  const keyword = text.lastIndexOf('startxref');
  const match = keyword === -1 ? null : /^startxref\s+(\d{1,15})/.exec(text.slice(keyword, keyword + 64));
  if (match === null)
    throw damaged('Expected `startxref` with an offset at the end of the file, found none.');
  return Number(match[1]);
}

/** Reads one section into the index and returns its trailer. */
function readSection(
  source: PdfSource,
  offset: number,
  index: CrossReferenceIndex,
  budget: WorkBudget,
): PdfDict {
  const parser = new ValueParser(source.text, offset, budget);
  if (!parser.takeKeyword('xref')) return readStreamSection(source, offset, index, budget);
  const table = readTable(parser);
  const trailer = parser.takeKeyword('trailer') ? parser.parseValue() : undefined;
  if (!isDict(trailer))
    throw damaged(`Expected a trailer after the cross-reference table at offset ${offset}.`);
  for (const [num, place] of table.used) if (!index.has(num)) index.setOffset(num, place);
  // A hybrid file calls its packed objects free in the table and defines them in a stream besides (7.5.8.4).
  const hybrid = integerOf(trailer.get('/XRefStm'));
  if (hybrid !== null) readStreamSection(source, hybrid, index, budget);
  for (const num of table.free) if (!index.has(num)) index.setFree(num);
  return trailer;
}

interface Table {
  readonly used: (readonly [num: number, offset: number])[];
  readonly free: number[];
}

function readTable(parser: ValueParser): Table {
  const table: Table = { used: [], free: [] };
  for (let start = parser.takeUnsigned(); start !== -1; start = parser.takeUnsigned()) {
    const count = parser.takeUnsigned();
    if (count === -1) throw damaged(`Malformed cross-reference table at offset ${parser.position}.`);
    for (let i = 0; i < count; i += 1) {
      const { offset, generation, used } = takeEntry(parser);
      // Some writers begin at 1 with the head of the free list, which is object 0 by definition.
      if (i === 0 && start === 1 && !used && generation === 65_535) start = 0;
      if (start + i > MAX_OBJECT_NUMBER)
        throw damaged(`Object number ${start + i} is beyond what the format allows.`);
      if (used && offset > 0) table.used.push([start + i, offset]);
      else table.free.push(start + i);
    }
  }
  return table;
}

interface Entry {
  readonly offset: number;
  readonly generation: number;
  readonly used: boolean;
}

/** What producers write: ten digits, five digits, the kind (7.5.4). */
const ENTRY = { offsetDigits: 10, generationDigits: 5, characters: 18 } as const;

function takeEntry(parser: ValueParser): Entry {
  parser.skipWhite();
  const { text, position } = parser;
  const offset = digitsAt(text, position, ENTRY.offsetDigits);
  const generation = digitsAt(text, position + ENTRY.offsetDigits + 1, ENTRY.generationDigits);
  const kind = text.charCodeAt(position + ENTRY.characters - 1);
  const isPlain = offset !== -1 && generation !== -1 && isWhite(text.charCodeAt(position + ENTRY.characters));
  if (!isPlain || (kind !== 0x6e && kind !== 0x66)) return takeOddEntry(parser);
  parser.position = position + ENTRY.characters;
  return { offset, generation, used: kind === 0x6e };
}

/** The number of exactly this many digits and the space behind it; -1 for anything else. */
function digitsAt(text: string, start: number, digits: number): number {
  let value = 0;
  for (let at = start; at < start + digits; at += 1) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return -1;
    value = value * 10 + (code - 48);
  }
  return text.charCodeAt(start + digits) === 0x20 ? value : -1;
}

/** Of another width, which readers accept. */
function takeOddEntry(parser: ValueParser): Entry {
  const offset = parser.takeUnsigned();
  const generation = parser.takeUnsigned();
  const used = parser.takeKeyword('n');
  if (offset === -1 || generation === -1 || (!used && !parser.takeKeyword('f'))) {
    throw damaged(`Malformed cross-reference table at offset ${parser.position}.`);
  }
  return { offset, generation, used };
}

function readStreamSection(
  source: PdfSource,
  offset: number,
  index: CrossReferenceIndex,
  budget: WorkBudget,
): PdfDict {
  const stream = parseStreamAt(source, offset, budget);
  const dict = stream?.dict;
  if (stream === null || dict?.get('/Type') !== '/XRef') {
    throw damaged(`Expected a cross-reference section at offset ${offset}, found something else.`);
  }
  const widths = itemsOf(dict.get('/W'))?.map((item) => integerOf(item) ?? -1);
  const [typeWidth = -1, secondWidth = -1, thirdWidth = -1] = widths ?? [];
  const entryWidth = typeWidth + secondWidth + thirdWidth;
  if (Math.min(typeWidth, secondWidth, thirdWidth) < 0 || Math.max(typeWidth, secondWidth, thirdWidth) > 8) {
    throw damaged(`The cross-reference stream at offset ${offset} has no usable field widths.`);
  }
  if (entryWidth === 0) throw damaged(`The cross-reference stream at offset ${offset} has empty entries.`);
  const data = decodeStream(dict, stream.data, budget);
  let at = 0;
  for (const [start, count] of subsections(dict)) {
    for (let num = start; num < start + count && at + entryWidth <= data.length; num += 1) {
      // A missing type field means "in use" (7.5.8.2).
      const type = typeWidth === 0 ? 1 : readUnsigned(data, at, typeWidth);
      const second = readUnsigned(data, at + typeWidth, secondWidth);
      const third = readUnsigned(data, at + typeWidth + secondWidth, thirdWidth);
      at += entryWidth;
      if (num > MAX_OBJECT_NUMBER) throw damaged(`Object number ${num} is beyond what the format allows.`);
      if (index.has(num)) continue;
      if (type === 1 && second > 0) index.setOffset(num, second);
      else if (type === 2 && second <= MAX_OBJECT_NUMBER) index.setPacked(num, second, third);
      else index.setFree(num);
    }
  }
  return dict;
}

function* subsections(dict: PdfDict): Generator<readonly [start: number, count: number]> {
  const numbers = itemsOf(dict.get('/Index')) ?? ['0', dict.get('/Size') ?? '0'];
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const start = integerOf(numbers[i]);
    const count = integerOf(numbers[i + 1]);
    if (start === null || count === null || start < 0)
      throw damaged('A cross-reference stream has a malformed /Index.');
    yield [start, count];
  }
}

function readUnsigned(data: Uint8Array, from: number, width: number): number {
  let value = 0;
  for (let i = from; i < from + width; i += 1) value = value * 256 + (data[i] ?? 0);
  return value;
}

/** Whether a trailer or cross-reference stream can open the document: it names a catalogue. */
export function namesCatalogue(dict: PdfDict): boolean {
  const root = dict.get('/Root');
  return root !== undefined && root !== 'null' && !isName(root);
}
