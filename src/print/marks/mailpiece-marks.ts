import type { Mailpiece, PrintItem } from '../../domain/print.ts';
import type { Insert, ShopProfile } from '../shop-profile.ts';
import { markPayload } from './mark-payload.ts';

/** What the marks of one mailpiece depend on besides the profile. */
export interface MarkedMailpiece {
  readonly printFileId: string;
  /** From 1. */
  readonly sequence: number;
  readonly mailpiece: Mailpiece;
  /** Sheets of the mailpieces before it. */
  readonly sheetsBefore: number;
}

/** The payloads on its sheets, in order; empty where the profile asks for no marks. */
export function mailpieceMarks(
  profile: Pick<ShopProfile, 'marks' | 'inserts'>,
  { printFileId, sequence, mailpiece, sheetsBefore }: MarkedMailpiece,
): readonly string[] {
  const { items, sheets } = mailpiece;
  const stations = stationsFor(profile.inserts, items);
  const payloads: string[] = [];
  for (let sheet = 1; sheet <= sheets; sheet += 1) {
    const sheetOfFile = sheetsBefore + sheet;
    const payload = markPayload(profile.marks, {
      printFileId,
      mailpiece: sequence,
      sheet,
      sheets,
      sheetOfFile,
      stations,
    });
    if (payload !== null) payloads.push(payload);
  }
  return payloads;
}

/** An insert joins an envelope once, however many of its documents ask for it. */
function stationsFor(inserts: readonly Insert[], items: readonly PrintItem[]): readonly number[] {
  return inserts
    .filter(({ documentTypes }) =>
      items.some(({ documentType }) => documentTypes.includes(documentType ?? '')),
    )
    .map(({ station }) => station);
}
