/**
 * ICD-10 codes (a letter without U, two digits, a point and one or two more, with the German marks for certainty and
 * side). Tariffs, types of cars and clauses look the same, so a code counts only with its marks or beside a word that
 * says what it is.
 */
const CODE =
  /(?<![\p{L}\p{N}./-])[A-TV-Z]\d{2}(?:\.(?:\d{1,2}|-))?[+*!]?(?<certainty> ?[GVZA](?![\p{L}\p{N}]))?(?<side> ?[RLB](?![\p{L}\p{N}]))?(?![\p{L}\p{N}])/gu;
const NEAR = 120;
const SAYS_SO =
  /\b(?:icd|diagnos|befund|erkrank|krankheit|dg\.|dx|beschwerd|leiden\b|behandl|therapie|patient)/iu;
const SAYS_OTHERWISE =
  /\b(?:tarif|typ|klausel|klasse|baustein|modul|position|artikel|formular|form|autobahn|ausfahrt|fehlercode|regionalklasse|code|raum|geb(?:ae|ä)ude|halle|etage|bauteil)\b[^.]{0,20}$/iu;

/** Whether the text, in its own case, holds a diagnosis as a code. */
export function holdsDiagnosisCode(text: string): boolean {
  for (const match of text.matchAll(CODE)) {
    const before = text.slice(Math.max(0, match.index - NEAR), match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + NEAR);
    if (SAYS_OTHERWISE.test(before)) continue;
    if (SAYS_SO.test(before) || SAYS_SO.test(after)) return true;
    if (match[0].includes('.') && match.groups?.['certainty'] !== undefined) return true;
  }
  return false;
}
