/** What is to become of a document when nothing is in the way. */
export type Part =
  /** By e-mail. */
  | 'email'
  /** By e-mail on the evening before, and a report proves that it did not arrive. */
  | 'returned'
  /** By e-mail on the evening before, and somebody claims that it did not arrive. */
  | 'defamed'
  /** By e-mail, refused by the recipient's server for good: by post. */
  | 'refused'
  /** By post. */
  | 'post'
  /** By post, although everything but its protected data speaks for e-mail (S12). */
  | 'protected'
  /** By post on the evening before, and the letter shop spoils it. */
  | 'spoiled';

/** One document of the rehearsal, and whose it is. Ids and names stand on each page, so that a witness can read them. */
export interface RehearsedDocument {
  readonly id: string;
  readonly part: Part;
  readonly person: string;
  readonly domain: string;
  readonly pages: number;
}

const of = (
  id: string,
  part: Part,
  person: string,
  domain = 'mail.example',
  pages = 1,
): RehearsedDocument => ({
  id,
  part,
  person,
  domain,
  pages,
});

/** What left on the evening before, without a fault. */
export const EARLIER: readonly RehearsedDocument[] = [
  of('D-101', 'returned', 'P101'),
  of('D-102', 'defamed', 'P102'),
  of('D-103', 'email', 'P103'),
  of('D-104', 'spoiled', 'P104'),
  of('D-105', 'post', 'P105'),
];

/** What is pending on the evening of the faults. Two of one person share an envelope; two of one house must not. */
export const TONIGHT: readonly RehearsedDocument[] = [
  of('D-201', 'email', 'P201'),
  of('D-202', 'email', 'P202', 'mail.example', 2),
  of('D-203', 'email', 'P203', 'grey.example'),
  of('D-204', 'email', 'P204'),
  of('D-205', 'refused', 'P205', 'refuses.example'),
  of('D-206', 'protected', 'P206'),
  of('D-207', 'post', 'P207', 'mail.example', 3),
  of('D-208', 'post', 'P207'),
  of('D-209', 'post', 'P209'),
];

export const ALL_DOCUMENTS: readonly RehearsedDocument[] = [...EARLIER, ...TONIGHT];

/** S18: customers of whom no document is pending; each gets one notice. */
export const BLOCKS = ['B-1'] as const;

export function addressOf({ id, domain }: RehearsedDocument): string {
  return `${id.toLowerCase()}@${domain}`;
}

export function nameOf(person: string): string {
  return `Erika ${person}`;
}

/** Each person that a text names. */
export function personsIn(text: string): ReadonlySet<string> {
  return new Set(text.match(/\bP\d{3}\b/g) ?? []);
}

/** Each document that a text names. */
export function documentsIn(text: string): ReadonlySet<string> {
  return new Set(text.match(/\bD-\d{3}\b/g) ?? []);
}

/** A letter that shows on each page whose it is and which. */
export async function letterOf(document: RehearsedDocument): Promise<Uint8Array> {
  const { PDFDocument, StandardFonts } = await import('pdf-lib');
  const pdf = await PDFDocument.create();
  pdf.setCreationDate(MADE);
  pdf.setModificationDate(MADE);
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (let page = 1; page <= document.pages; page += 1) {
    const text = `${nameOf(document.person)}, ${document.id}, page ${page} of ${document.pages}`;
    pdf.addPage([595.28, 841.89]).drawText(text, { x: 70, y: 600, font, size: 12 });
  }
  return pdf.save();
}

/** The same bytes in each trial, so that what left can be compared. */
const MADE = new Date('2026-10-01T12:00:00Z');
