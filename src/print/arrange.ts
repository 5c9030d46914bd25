import type { PrintItem } from '../domain/print.ts';
import type { ShopProfile } from './shop-profile.ts';
import { sheetsOf } from './stream.ts';
import type { Sides } from './stream.ts';

type LetterRules = Pick<ShopProfile, 'documentOrder' | 'carrierSheetTypes'>;

/**
 * The documents of one envelope in the profile's order of types, ties by document id. A letter of our own lies on top: it
 * says why the others come on paper (S3). The first one shows through the
 * window: where it has no address page but another one has, that one is put first, which saves a carrier sheet.
 */
export function arranged(items: readonly PrintItem[], profile: LetterRules): readonly PrintItem[] {
  if (items.length === 1) return items;
  const rank = (item: PrintItem): number => {
    if (item.isOwnLetter === true) return -1;
    const place = profile.documentOrder.indexOf(item.documentType ?? '');
    return place === -1 ? profile.documentOrder.length : place;
  };
  const ordered = [...items].sort((a, b) => rank(a) - rank(b) || byDocument(a, b));
  const addressed = ordered.findIndex((item) => !lacksAddressPage(item, profile));
  if (addressed <= 0) return ordered;
  return ordered
    .slice(addressed, addressed + 1)
    .concat(ordered.slice(0, addressed), ordered.slice(addressed + 1));
}

/** Whether a sheet with the address must go in front of these documents, as they are arranged. */
export function needsCarrierSheet(items: readonly PrintItem[], profile: LetterRules): boolean {
  const [first] = items;
  return first !== undefined && lacksAddressPage(first, profile);
}

export function lacksAddressPage({ documentType }: PrintItem, profile: LetterRules): boolean {
  return typeof documentType === 'string' && profile.carrierSheetTypes.includes(documentType);
}

/** Sheets of one envelope, the carrier sheet among them. */
export function mailpieceSheets(items: readonly PrintItem[], sides: Sides, carrierSheet: boolean): number {
  return items.reduce((sum, { pages }) => sum + sheetsOf(pages, sides), carrierSheet ? 1 : 0);
}

/** A total order that no locale touches; dispatch ids are unique. */
export function byDocument(a: PrintItem, b: PrintItem): number {
  return compareText(a.documentId, b.documentId) || compareText(a.dispatchId, b.dispatchId);
}

/** By UTF-16 code unit: the same on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
