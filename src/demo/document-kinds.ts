import type { LetterLayout } from './letters/letter-spec.ts';

/** What the letters of a document type look like, and what stands above them. */
export interface DocumentKind {
  readonly title: string;
  readonly layout: LetterLayout;
}

/** The document types of the demo's core system; all but the unknown ones are codes of the rule catalogue. */
export const DOCUMENT_KINDS = {
  BEITRAGSRECHNUNG: { title: 'Beitragsrechnung', layout: 'invoice' },
  RATENPLAN: { title: 'Ratenplan zur Beitragszahlung', layout: 'invoice' },
  SEPA_ANKUENDIGUNG: { title: 'Ankündigung einer SEPA-Lastschrift', layout: 'invoice' },
  QUALIFIZIERTE_MAHNUNG: { title: 'Mahnung mit Fristsetzung', layout: 'reminder' },
  STANDMITTEILUNG: { title: 'Jährliche Standmitteilung', layout: 'statement' },
  SCHADENABRECHNUNG: { title: 'Abrechnung Ihres Schadens', layout: 'statement' },
  BEITRAGSABRECHNUNG: { title: 'Abrechnung nach Änderung Ihres Vertrags', layout: 'statement' },
  KONTOAUSZUG: { title: 'Auszug Ihres Beitragskontos', layout: 'statement' },
  VERSICHERUNGSSCHEIN: { title: 'Versicherungsschein', layout: 'notice' },
  NACHTRAG: { title: 'Nachtrag zum Versicherungsschein', layout: 'notice' },
  VERTRAGSINFORMATION: { title: 'Information zu Ihrem Vertrag', layout: 'notice' },
  AENDERUNGSBESTAETIGUNG: { title: 'Bestätigung Ihrer Änderung', layout: 'notice' },
  NUTZUNGSBEDINGUNGEN: { title: 'Neue Nutzungsbedingungen für E-Mail', layout: 'notice' },
  BEDINGUNGSAENDERUNG: { title: 'Geänderte Versicherungsbedingungen', layout: 'notice' },
  ABTRETUNGSERKLAERUNG: { title: 'Abtretungserklärung zur Unterschrift', layout: 'notice' },
  ZUGANGSDATEN: { title: 'Ihre Zugangsdaten', layout: 'notice' },
  BONITAETSAUSKUNFT: { title: 'Mitteilung über eine Bonitätsauskunft', layout: 'notice' },
  LEISTUNGSABRECHNUNG: { title: 'Ihre Leistungsabrechnung', layout: 'statement' },
  INVALIDITAETSGUTACHTEN: { title: 'Gutachten zu Ihrem Antrag', layout: 'notice' },
  DROHNENSCHADEN_INFO: { title: 'Information zur Drohnenversicherung', layout: 'notice' },
} as const satisfies Readonly<Record<string, DocumentKind>>;

export type DocumentType = keyof typeof DOCUMENT_KINDS;

/** Lines of business with their names on letters; DROHNE is new and not yet in the catalogue. */
export const LINE_NAMES = {
  KFZ: 'Kraftfahrt',
  HAUS: 'Hausrat',
  PHV: 'Privathaftpflicht',
  RS: 'Rechtsschutz',
  WG: 'Wohngebäude',
  GEWERBE: 'Betriebshaftpflicht',
  LEBEN: 'Kapitallebensversicherung',
  RENTE: 'Private Rentenversicherung',
  KRANKEN: 'Krankenversicherung',
  ZAHN: 'Zahnzusatzversicherung',
  UNFALL: 'Unfallversicherung',
  DROHNE: 'Drohnenversicherung',
} as const;

export type LineOfBusiness = keyof typeof LINE_NAMES;

/** Codes that the demo uses although, and because, the catalogue does not know them (S8). */
export const UNKNOWN_CODES: readonly string[] = ['DROHNENSCHADEN_INFO', 'DROHNE'];
