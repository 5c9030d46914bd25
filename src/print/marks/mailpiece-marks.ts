import type { Insert, ShopProfile } from '../shop-profile.ts';
import { markPayload } from './mark-payload.ts';

/** What the marks of one mailpiece depend on besides the profile. */
export interface MarkedMailpiece {
  readonly printFileId: string;
  /** From 1. */
  readonly sequence: number;
  readonly sheets: number;
  /** Sheets of the mailpieces before it. */
  readonly sheetsBefore: number;
  readonly documentTypes: readonly string[];
}

/** The payloads on its sheets, in order; empty where the profile asks for no marks. */
export function mailpieceMarks(
  profile: Pick<ShopProfile, 'marks' | 'inserts'>,
  mailpiece: MarkedMailpiece,
): readonly string[] {
  const { printFileId, sequence, sheets, sheetsBefore, documentTypes } = mailpiece;
  const stations = stationsFor(profile.inserts, documentTypes);
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
function stationsFor(inserts: readonly Insert[], documentTypes: readonly string[]): readonly number[] {
  return inserts
    .filter((insert) => insert.documentTypes.some((type) => documentTypes.includes(type)))
    .map(({ station }) => station);
}
