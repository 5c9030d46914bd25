import type { Config } from '../config/load-config.ts';
import type { BusinessDate } from '../domain/business-date.ts';
import type { Facts } from '../domain/document.ts';
import { renderBlockNotice } from '../print/block-notice.ts';
import { inspectPdf } from '../print/pdf/inspect-pdf.ts';

/** S18, S23: our letter about a block, in the words of the policyholder's jurisdiction. */
export async function blockNotice(
  config: Config,
  date: BusinessDate,
  facts: Facts,
): Promise<{ readonly pdf: Uint8Array; readonly pages: number }> {
  const { name, senderLine, addressLines, contactLines } = config.insurer;
  const pdf = await renderBlockNotice({
    address: facts.recipient,
    jurisdiction: facts.residenceCountry === 'AT' ? 'AT' : 'DE',
    date,
    postedFrom: config.print.profile.homeCountries[0] ?? 'DE',
    reference: facts.contractId ?? facts.abuseBlockId ?? '',
    insurer: { name, senderLine, addressLines, contactLines },
  });
  const inspection = inspectPdf(pdf, config.pdf.limits);
  if (!inspection.fit) throw new Error(`Our own letter is unfit for print: ${inspection.finding.code}.`);
  return { pdf, pages: inspection.pages };
}
