import type { ObjectReader } from './object-reader.ts';
import { decodeStream } from './stream-data.ts';
import { isDictionary, isList, isReference, nameOf } from './value.ts';
import type { Dictionary } from './value.ts';

/** Between two streams there is at least white space (7.8.2). */
const LINE_END = Buffer.from('\n');

/**
 * What a page itself draws, without the forms that it uses. Of a page with marks this is short:
 * the letter is a form there.
 */
export function pageContent(objects: ObjectReader, page: Dictionary): Buffer {
  const contents = page.get('Contents');
  const parts: Uint8Array[] = [];
  for (const item of isList(contents) ? contents : [contents]) {
    if (!isReference(item)) continue;
    const { value, data } = objects.whole(item.num);
    if (!isDictionary(value) || data === null) continue;
    // A page that draws its mark is ours: it has no other filter. What has one is a letter's own page, without a mark.
    if (value.has('Filter') && nameOf(value.get('Filter')) !== 'FlateDecode') continue;
    const decoded = decodeStream(`object ${item.num}`, value, data);
    // What was not compressed stands in memory that the next object overwrites.
    parts.push(decoded === data ? Buffer.from(data) : decoded, LINE_END);
  }
  return Buffer.concat(parts);
}
