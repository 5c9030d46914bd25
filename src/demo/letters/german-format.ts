/** Between number and unit, so that no line ends in the middle of an amount. */
const NO_BREAK_SPACE = '\u00a0';

const AMOUNT = new Intl.NumberFormat('de-DE', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const WHOLE = new Intl.NumberFormat('de-DE', { maximumFractionDigits: 0 });

/** `1.234,56 €` */
export function euros(cents: number): string {
  return `${AMOUNT.format(cents / 100)}${NO_BREAK_SPACE}€`;
}

/** `250.000 €`, for sums insured. */
export function wholeEuros(amount: number): string {
  return `${WHOLE.format(amount)}${NO_BREAK_SPACE}€`;
}

/** `23.11.2026` for `2026-11-23`. */
export function germanDay(day: string): string {
  const [year, month, date] = day.split('-');
  return `${date ?? ''}.${month ?? ''}.${year ?? ''}`;
}
