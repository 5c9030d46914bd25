import { PDFDocument } from 'pdf-lib';
import { writeAnnexPage } from './annex.ts';
import { writeInvoice } from './invoice-letter.ts';
import { LetterFlow } from './letter-flow.ts';
import type { LetterLayout, LetterSpec } from './letter-spec.ts';
import { writeNotice } from './notice-letter.ts';
import { writeReminder } from './reminder-letter.ts';
import { writeStatement } from './statement-letter.ts';
import { loadTypefaces, type Typefaces } from './typeface.ts';

const WRITERS: Readonly<Record<LetterLayout, (flow: LetterFlow) => void>> = {
  invoice: writeInvoice,
  notice: writeNotice,
  statement: writeStatement,
  reminder: writeReminder,
};

let typefaces: Promise<Typefaces> | null = null;

/**
 * A finished letter as a PDF, about 40 kB a font included; the same spec gives the same bytes.
 *
 * @throws ConfigurationError when the house font is not installed
 */
export async function buildLetter(spec: LetterSpec): Promise<Uint8Array> {
  typefaces ??= loadTypefaces();
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle(spec.title);
  document.setLanguage(spec.jurisdiction === 'AT' ? 'de-AT' : 'de-DE');
  document.setCreationDate(new Date(`${spec.date}T06:00:00Z`));
  const flow = new LetterFlow(document, await typefaces, spec);
  flow.paragraph(`${spec.title} – ${spec.lineOfBusiness}`, { font: 'semibold', size: 12 }, { after: 4.5 });
  flow.paragraph(spec.salutation);
  if (spec.remark !== undefined) flow.paragraph(spec.remark);
  WRITERS[spec.layout](flow);
  for (let clause = 0; flow.pageCount < spec.pages;) clause = writeAnnexPage(flow, clause);
  flow.finish();
  return document.save();
}
