import type { OutputDocument } from '../core-records.ts';
import { DOCUMENT_KINDS, LINE_NAMES } from '../document-kinds.ts';
import { addressLinesOf, salutationOf } from '../people/printed-name.ts';
import type { LetterSpec } from './letter-spec.ts';

/** The letter that belongs to a document of the demo: it names the same person and contract as the database. */
export function letterSpecOf(document: OutputDocument): LetterSpec {
  const { recipient, policyholder, contract, pdf } = document;
  if (pdf.letterOf !== undefined) return letterSpecOf(pdf.letterOf);
  const { title, layout } = DOCUMENT_KINDS[document.documentType];
  return {
    layout,
    jurisdiction: policyholder.residenceCountry === 'AT' ? 'AT' : 'DE',
    addressLines: addressLinesOf(recipient),
    salutation: salutationOf(recipient),
    title,
    lineOfBusiness: LINE_NAMES[document.lineOfBusiness],
    contractNumber: contract?.contractId ?? 'ohne Vertrag',
    date: document.documentDate,
    pages: pdf.pages,
    seed: pdf.seed,
    ...(pdf.remark === undefined ? {} : { remark: pdf.remark }),
  };
}
