import { createLetterDocument, embedLetterFonts } from './letter-document.ts';
import { LetterPage, wrap } from './letter-page.ts';

/** What the operator of the machine must know about a print file: counts and ids, nobody's name (L8). */
export interface ServiceSheetContent {
  readonly printFileId: string;
  readonly stream: string;
  /** `YYYY-MM-DD`. */
  readonly businessDate: string;
  /** `YYYY-MM-DD`; null: nothing is said about it. */
  readonly productionDate: string | null;
  readonly shopName: string;
  readonly profileId: string;
  readonly envelopeClass: string;
  readonly sides: 'duplex' | 'simplex';
  readonly mailpieces: number;
  readonly documents: number;
  readonly sheets: number;
  readonly pages: number;
  readonly grams: number;
  /** Payload of the first and the last mark; null without marks. */
  readonly marks: { readonly first: string; readonly last: string } | null;
}

export type ServiceSheetKind = 'jobTicket' | 'separator';

const TITLES = { jobTicket: 'Auftragszettel', separator: 'Trennblatt' } as const;
const WARNING = 'Nicht kuvertieren: Dieses Blatt gehört zu keiner Sendung und wird dem Stapel entnommen.';
const LEFT = 25;
const VALUES = 80;
const WIDTH = 105;

/** Job ticket or separator: one page A4 without an address and without marks. The same input gives the same bytes. */
export async function renderServiceSheet(
  kind: ServiceSheetKind,
  content: ServiceSheetContent,
): Promise<Uint8Array> {
  const document = await createLetterDocument(content.businessDate, 'de-DE');
  const fonts = await embedLetterFonts(document);
  const page = new LetterPage(document.addPage());
  const label = { font: fonts.regular, size: 11, pitch: 7 };
  const value = { font: fonts.semibold, size: 11, pitch: 7 };
  page.lines([TITLES[kind]], LEFT, 30, { font: fonts.semibold, size: 28, pitch: 12 });
  page.lines([content.printFileId], LEFT, 44, { font: fonts.semibold, size: 20, pitch: 10 });
  page.rule(LEFT, 57, 165, 0.75);
  let y = page.lines(wrap(WARNING, 160, label), LEFT, 60, label) + 5;
  const rows = kind === 'jobTicket' ? ticketRows(content) : separatorRows(content);
  for (const [name, text] of rows) {
    page.lines([name], LEFT, y, label);
    y = page.lines(wrap(text, WIDTH, value), VALUES, y, value);
  }
  return document.save();
}

type Rows = readonly (readonly [name: string, text: string])[];

function separatorRows(content: ServiceSheetContent): Rows {
  return [
    ['Ende der Druckdatei', content.printFileId],
    ['Sendungen', String(content.mailpieces)],
    ['Blätter', String(content.sheets)],
  ];
}

function ticketRows(content: ServiceSheetContent): Rows {
  return [
    ['Druckerei', content.shopName],
    ['Profil', content.profileId],
    ['Tag', content.businessDate],
    ...(content.productionDate === null ? [] : ([['Produktion am', content.productionDate]] as const)),
    ['Strom', content.stream],
    ['Kuvertklasse', content.envelopeClass],
    ['Druck', content.sides === 'duplex' ? 'beidseitig' : 'einseitig'],
    ['Sendungen', String(content.mailpieces)],
    ['Dokumente', String(content.documents)],
    ['Blätter', `${content.sheets}, dazu die Blätter ohne Sendung`],
    ['Seiten', `${content.pages}, leere Rückseiten eingerechnet`],
    ['Gewicht der Blätter', `${(content.grams / 1000).toFixed(2).replace('.', ',')} kg`],
    ...(content.marks === null
      ? []
      : ([
          ['Erste Marke', content.marks.first],
          ['Letzte Marke', content.marks.last],
        ] as const)),
  ];
}
