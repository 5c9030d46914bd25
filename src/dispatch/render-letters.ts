import type { Catalogue } from '../classify/catalogue.ts';
import type { Config } from '../config/load-config.ts';
import type { AbuseBlock } from '../domain/abuse-block.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import type { OwnLetterInput } from '../print/own-letter.ts';
import { inspectPdf } from '../print/pdf/inspect-pdf.ts';
import type { MadeLetter } from './notice-block.ts';
import type { Fallback } from './notice-fallbacks.ts';

/** More lines than these would push the letter off its page. */
const MOST_DOCUMENTS = 4;

/** What fits a line and is in every font; another address is spoken of, not shown. */
const PRINTABLE_ADDRESS = /^[\x21-\x7e]{1,100}$/;

/** Our own letters in the insurer's name, in the words of the policyholder's jurisdiction (S23). */
export function letterWriter(
  config: Config,
  catalogue: Catalogue,
  date: BusinessDate,
): {
  readonly renderBlockNotice: (block: AbuseBlock) => Promise<MadeLetter>;
  readonly renderFallbackNotice: (fallback: Fallback) => Promise<MadeLetter>;
} {
  const { name, senderLine, addressLines, contactLines } = config.insurer;
  const write = async (
    letter: Pick<OwnLetterInput, 'text' | 'address' | 'reference' | 'values'>,
    residenceCountry: string | null,
  ): Promise<MadeLetter> => {
    // Most nights have none; what writes them takes long to load, and memory.
    const { renderOwnLetter } = await import('../print/own-letter.ts');
    const pdf = await renderOwnLetter({
      ...letter,
      jurisdiction: residenceCountry === 'AT' ? 'AT' : 'DE',
      date,
      postedFrom: config.print.profile.homeCountries[0] ?? 'DE',
      insurer: { name, senderLine, addressLines, contactLines },
    });
    const inspection = inspectPdf(pdf, config.pdf.limits);
    if (!inspection.fit) throw new Error(`Our own letter is unfit for print: ${inspection.finding.code}.`);
    return { pdf, pages: inspection.pages };
  };
  return {
    renderBlockNotice: ({ address, residenceCountry, reference, blockId }) =>
      write({ text: 'block-notice', address, reference: reference ?? blockId }, residenceCountry),
    renderFallbackNotice: ({ facts, email, cause, documentTypes }) =>
      write(
        {
          text: cause,
          address: facts.recipient,
          reference: facts.contractId ?? facts.policyholderId ?? '',
          values: {
            email: PRINTABLE_ADDRESS.test(email) ? email : 'Ihre uns bekannte Adresse',
            documents: listed(documentTypes.map((type) => titleOf(catalogue, type))),
          },
        },
        facts.residenceCountry,
      ),
  };
}

function titleOf(catalogue: Catalogue, type: string | null): string {
  return catalogue.documentTypes.get(type ?? '')?.title ?? 'Schreiben zu Ihrem Vertrag';
}

function listed(titles: readonly string[]): readonly string[] {
  if (titles.length <= MOST_DOCUMENTS) return titles;
  const shown = MOST_DOCUMENTS - 1;
  return [...titles.slice(0, shown), `und ${titles.length - shown} weitere Schreiben`];
}
