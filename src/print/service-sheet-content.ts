import type { Mailpiece, PrintFilePlan } from '../domain/print.ts';
import { mailpieceMarks } from './marks/mailpiece-marks.ts';
import type { ServiceSheetContent } from './service-sheet.ts';
import type { ShopProfile } from './shop-profile.ts';
import { envelopeClassOfStream, printedPagesOf, sidesOfStream } from './stream.ts';
import type { Sides } from './stream.ts';
import { weightOf } from './weight.ts';

/** What job ticket and separator say about a print file. */
export function serviceSheetContent(
  { stream, mailpieces }: PrintFilePlan,
  profile: ShopProfile,
  file: { readonly id: string; readonly businessDate: string; readonly productionDate?: string | null },
): ServiceSheetContent {
  const sides = sidesOfStream(stream);
  const sheets = sumOf(mailpieces, (mailpiece) => mailpiece.sheets);
  return {
    printFileId: file.id,
    stream,
    businessDate: file.businessDate,
    productionDate: file.productionDate ?? null,
    shopName: profile.shopName,
    profileId: profile.id,
    envelopeClass: envelopeClassOfStream(stream),
    sides,
    mailpieces: mailpieces.length,
    documents: sumOf(mailpieces, ({ items }) => items.length),
    sheets,
    pages: sumOf(mailpieces, (mailpiece) => pagesOf(mailpiece, sides)),
    grams: weightOf(sheets, profile.grammage),
    marks: firstAndLastMark(mailpieces, profile, file.id, sheets),
  };
}

function pagesOf({ items, carrierSheet }: Mailpiece, sides: Sides): number {
  const carrier = carrierSheet === true ? printedPagesOf(1, sides) : 0;
  return carrier + sumOf(items, ({ pages }) => printedPagesOf(pages, sides));
}

function firstAndLastMark(
  mailpieces: readonly Mailpiece[],
  profile: ShopProfile,
  printFileId: string,
  sheets: number,
): ServiceSheetContent['marks'] {
  const of = (mailpiece: Mailpiece | undefined, sequence: number, sheetsBefore: number): readonly string[] =>
    mailpiece === undefined
      ? []
      : mailpieceMarks(profile, { printFileId, sequence, mailpiece, sheetsBefore });
  const final = mailpieces.at(-1);
  const first = of(mailpieces[0], 1, 0)[0];
  const last = of(final, mailpieces.length, sheets - (final?.sheets ?? 0)).at(-1);
  return first === undefined || last === undefined ? null : { first, last };
}

function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
