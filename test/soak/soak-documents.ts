import { smallLetter, type CoreRow } from '../support/small-core.ts';

/** A document of the soak, and where its customer reads e-mail. */
export interface SoakDocument {
  readonly documentId: string;
  /** Null: no consent, so it goes by post. */
  readonly email: string | null;
  /** Its PDF is broken until a person mends it. */
  readonly isBroken: boolean;
}

/** Of twenty documents: what comes of each domain stands in `soak-world.ts`; `gone` takes a mail and sends it back. */
const KINDS = [
  ...Array.from({ length: 9 }, () => 'mail.example'),
  'grey.example',
  'later.example',
  'gone.example',
  'refused.example',
  'doubt',
  'broken',
  ...Array.from({ length: 5 }, () => null),
];

export function documentsOf(night: number, count: number): readonly SoakDocument[] {
  return Array.from({ length: count }, (_, index) => {
    const documentId = `D-${String(night).padStart(4, '0')}-${String(index).padStart(4, '0')}`;
    const kind = KINDS[index % KINDS.length] ?? null;
    if (kind === null || kind === 'broken') return { documentId, email: null, isBroken: kind === 'broken' };
    // The same silence of the relay, once with the message taken and once without.
    const domain = kind === 'doubt' ? ['drops.example', 'loses.example'][night % 2] : kind;
    return { documentId, email: `${documentId.toLowerCase()}@${domain}`, isBroken: false };
  });
}

/** One page and the same bytes for all: what is looked at here grows with documents, not with their sizes. */
export const LETTER = await smallLetter('a letter', 1);
const NO_LETTER = Buffer.from('%PDF-1.7 torn');

/** The row of the core view; the same customers get something each night. */
export function rowOf({ documentId, email, isBroken }: SoakDocument, index: number, date: string): CoreRow {
  return {
    document_id: documentId,
    document_type: 'BEITRAGSRECHNUNG',
    line_of_business: 'KFZ',
    contract_id: `V-${index}`,
    policyholder_id: `P-${index}`,
    recipient_id: `P-${index}`,
    recipient_role: 'policyholder',
    recipient_name: 'Erika Beispiel',
    recipient_street: 'Musterweg 1',
    recipient_postal_code: String(10_000 + index),
    recipient_city: 'Musterstadt',
    recipient_country: 'DE',
    residence_country: 'DE',
    email_address: email,
    email_address_users: 1,
    digital_post_from: '2024-01-01',
    preferred_contact: email === null ? 'post' : 'email',
    consent_given_on: email === null ? null : '2025-01-01',
    protected_data: 0,
    document_date: date,
    pdf_content: isBroken ? NO_LETTER : LETTER,
  };
}
