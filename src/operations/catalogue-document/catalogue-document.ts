import type { Catalogue, DocumentType } from '../../classify/catalogue.ts';
import type { CatalogueChange } from '../../classify/catalogue-changes.ts';
import { LATER_REASON_IDS, RULE_IDS } from '../../classify/rule-ids.ts';
import {
  heading,
  table,
  text,
  type Block,
  type RuleBlock,
  type WrittenDocument,
} from '../written-document/blocks.ts';
import { CATEGORIES, FORMS, germanDay, placeInGerman, valueInGerman, yesOrNo } from './german.ts';
import { parametersOf } from './parameters.ts';

export interface Comparison {
  /** What the older catalogue is: `Version 2026-10, im Einsatz seit 01.10.2026`. */
  readonly with: string;
  readonly changes: readonly CatalogueChange[];
}

/** The rule catalogue as a German document that counsel can read and sign. Pure: the same rules give the same document. */
export function catalogueDocument(catalogue: Catalogue, comparison: Comparison | null): WrittenDocument {
  return {
    title: `Regelwerk für den Postausgang, Version ${catalogue.version}`,
    footer: `Regelwerk ${catalogue.version} · Prüfsumme ${catalogue.hash.slice(0, 16)}`,
    blocks: [
      text(
        `Dieses Dokument gibt vollständig wieder, nach welchen Regeln der nächtliche Postausgang entscheidet. Prüfsumme der Regeln (SHA-256): ${catalogue.hash}. Sie steht bei jeder Entscheidung, die mit dieser Fassung getroffen wird.`,
      ),
      heading('Wer was geändert hat'),
      table(
        [
          ['Version', 14],
          ['Tag', 14],
          ['Wer', 26],
          ['Was', 46],
        ],
        catalogue.changes.map(({ version, on, by, summary }) => [version, germanDay(on), by, summary]),
        'Nicht angegeben.',
      ),
      ...comparisonBlocks(comparison),
      heading('Wie entschieden wird'),
      text(
        'Die Regeln werden in der folgenden Reihenfolge geprüft; die erste, die greift, entscheidet. Was nicht nachweislich für E-Mail geeignet ist, geht mit der Post; was kein Weg befördern kann, wird angehalten. Die Sperre für besonders geschützte Daten (S11) steht im Programm und kann hier nur erweitert werden. E-Mails werden nur mit TLS 1.2 oder neuer übertragen (S1); davon gibt es keine Ausnahme.',
      ),
      heading('Die Regeln in ihrer Reihenfolge'),
      ...RULE_IDS.map((id) => ruleBlock(id, catalogue)),
      heading('Was nach der Entscheidung noch von der E-Mail nehmen kann'),
      ...LATER_REASON_IDS.map((id) => ruleBlock(id, catalogue)),
      heading('Dokumentarten'),
      typesTable(catalogue),
      heading('Sparten'),
      table(
        [
          ['Kürzel', 22],
          ['Bezeichnung', 42],
          ['Personenversicherung (S11)', 18],
          ['Leben, Rente (L5)', 18],
        ],
        [...catalogue.linesOfBusiness].map(([code, line]) => [
          code,
          line.name,
          yesOrNo(line.protected),
          yesOrNo(line.lifeOrPension),
        ]),
      ),
      ...datedBlocks(catalogue),
      heading('Abnahme'),
      text('Geprüft und freigegeben wird die Fassung mit der oben genannten Prüfsumme.'),
      {
        kind: 'signatures',
        lines: ['Rechtsabteilung: Ort, Tag, Name, Unterschrift', 'Fachbereich: Ort, Tag, Name, Unterschrift'],
      },
    ],
  };
}

function comparisonBlocks(comparison: Comparison | null): readonly Block[] {
  if (comparison === null) {
    return [heading('Unterschiede zur früheren Fassung'), text('Eine frühere Fassung liegt nicht vor.')];
  }
  return [
    heading(`Unterschiede zur früheren Fassung (${comparison.with})`),
    table(
      [
        ['Stelle', 30],
        ['Bisher', 35],
        ['Jetzt', 35],
      ],
      comparison.changes.map(({ path, before, after }) => [
        placeInGerman(path),
        before === null ? '–' : valueInGerman(before),
        after === null ? '–' : valueInGerman(after),
      ]),
      'Keine: Beide Fassungen sagen dasselbe.',
    ),
  ];
}

function ruleBlock(id: string, catalogue: Catalogue): RuleBlock {
  const wording = catalogue.texts.get(id);
  return {
    kind: 'rule',
    id,
    clause: wording?.clause ?? '',
    wording: wording?.german ?? '',
    citation: wording?.citation ?? '',
    parameters: parametersOf(id, catalogue),
  };
}

function typesTable(catalogue: Catalogue): Block {
  return table(
    [
      ['Dokumentart', 28],
      ['Kategorie, Form', 18],
      ['Umschlag, Schutz', 16],
      ['Per E-Mail (S7)', 24],
      ['Aufbewahrung (L7)', 14],
    ],
    [...catalogue.documentTypes].map(([code, type]) => [
      `${type.title} (${code})`,
      `${CATEGORIES[type.category]}; ${FORMS[type.form]}`,
      `${type.neverBundle ? 'eigener Umschlag' : 'gemeinsam möglich'}; Schutzbedarf ${type.protection === 'high' ? 'hoch' : 'normal'}`,
      enabledText(type),
      catalogue.retentionClasses.get(type.retention)?.title ?? type.retention,
    ]),
    'Keine.',
  );
}

function enabledText({ enabledForEmail }: DocumentType): string {
  if (enabledForEmail.length === 0) return 'nein';
  return enabledForEmail
    .map(
      ({ from, linesOfBusiness, countries }) =>
        `ab ${germanDay(from)}: ${listed(linesOfBusiness, 'alle Sparten')}; ${listed(countries, 'alle Länder der EU')}`,
    )
    .join(' · ');
}

function listed(codes: 'all' | ReadonlySet<string>, all: string): string {
  return codes === 'all' ? all : [...codes].join(', ');
}

function datedBlocks(catalogue: Catalogue): readonly Block[] {
  return [
    heading('Mitgliedstaaten der EU (S14)'),
    text(
      [...catalogue.euMembership]
        .map(
          ([country, periods]) =>
            `${country} ${periods.map(({ from, until }) => (until === null ? `seit ${germanDay(from)}` : `${germanDay(from)} bis ${germanDay(until)}`)).join(' und ')}`,
        )
        .join(' · '),
    ),
    heading('Nutzungsbedingungen (S22)'),
    table(
      [
        ['Version', 30],
        ['Angekündigt', 35],
        ['In Kraft', 35],
      ],
      catalogue.terms.map(({ version, announcedOn, effectiveOn }) => [
        version,
        germanDay(announcedOn),
        germanDay(effectiveOn),
      ]),
    ),
    heading('Nächte ohne E-Mail (S17)'),
    table(
      [
        ['Von', 16],
        ['Bis', 16],
        ['Grund', 44],
        ['Angeordnet von', 24],
      ],
      [
        ...catalogue.maintenanceWindows.map(({ from, until, reason }) => [
          germanDay(from),
          germanDay(until),
          reason,
          'Wartung',
        ]),
        ...catalogue.channelSwitches.map(({ from, until, reason, by }) => [
          germanDay(from),
          until === null ? 'auf Weiteres' : germanDay(until),
          reason,
          by,
        ]),
      ],
      'Keine vorgesehen.',
    ),
    heading('Aufbewahrung (L7)'),
    table(
      [
        ['Klasse', 30],
        ['Deutschland', 15],
        ['Österreich', 15],
        ['Fundstelle', 40],
      ],
      [...catalogue.retentionClasses.values()].map(({ title, years, citation }) => [
        title,
        `${years.DE} Jahre`,
        `${years.AT} Jahre`,
        citation,
      ]),
    ),
  ];
}
