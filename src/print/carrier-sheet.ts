import type { PostalAddress } from '../domain/document.ts';
import { drawAddressField } from './address-field.ts';
import { addressLines } from './address-lines.ts';
import { createLetterDocument, embedHouseFont } from './letter-document.ts';
import type { Zone } from './letter-geometry.ts';
import { LetterPage } from './letter-page.ts';

export interface CarrierSheet {
  readonly address: PostalAddress;
  /** ISO 3166-1 alpha-2: addresses in other countries carry their country's name. */
  readonly postedFrom: string;
  /** One line above the address, for what cannot be delivered. */
  readonly senderLine: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** The envelope's window in the shop's geometry. */
  readonly addressField: Zone;
}

/**
 * One page A4 that shows an address through the envelope's window and nothing else. The same input gives the same bytes.
 * @throws UnprintableLetterError when the address does not fit its window or holds letters that the font has not.
 */
export async function renderCarrierSheet(sheet: CarrierSheet): Promise<Uint8Array> {
  const document = await createLetterDocument(sheet.date, 'de');
  const font = await embedHouseFont(document, 'regular');
  const page = new LetterPage(document.addPage());
  const lines = addressLines(sheet.address, sheet.postedFrom);
  drawAddressField(page, font, sheet.senderLine, lines, sheet.addressField);
  return document.save();
}
