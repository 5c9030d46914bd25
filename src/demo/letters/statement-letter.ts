import { SeededRandom } from '../random.ts';
import { euros, germanDay } from './german-format.ts';
import { TEXT } from './geometry.ts';
import type { LetterFlow } from './letter-flow.ts';
import { BRAND, GREY, TINT } from './letter-page.ts';
import { drawTable } from './table.ts';
import { WORDING, writeClosing } from './wording.ts';

const GAP = 5;
const FIGURE_HEIGHT = 17;
const CHART_HEIGHT = 32;

/** A statement: three figures at a glance, five years as bars, then every movement. */
export function writeStatement(flow: LetterFlow): void {
  const { spec } = flow;
  const random = new SeededRandom(spec.seed);
  const words = WORDING[spec.jurisdiction];
  const year = Number(spec.date.slice(0, 4));
  const years = Array.from({ length: 5 }, (_, index) => ({
    year: String(year - 4 + index),
    cents: random.int(12_000, 190_000) + index * 9_000,
  }));
  const movements = movementsOf(random, year, words.premium);
  const balance = movements.reduce((sum, { cents }) => sum + cents, 0);
  const paid = movements.filter(({ cents }) => cents > 0).reduce((sum, { cents }) => sum + cents, 0);

  flow.paragraph(
    `hier finden Sie die Zahlen zu Ihrem Vertrag ${spec.contractNumber} in der Sparte ${spec.lineOfBusiness}, Stand ${germanDay(spec.date)}.`,
  );
  drawFigures(flow, [
    ['Gutgeschrieben', euros(paid)],
    ['Berechnet', euros(paid - balance)],
    ['Saldo zu Ihren Gunsten', euros(balance)],
  ]);
  flow.heading(`Die letzten fünf Jahre: ${words.premiumOf}summe je Jahr`);
  drawBars(flow, years);
  flow.heading('Alle Buchungen');
  drawTable(
    flow,
    [
      { title: 'Datum', width: 26 },
      { title: 'Vorgang', width: 73 },
      { title: 'Betrag', width: 33, align: 'right' },
      { title: 'Saldo', width: 33, align: 'right' },
    ],
    withBalance(movements).map(({ day, what, cents, sum }) => [day, what, euros(cents), euros(sum)]),
    ['', `Saldo am ${germanDay(spec.date)}`, '', euros(balance)],
  );
  flow.paragraph(
    'Einen Saldo zu Ihren Gunsten verrechnen wir mit der nächsten Rechnung. Auf Wunsch überweisen wir ihn auf Ihr Konto.',
  );
  writeClosing(flow);
}

interface Movement {
  readonly day: string;
  readonly what: string;
  readonly cents: number;
}

function movementsOf(random: SeededRandom, year: number, premium: string): readonly Movement[] {
  const months = Array.from({ length: random.int(5, 8) }, (_, index) => index + 1);
  return months.flatMap((month) => {
    const cents = random.int(2000, 26_000);
    const day = (date: string): string => `${date}.${String(month).padStart(2, '0')}.${year}`;
    return [
      { day: day('02'), what: `Zahlung, Lastschrift`, cents: cents + random.pick([0, 0, 1250]) },
      { day: day('03'), what: `${premium} für den Monat`, cents: -cents },
    ];
  });
}

function withBalance(movements: readonly Movement[]): readonly (Movement & { readonly sum: number })[] {
  let sum = 0;
  return movements.map((movement) => {
    sum += movement.cents;
    return { ...movement, sum };
  });
}

function drawFigures(flow: LetterFlow, figures: readonly (readonly [string, string])[]): void {
  flow.keepTogether(FIGURE_HEIGHT + 6);
  const width = (TEXT.right - TEXT.left - GAP * (figures.length - 1)) / figures.length;
  figures.forEach(([label, value], index) => {
    const x = TEXT.left + index * (width + GAP);
    flow.page.box(x, flow.y - 3, width, FIGURE_HEIGHT, TINT);
    flow.page.text(x + 3, flow.y + 2.2, label, { size: 8.5, colour: GREY });
    flow.page.text(x + 3, flow.y + 9.8, value, { size: 14, font: 'semibold', colour: BRAND });
  });
  flow.space(FIGURE_HEIGHT + 5);
}

function drawBars(
  flow: LetterFlow,
  bars: readonly { readonly year: string; readonly cents: number }[],
): void {
  flow.keepTogether(CHART_HEIGHT + 8);
  const most = Math.max(...bars.map(({ cents }) => cents));
  const step = (TEXT.right - TEXT.left) / bars.length;
  const ground = flow.y + CHART_HEIGHT - 4;
  bars.forEach(({ year, cents }, index) => {
    const height = (cents / most) * (CHART_HEIGHT - 9);
    const middle = TEXT.left + (index + 0.5) * step;
    flow.page.box(middle - 8, ground - height, 16, height, BRAND);
    flow.page.text(middle, ground - height - 1.2, euros(cents), { size: 8, align: 'centre' });
    flow.page.text(middle, ground + 4, year, { size: 8, colour: GREY, align: 'centre' });
  });
  flow.page.line([TEXT.left, ground], [TEXT.right, ground], 0.5, GREY);
  flow.space(CHART_HEIGHT + 8);
}
