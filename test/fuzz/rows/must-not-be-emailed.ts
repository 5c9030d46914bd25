/** A row of the view as SQLite holds it. */
export type ViewRow = Readonly<Record<string, string | number | Uint8Array | null>>;

const NIGHT = '2026-11-23';
const PROTECTED = /^(?:RISIKOLEBEN|KRANKEN|ZAHN|PFLEGE|UNFALL|BU)$/;
const SECRET_IN_GERMANY = /^(?:LEBEN|RENTE|FONDS)$/;
const HARMLESS_TYPES = /^(?:BEITRAGSRECHNUNG|RATENPLAN|SEPA_ANKUENDIGUNG|STANDMITTEILUNG|SCHADENABRECHNUNG)$/;

/**
 * The terms once more, in a few lines and by somebody else: whether e-mail would be a breach, with the house's catalogue and a
 * text in which nothing was found. It may say no where the program says post; where it says yes, e-mail is wrong.
 */
export function mustNotBeEmailed(row: ViewRow): boolean {
  const values = Object.entries(row).filter(([column]) => !column.startsWith('pdf_'));
  // D4: bytes, or a number with a fraction, in a column that has neither.
  if (
    values.some(
      ([, value]) =>
        value instanceof Uint8Array || !Number.isSafeInteger(typeof value === 'number' ? value : 0),
    )
  )
    return true;
  const text = (column: string): string => String(row[column] ?? '').trim();
  const day = (column: string): string => /^\d{4}-\d\d-\d\d(?=$|[T ])/.exec(text(column))?.[0] ?? 'none';
  return [
    text('withdrawn_at') !== '', // D1
    !HARMLESS_TYPES.test(text('document_type')), // S8, S10, S11
    PROTECTED.test(text('line_of_business')) || text('line_of_business') === '', // S8, S11
    SECRET_IN_GERMANY.test(text('line_of_business')) && text('residence_country') !== 'AT', // S11
    text('protected_data') !== '0', // S11
    !['', 'text'].includes(text('form')), // L1
    text('contract_id') === '', // D5
    !['', 'email_and_post'].includes(text('dispatch_override')), // S19
    text('abuse_block_id') !== '', // S18
    day('consent_given_on') === 'none' || day('consent_given_on') > NIGHT, // S9
    text('consent_withdrawn_on') !== '', // S9
    day('digital_post_from') === 'none' || day('digital_post_from') > NIGHT, // S20
    text('digital_post_until') !== '' && day('digital_post_until') < NIGHT, // S20
    text('recipient_role') !== 'policyholder', // S13
    text('recipient_id') === '' || text('recipient_id') !== text('policyholder_id'), // S13
    !/^[A-Z]{2}$/.test(text('residence_country')) || /^(?:US|CH|GB|NO|TR)$/.test(text('residence_country')), // S14
    !text('email_address').includes('@') || /[\r\n]/.test(text('email_address')), // S15
    /^[^"]*[,;]/.test(text('email_address')), // S15: a list
    Number(text('email_address_users')) !== 1, // S15
    text('preferred_contact') !== 'email', // S5
  ].some(Boolean);
}
