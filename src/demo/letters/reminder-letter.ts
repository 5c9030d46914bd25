import { addDays, parseBusinessDate } from '../../domain/business-date.ts';
import { DEMO_INSURER } from '../insurer.ts';
import { SeededRandom } from '../random.ts';
import { euros, germanDay } from './german-format.ts';
import { TEXT } from './geometry.ts';
import type { LetterFlow } from './letter-flow.ts';
import { TINT, type TextStyle } from './letter-page.ts';
import { drawTable } from './table.ts';
import { WORDING, writeClosing } from './wording.ts';

/** § 38 (1) VVG and § 39 (1) VersVG: at least two weeks from receipt; the post gets some days. */
const DAYS_TO_PAY = 18;
const NOTICE_STYLE: TextStyle = { size: 9.5 };
const NOTICE_PADDING = 4;

/** A qualified premium reminder (L2): the instruction on the consequences stands on the front, in a frame. */
export function writeReminder(flow: LetterFlow): void {
  const { spec } = flow;
  const random = new SeededRandom(spec.seed);
  const words = WORDING[spec.jurisdiction];
  const premium = random.int(6000, 48_000);
  const costs = 500;
  const until = germanDay(addDays(parseBusinessDate(spec.date), DAYS_TO_PAY));

  flow.paragraph(
    `zu Ihrem Vertrag ${spec.contractNumber} in der Sparte ${spec.lineOfBusiness} haben wir für den folgenden Betrag noch keinen Eingang feststellen können:`,
  );
  drawTable(
    flow,
    [
      { title: 'Forderung', width: 90 },
      { title: 'Fällig am', width: 35 },
      { title: 'Betrag', width: 40, align: 'right' },
    ],
    [
      [`Folge${words.premium.toLowerCase()}`, germanDay(spec.date.slice(0, 8) + '01'), euros(premium)],
      ['Mahnkosten', '', euros(costs)],
    ],
    ['Offener Betrag', '', euros(premium + costs)],
  );
  flow.paragraph(
    `Bitte überweisen Sie ${euros(premium + costs)} bis zum ${until} auf unser Konto ${DEMO_INSURER.iban.replaceAll(' ', '\u00a0')}, Verwendungszweck ${spec.contractNumber}.`,
  );
  drawInstruction(flow, [
    `Rechtsfolgen nach ${words.reminderLaw}`,
    `Tritt ein Versicherungsfall nach dem ${until} ein und sind Sie dann mit der Zahlung noch in Verzug, so sind wir von der Verpflichtung zur Leistung frei.`,
    `Sind Sie nach dem ${until} noch in Verzug, so können wir den Vertrag ohne Einhaltung einer Frist kündigen. Die Kündigung wird unwirksam, wenn Sie innerhalb eines Monats danach zahlen und bis dahin kein Versicherungsfall eingetreten ist.`,
  ]);
  writeClosing(flow);
}

function drawInstruction(flow: LetterFlow, [title, ...passages]: readonly [string, ...string[]]): void {
  const width = TEXT.right - TEXT.left - 2 * NOTICE_PADDING;
  const heights = passages.map((passage) => flow.heightOf(passage, NOTICE_STYLE, width) + 1.6);
  const height = 6 + heights.reduce((sum, one) => sum + one, 0) + NOTICE_PADDING;
  flow.keepTogether(height + 4);
  flow.page.box(TEXT.left, flow.y - 3, TEXT.right - TEXT.left, height, TINT);
  const place = { left: TEXT.left + NOTICE_PADDING, width };
  flow.space(2.6);
  flow.paragraph(title, { ...NOTICE_STYLE, font: 'semibold' }, { ...place, after: 0.8 });
  for (const passage of passages) flow.paragraph(passage, NOTICE_STYLE, { ...place, after: 1.6 });
  flow.space(5.5);
}
