import { ANNOUNCEMENT_WEEKS, NOTICE_WEEKS } from '../../classify/calendar.ts';
import type { Catalogue, DocumentType } from '../../classify/catalogue.ts';
import { germanDay } from './german.ts';

/** What the catalogue or the program sets for a rule, in German; null when there is nothing to set. */
export function parametersOf(rule: string, catalogue: Catalogue): string | null {
  const types = (matches: (type: DocumentType) => boolean): string =>
    codesOr([...catalogue.documentTypes].filter(([, type]) => matches(type)));
  switch (rule) {
    case 'S11.document-type':
      return `Dokumentarten: ${types(({ category }) => category === 'protected')}; dazu jede, deren Kürzel oder Bezeichnung danach klingt (Wortliste im Programm).`;
    case 'S11.line-of-business':
      return `Sparten: ${codesOr([...catalogue.linesOfBusiness].filter(([, line]) => line.protected))}; dazu jede, deren Kürzel oder Bezeichnung danach klingt (Wortliste im Programm).`;
    case 'S11.life-secrecy':
    case 'L5.paper-copy':
      return `Sparten: ${codesOr([...catalogue.linesOfBusiness].filter(([, line]) => line.lifeOrPension))}.`;
    case 'S11.content':
      return `Zusätzliche Wörter: ${wordsOrNone(catalogue)}; dazu die Wortliste im Programm.`;
    case 'D6.no-text':
      return `Ohne lesbaren Text per E-Mail erlaubt: ${types(({ emailWithoutText }) => emailWithoutText)}.`;
    case 'L1.form-of-type':
      return `Dokumentarten: ${types(({ form }) => form !== 'text')}.`;
    case 'L2.own-envelope':
      return `Dokumentarten: ${types(({ neverBundle }) => neverBundle)}.`;
    case 'L4.high-protection':
      return `Dokumentarten: ${types(({ protection }) => protection === 'high')}.`;
    case 'S10.category':
      return 'Kategorien per E-Mail: Beitragsrechnung, Abrechnung und Mitteilung, Vertragsinformation.';
    case 'S9.consent-missing':
      return consentIn(catalogue);
    case 'S21.insurer-notice':
      return `Frist: ${NOTICE_WEEKS} Wochen zum Monatsende; Post ab der Nacht des letzten Tages.`;
    case 'S22.terms-in-force':
      return `Ankündigung: mindestens ${ANNOUNCEMENT_WEEKS} Wochen vorher.`;
    case 'S14.residence':
      return 'Mitgliedstaaten mit Tagen: siehe unten.';
    case 'S7.not-enabled':
      return 'Freigaben nach Dokumentart, Sparte und Land: siehe Dokumentarten.';
    case 'S17.channel-closed':
    case 'S17.maintenance-window':
      return 'Nächte: siehe unten.';
    default:
      return null;
  }
}

function consentIn({ consent }: Catalogue): string {
  if (consent === null) return 'Art und Wortlaut der Einwilligung werden nicht geprüft, nur ihr Tag.';
  const wordings = [...consent.wordings].map(
    ([version, { from, until, jurisdictions }]) =>
      `${version} (${[...jurisdictions].join(', ')}; ab ${germanDay(from)}${until === null ? '' : ` bis ${germanDay(until)}`})`,
  );
  return `Anerkannt auf diesen Wegen: ${[...consent.methods].join(', ')}; in diesen Fassungen: ${wordings.join(', ')}.`;
}

function wordsOrNone({ contentGuard }: Catalogue): string {
  const words = [...contentGuard.values()].flat();
  return words.length === 0 ? 'keine' : words.join(', ');
}

function codesOr(entries: readonly (readonly [string, unknown])[]): string {
  return entries.length === 0 ? 'keine' : entries.map(([code]) => code).join(', ');
}
