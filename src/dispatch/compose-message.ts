import type { Catalogue } from '../classify/catalogue.ts';
import type { Config } from '../config/load-config.ts';
import { signMessage, type DkimKey } from '../email/dkim.ts';
import { buildMessage } from '../email/message.ts';
import type { EmailTools } from './email-tools.ts';

/** Builds messages from what the insurer configured and what the catalogue calls a document, and signs them. */
export function composeMessage(
  config: Config,
  catalogue: Catalogue,
  dkimKeys: readonly DkimKey[] = [],
): EmailTools['compose'] {
  const { email, insurer, letters } = config;
  // One object for all messages: what they have in common is rendered once for it.
  const sender = {
    name: insurer.name,
    revocationAddress: insurer.revocationAddress,
    imprintLines: insurer.imprintLines,
    austrianPaperNotice: letters.austrianPaperNotice,
    ...(insurer.serviceUrl === null ? {} : { serviceUrl: insurer.serviceUrl }),
  };
  return async ({ facts, decision, pdf, to, messageId, date }) => {
    const { category } = decision;
    if (category !== 'premium_invoice' && category !== 'statement' && category !== 'contract_notice') {
      throw new Error(
        `A document of category ${category} was decided for e-mail; nothing was sent. Please report this.`,
      );
    }
    const title = catalogue.documentTypes.get(facts.documentType ?? '')?.title ?? 'Dokument';
    const message = await buildMessage({
      messageId,
      date,
      from: email.sender,
      ...(email.replyTo === null ? {} : { replyTo: email.replyTo }),
      to,
      category,
      jurisdiction: decision.jurisdiction,
      recipientName: facts.recipient.name ?? '',
      documentTitle: title,
      pdf,
      attachmentName: `${title}.pdf`,
      insurer: sender,
    });
    return signMessage(message, dkimKeys, date);
  };
}
