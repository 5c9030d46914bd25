import type { DocumentType } from '../../classify/catalogue.ts';
import type { Category } from '../../domain/decision.ts';

export const CATEGORIES: Readonly<Record<Category, string>> = {
  premium_invoice: 'Beitragsrechnung',
  statement: 'Abrechnung, Mitteilung',
  contract_notice: 'Vertragsinformation',
  protected: 'besonders geschützt (S11)',
  other: 'sonstige, nur Post',
};

export const FORMS: Readonly<Record<DocumentType['form'], string>> = {
  text: 'Textform',
  written: 'Schriftform',
  proof: 'Zugangsnachweis',
};

const SECTIONS: Readonly<Record<string, string>> = {
  version: 'Version',
  changes: 'Änderungsverzeichnis',
  documentTypes: 'Dokumentart',
  linesOfBusiness: 'Sparte',
  euMembership: 'EU-Mitgliedschaft',
  maintenanceWindows: 'Wartung',
  channelSwitches: 'Abschaltung',
  retentionClasses: 'Aufbewahrung',
  terms: 'Nutzungsbedingungen',
  consent: 'Einwilligung',
  contentGuard: 'Wörter der Inhaltsprüfung',
  rules: 'Regel',
  laterReasons: 'Späterer Grund',
};

const VALUES: Readonly<Record<string, string>> = {
  ...CATEGORIES,
  ...FORMS,
  true: 'ja',
  false: 'nein',
  all: 'alle',
  high: 'hoch',
  normal: 'normal',
};

const FIELDS: Readonly<Record<string, string>> = {
  title: 'Bezeichnung',
  name: 'Bezeichnung',
  category: 'Kategorie',
  form: 'Form',
  protection: 'Schutzbedarf',
  neverBundle: 'eigener Umschlag',
  enabledForEmail: 'per E-Mail',
  retention: 'Aufbewahrung',
  protected: 'Personenversicherung',
  lifeOrPension: 'Leben oder Rente',
  citation: 'Fundstelle',
  german: 'Wortlaut',
  english: 'englische Kurzfassung',
  from: 'ab',
  until: 'bis',
  countries: 'Länder',
  linesOfBusiness: 'Sparten',
  reason: 'Grund',
  by: 'von',
  years: 'Jahre',
  announcedOn: 'angekündigt',
  effectiveOn: 'in Kraft',
  methods: 'Wege',
  wordings: 'Fassungen',
  jurisdictions: 'Rechtsordnungen',
  version: 'Version',
  summary: 'was',
  on: 'am',
  emailWithoutText: 'ohne lesbaren Text per E-Mail',
};

/** `documentTypes.MAHNUNG.form` as counsel reads it: `Dokumentart MAHNUNG: Form`. */
export function placeInGerman([section = '', code, ...fields]: readonly string[]): string {
  const named = [SECTIONS[section] ?? section, ...(code === undefined ? [] : [code])].join(' ');
  const rest = fields.map((field) => FIELDS[field] ?? field).join(' › ');
  return rest === '' ? named : `${named}: ${rest}`;
}

/** `countries: all, from: 2024-10-01` as counsel reads it; a wording stays as it is. */
export function valueInGerman(value: string): string {
  return value
    .replaceAll(/(?<=^|[ (])(\w+): /g, (_, key: string) => `${FIELDS[key] ?? key}: `)
    .replaceAll(/(?<=^|: )(\w+)(?=[;)]|$)/g, (word) => VALUES[word] ?? word)
    .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, germanDay);
}

/** `2026-11-23` as `23.11.2026`. */
export function germanDay(day: string): string {
  return day.split('-').toReversed().join('.');
}

export function yesOrNo(value: boolean): string {
  return value ? 'ja' : 'nein';
}
