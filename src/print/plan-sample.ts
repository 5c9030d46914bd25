import { PDFDocument } from 'pdf-lib';
import type { Mailpiece, PrintFilePlan } from '../domain/print.ts';
import { createLetterDocument, embedLetterFonts } from './letter-document.ts';
import { LetterPage } from './letter-page.ts';
import { serviceSheetContent } from './service-sheet-content.ts';
import { renderServiceSheet } from './service-sheet.ts';
import type { ShopProfile } from './shop-profile.ts';

const SHOWN = 30;
const LEFT = 20;
const COLUMNS = [20, 40, 66, 92, 116, 146] as const;

/**
 * A print plan for the eye: of each planned file its job ticket and a list of its first mailpieces. Masked: no letter, no
 * name, no address; of a postal code the first two digits (L8). Not a print file, and never handed over.
 */
export async function planSample(
  plans: readonly PrintFilePlan[],
  profile: ShopProfile,
  businessDate: string,
): Promise<Uint8Array> {
  const sample = await createLetterDocument(businessDate, 'de-DE');
  const fonts = await embedLetterFonts(sample);
  const head = { font: fonts.semibold, size: 16, pitch: 9 };
  const text = { font: fonts.regular, size: 9, pitch: 6.5 };
  if (plans.length === 0) {
    new LetterPage(sample.addPage()).lines(['Probelauf: nichts zu drucken'], LEFT, 30, head);
  }
  for (const [index, plan] of plans.entries()) {
    const id = `PROBE-${String(index + 1).padStart(4, '0')}`;
    const content = serviceSheetContent(plan, profile, { id, businessDate });
    const ticket = await PDFDocument.load(await renderServiceSheet('jobTicket', content));
    for (const page of await sample.copyPages(ticket, ticket.getPageIndices())) sample.addPage(page);
    const list = new LetterPage(sample.addPage());
    list.lines([`Probelauf: ${plan.stream}, die ersten Sendungen`], LEFT, 20, head);
    const columnsAt = (y: number, cells: readonly string[], style: typeof text): void => {
      for (const [column, cell] of cells.entries()) list.lines([cell], COLUMNS[column] ?? LEFT, y, style);
    };
    columnsAt(34, ['Sendung', 'Dokumente', 'Blätter', 'Seiten', 'Land, Leitregion', 'Anschrift'], {
      ...text,
      font: fonts.semibold,
    });
    list.rule(LEFT, 41, 170, 0.5);
    for (const [row, mailpiece] of plan.mailpieces.slice(0, SHOWN).entries()) {
      columnsAt(42 + row * text.pitch, rowOf(row + 1, mailpiece), text);
    }
    const rest = plan.mailpieces.length - SHOWN;
    if (rest > 0) columnsAt(42 + SHOWN * text.pitch, [`und ${rest} weitere Sendungen`], text);
  }
  return sample.save();
}

function rowOf(sequence: number, { items, sheets }: Mailpiece): readonly string[] {
  const [first] = items;
  return [
    String(sequence),
    String(items.length),
    String(sheets),
    String(items.reduce((sum, { pages }) => sum + pages, 0)),
    `${first?.country ?? '–'} ${first?.postalCode.slice(0, 2) ?? ''}…`,
    'xxxxx xxxxxxxx',
  ];
}
