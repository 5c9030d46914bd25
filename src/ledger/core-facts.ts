import { isCalendarDay } from '../domain/business-date.ts';
import type { FactDefect, Facts } from '../domain/document.ts';
import type { Row } from './rows.ts';

/** The columns of the view `pending_output_document` that make up the facts; `docs/core-view.md` describes each. */
export const FACT_COLUMNS = [
  'document_id',
  'document_type',
  'line_of_business',
  'contract_id',
  'policyholder_id',
  'recipient_id',
  'recipient_role',
  'recipient_name',
  'recipient_addition',
  'recipient_street',
  'recipient_postal_code',
  'recipient_city',
  'recipient_country',
  'residence_country',
  'email_address',
  'email_address_users',
  'preferred_contact',
  'consent_given_on',
  'consent_withdrawn_on',
  'insurer_notice_on',
  'digital_post_from',
  'digital_post_until',
  'abuse_block_id',
  'protected_data',
  'form',
  'dispatch_override',
  'dispatch_override_basis',
  'document_date',
  'withdrawn_at',
] as const;

/** Columns that a view need not have: without them they are not stated, as if null. */
export const OPTIONAL_FACT_COLUMNS = ['consent_method', 'consent_wording'] as const;

type FactColumn = (typeof FACT_COLUMNS)[number] | (typeof OPTIONAL_FACT_COLUMNS)[number];

/** A time of day may follow, as columns of times have it; anything else behind the day makes it none. */
const DAY_OR_TIME = /^(\d{4}-\d{2}-\d{2})(?:$|[T ]\d)/;

/**
 * Parses one row of the view. A value that is not of its column's type becomes null and a defect: the classifier
 * then never chooses e-mail. Blank texts are nulls: `char` columns come padded, and an empty string states nothing.
 */
export function parseFacts(documentId: string, row: Row): Facts {
  const defects: FactDefect[] = [];
  const defect = (column: FactColumn, expected: string): null => {
    const value = row[column];
    defects.push({ column, expected, found: value === undefined ? 'no such column' : typeof value });
    return null;
  };
  const text = (column: FactColumn): string | null => {
    const value = row[column];
    if (value === null) return null;
    if (typeof value === 'bigint') return String(value);
    // A number beyond 2^53 was rounded on its way: two persons could have become one (L3).
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    if (typeof value !== 'string') return defect(column, 'a text or null');
    return value.trim() === '' ? null : value.trim();
  };
  const optional = (column: (typeof OPTIONAL_FACT_COLUMNS)[number]): string | null =>
    row[column] === undefined ? null : text(column);
  const day = (column: FactColumn): string | null => {
    const value = row[column];
    if (value === null) return null;
    const written = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value;
    if (typeof written !== 'string') return defect(column, 'a day YYYY-MM-DD or null');
    if (written.trim() === '') return null;
    const found = DAY_OR_TIME.exec(written.trim())?.[1] ?? '';
    return isCalendarDay(found) ? found : defect(column, 'a day YYYY-MM-DD or null');
  };
  /** A column of times gives a Date; whatever stands in it says that the document was taken back. */
  const time = (column: FactColumn): string | null => {
    const value = row[column];
    return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : text(column);
  };
  const whole = (column: FactColumn): number | null => {
    const value = row[column];
    if (value === null) return null;
    const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof found === 'number' && Number.isSafeInteger(found)
      ? found
      : defect(column, 'a whole number or null');
  };
  const flag = (column: FactColumn): boolean | null => {
    const value = row[column];
    if (value === null) return null;
    if (value === true || value === 1 || value === '1') return true;
    if (value === false || value === 0 || value === '0') return false;
    return defect(column, '0, 1 or null');
  };
  return {
    documentId,
    documentType: text('document_type'),
    lineOfBusiness: text('line_of_business'),
    contractId: text('contract_id'),
    policyholderId: text('policyholder_id'),
    recipientId: text('recipient_id'),
    recipientRole: text('recipient_role'),
    recipient: {
      name: text('recipient_name'),
      addition: text('recipient_addition'),
      street: text('recipient_street'),
      postalCode: text('recipient_postal_code'),
      city: text('recipient_city'),
      country: text('recipient_country'),
    },
    residenceCountry: text('residence_country'),
    emailAddress: text('email_address'),
    emailAddressUsers: whole('email_address_users'),
    preferredContact: text('preferred_contact'),
    consentGivenOn: day('consent_given_on'),
    consentMethod: optional('consent_method'),
    consentWording: optional('consent_wording'),
    consentWithdrawnOn: day('consent_withdrawn_on'),
    insurerNoticeOn: day('insurer_notice_on'),
    digitalPostFrom: day('digital_post_from'),
    digitalPostUntil: day('digital_post_until'),
    abuseBlockId: text('abuse_block_id'),
    protectedData: flag('protected_data'),
    form: text('form'),
    dispatchOverride: text('dispatch_override'),
    dispatchOverrideBasis: text('dispatch_override_basis'),
    documentDate: day('document_date'),
    withdrawnAt: time('withdrawn_at'),
    defects,
  };
}
