/** Square metres of a sheet of A4. */
const A4_AREA = 0.21 * 0.297;

/**
 * Grams of so many sheets of A4, to a hundredth: 4.99 a sheet of 80 g/m². The envelope and inserts are not in it.
 * @param grammage grams per square metre.
 */
export function weightOf(sheets: number, grammage: number): number {
  return Math.round(sheets * A4_AREA * grammage * 100) / 100;
}
