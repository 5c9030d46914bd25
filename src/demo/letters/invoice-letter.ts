import { SeededRandom } from '../random.ts';
import { DEMO_INSURER } from '../insurer.ts';
import { euros, germanDay, wholeEuros } from './german-format.ts';
import type { LetterFlow } from './letter-flow.ts';
import { drawTable } from './table.ts';
import { WORDING, writeClosing } from './wording.ts';

const MODULES = [
  'Grunddeckung',
  'Glasbruch',
  'Elementargefahren',
  'Überspannung',
  'Ableitungsrohre',
  'Fahrraddiebstahl',
  'Schutzbrief',
  'Forderungsausfall',
  'Schlüsselverlust',
  'Mietsachschäden',
  'Fahrerschutz',
  'Auslandsdeckung',
] as const;

/** A premium invoice: what is insured, what it costs, when it is paid. */
export function writeInvoice(flow: LetterFlow): void {
  const { spec } = flow;
  const random = new SeededRandom(spec.seed);
  const words = WORDING[spec.jurisdiction];
  const year = Number(spec.date.slice(0, 4)) + 1;
  const modules = MODULES.slice(0, random.int(3, 7)).map((name) => ({
    name,
    sum: random.int(20, 900) * 1000,
    deductible: random.pick([0, 150, 300, 500, 1000]),
    cents: random.int(1900, 38_000),
  }));
  const net = modules.reduce((sum, { cents }) => sum + cents, 0);
  const tax = Math.round((net * words.taxRate) / 100);

  flow.paragraph(
    `für Ihren Vertrag in der Sparte ${spec.lineOfBusiness} wird ${spec.jurisdiction === 'AT' ? 'die Prämie' : 'der Beitrag'} für die Zeit vom 01.01.${year} bis zum 31.12.${year} fällig. Die folgende Übersicht zeigt, wie sich der Betrag zusammensetzt.`,
  );
  drawTable(
    flow,
    [
      { title: 'Baustein', width: 57 },
      { title: 'Versicherungssumme', width: 40, align: 'right' },
      { title: words.deductible, width: 34, align: 'right' },
      { title: `Jahres${words.premium.toLowerCase()}`, width: 34, align: 'right' },
    ],
    [
      ...modules.map(({ name, sum, deductible, cents }) => [
        name,
        wholeEuros(sum),
        deductible === 0 ? 'keine' : wholeEuros(deductible),
        euros(cents),
      ]),
      [`${words.premium} netto`, '', '', euros(net)],
      [words.tax, '', '', euros(tax)],
    ],
    ['Zu zahlen', '', '', euros(net + tax)],
  );
  flow.paragraph(
    random.chance(0.6)
      ? `Wir buchen den Betrag von ${euros(net + tax)} am 02.01.${year} von Ihrem Konto ab (Mandatsreferenz M${random.digits(9)}, Gläubiger-Identifikationsnummer ${DEMO_INSURER.creditorId}). Bitte sorgen Sie für ausreichende Deckung.`
      : `Bitte überweisen Sie ${euros(net + tax)} bis zum 15.01.${year} auf unser Konto ${DEMO_INSURER.iban.replaceAll(' ', '\u00a0')} und geben Sie als Verwendungszweck ${spec.contractNumber} an.`,
  );
  flow.paragraph(
    `Berechnet am ${germanDay(spec.date)} nach dem Stand Ihres Vertrags an diesem Tag. Hat sich seither etwas geändert, etwa durch einen Umzug, so teilen Sie uns das bitte mit: Wir prüfen gern, ob Ihr Versicherungsschutz noch passt.`,
  );
  writeClosing(flow);
}
