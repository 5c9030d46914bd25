/**
 * S11, the hard block: data under Art. 9 and 10 GDPR, medical data, data under § 203 StGB and personal insurance are
 * never e-mailed. It stands in code, not in the catalogue: the catalogue can add to it and never take away, and a
 * catalogue that tries is refused. Codes of core systems differ, so the words in a code and in its name count too.
 * A word too many costs a letter; a word too few would send a diagnosis by e-mail.
 */

/** Personal insurance by the codes that core systems commonly use; codes that mean other things elsewhere are left to the catalogue. */
const PROTECTED_LINE_CODES: ReadonlySet<string> = new Set([
  'AUV',
  'BU',
  'BUZ',
  'GKV',
  'KHT',
  'KTG',
  'KV',
  'KVZ',
  'PKV',
  'PPV',
  'UNF',
  'UV',
  'ZAHN',
]);

/** Words that name personal insurance, in codes and names of lines of business. */
const PROTECTED_LINE_WORDS =
  /KRANK|UNFALL|BERUFSUNF|ERWERBSUNF|ERWERBSMIND|DIENSTUNF|ARBEITSUNF|GRUNDF(?:Ä|AE)HIG|PFLEGE|INVALID|ZAHNZUS|HEILKOSTEN|DREAD|HEALTH|ACCIDENT|DISABILITY|CRITICAL.?ILLNESS/u;

/** Words that name life and pension insurance: secret under § 203 (1) no. 7 StGB, and L5 in Austria. */
const LIFE_LINE_WORDS = /LEBEN|RENTE|STERBEGELD|FONDSGEBUNDEN|KAPITALVERSICHERUNG|LIFE|PENSION/u;

/** Words that name medical, secret or criminal matters, in codes and titles of document types. */
const PROTECTED_TYPE_WORDS =
  /ARZT|(?:Ä|AE)RZT|MEDIZIN|GESUNDHEIT|DIAGNOS|ATTEST|BEFUND|KRANK|PATIENT|SCHWEIGEPFLICHT|INVALID|PFLEGEGRAD|PSYCH|THERAPIE|HEILBEHANDLUNG|SCHWANGER|GENETI|BERUFSUNF|ERWERBSUNF|UNFALLLEISTUNG|LEISTUNGSABRECHNUNG|STRAFVERFAHR|STRAFBEFEHL|STRAFREGISTER|VORSTRAFE|F(?:Ü|UE)HRUNGSZEUGNIS|BUSSGELD/u;

/** Whether code or name says that this is personal insurance, whatever the catalogue says. */
export function isHardBlockedLine(code: string, name = ''): boolean {
  const plain = comparable(code);
  return PROTECTED_LINE_CODES.has(plain) || PROTECTED_LINE_WORDS.test(`${plain} ${comparable(name)}`);
}

/** Whether code or name says that this is life or pension insurance, whatever the catalogue says. */
export function isLifeLine(code: string, name = ''): boolean {
  return LIFE_LINE_WORDS.test(`${comparable(code)} ${comparable(name)}`);
}

/** Whether code or title says that such a document holds specially protected data, whatever the catalogue says. */
export function isHardBlockedType(code: string, title = ''): boolean {
  return PROTECTED_TYPE_WORDS.test(`${comparable(code)} ${comparable(title)}`);
}

/** Composed and in upper case, in which `ß` is `SS`. */
function comparable(text: string): string {
  return text.normalize('NFC').trim().toUpperCase();
}
