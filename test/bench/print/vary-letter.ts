import { createHash } from 'node:crypto';
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import { SeededRandom } from '../../../src/demo/random.ts';
import { decodeAscii85 } from '../../../src/print/pdf/byte-filters.ts';
import { encodeAscii85 } from './ascii85.ts';

/** A stream of a letter that belongs to this letter alone. */
interface OwnStream {
  readonly stream: PDFRawStream;
  readonly unpacked: Buffer;
  readonly isContent: boolean;
  /** Its compressed bytes stand as ASCII85. */
  readonly isAscii: boolean;
}

/** A real letter that others like it are made from: same producer, same fonts and logo, another text. */
export interface LetterModel {
  readonly document: PDFDocument;
  readonly own: readonly OwnStream[];
  /** Delivered with object streams, and to be written with them again. */
  readonly packed: boolean;
}

/** Share of the strings of a page that change places. */
const DEALT_ANEW = 0.3;

/** How many letters hold each stream, by hash: what two letters share (a logo, a whole font) belongs to the producer. */
export async function countStreams(letters: readonly Uint8Array[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const letter of letters) {
    const document = await load(letter);
    const digests = new Set(streamsOf(document).map(digestOf));
    for (const digest of digests) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  }
  return counts;
}

export async function modelOf(letter: Uint8Array, counts: ReadonlyMap<string, number>): Promise<LetterModel> {
  const document = await load(letter);
  const own = streamsOf(document)
    .filter((stream) => (counts.get(digestOf(stream)) ?? 0) < 2)
    .map(ownStream)
    .filter((stream) => stream !== null);
  return { document, own, packed: Buffer.from(letter).includes('/ObjStm') };
}

/** Null for pictures and for what is not compressed: neither holds the text of a letter. */
function ownStream(stream: PDFRawStream): OwnStream | null {
  const filter = String(stream.dict.get(PDFName.of('Filter')));
  const isAscii = /^\[ \/ASCII85Decode \/FlateDecode \]$/.test(filter);
  if (!isAscii && filter !== '/FlateDecode') return null;
  const compressed = isAscii ? decodeAscii85(stream.contents) : stream.contents;
  // pdf-lib takes a line end that belongs to the data for one that precedes `endstream`: the last byte may be missing.
  const unpacked = inflateSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH });
  return { stream, unpacked, isContent: /\bBT\b[^]*\bET\b/.test(unpacked.toString('latin1')), isAscii };
}

/**
 * A letter like the model with a text of its own: the strings of its pages change places, and what only this
 * letter held before (subsets of fonts, character maps) differs from every other variant's too.
 */
export async function varyLetter(model: LetterModel, variant: number): Promise<Uint8Array> {
  const random = new SeededRandom(variant);
  for (const { stream, unpacked, isContent, isAscii } of model.own) {
    // Behind its tables a font may hold anything; in a character map a line with `%` is a comment.
    const changed = isContent
      ? dealAnew(unpacked.toString('latin1'), random)
      : `${unpacked.toString('latin1')}\n%${variant}\n`;
    const compressed = deflateSync(Buffer.from(changed, 'latin1'));
    Object.assign(stream, { contents: isAscii ? encodeAscii85(compressed) : compressed });
  }
  return model.document.save({ useObjectStreams: model.packed, objectsPerTick: Infinity });
}

async function load(letter: Uint8Array): Promise<PDFDocument> {
  return PDFDocument.load(letter, { updateMetadata: false, parseSpeed: Infinity });
}

function streamsOf(document: PDFDocument): readonly PDFRawStream[] {
  return document.context
    .enumerateIndirectObjects()
    .map(([, object]) => object)
    .filter((object) => object instanceof PDFRawStream);
}

function digestOf(stream: PDFRawStream): string {
  return createHash('sha256').update(stream.contents).digest('hex');
}

function dealAnew(content: string, random: SeededRandom): string {
  // Strings of the same length change places: still glyphs of the same font, still a page of the same measure.
  const tokens = content.split(/((?<!<)<[0-9A-Fa-f]{4,}>(?!>)|\((?:[^()\\]|\\.)+\))/);
  const byLength = new Map<number, number[]>();
  for (let at = 1; at < tokens.length; at += 2) {
    const length = tokens[at]?.length ?? 0;
    byLength.set(length, [...(byLength.get(length) ?? []), at]);
  }
  for (const places of byLength.values()) {
    for (const place of places) {
      if (!random.chance(DEALT_ANEW)) continue;
      const other = random.pick(places);
      [tokens[place], tokens[other]] = [tokens[other] ?? '', tokens[place] ?? ''];
    }
  }
  // Even a page with too few strings for that gets a text of its own.
  return `${tokens.join('')}\n%${random.digits(12)}\n`;
}
