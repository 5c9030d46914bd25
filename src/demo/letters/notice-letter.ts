import { SeededRandom } from '../random.ts';
import { germanDay } from './german-format.ts';
import type { LetterFlow } from './letter-flow.ts';
import { WORDING, writeClosing } from './wording.ts';

const CHANGES = [
  'Schäden durch grob fahrlässiges Verhalten sind künftig bis zur vollen Versicherungssumme mitversichert. Bisher galt hier eine Grenze.',
  'Die Frist, in der Sie uns einen Schaden melden können, verlängert sich von einer Woche auf einen Monat. Bitte melden Sie Schäden trotzdem so früh wie möglich.',
  'Die Höchstentschädigung für Wertsachen steigt. Welche Beträge für Sie gelten, finden Sie in der Anlage unter der Überschrift „Entschädigungsgrenzen“.',
  'Aufräum-, Bewegungs- und Schutzkosten ersetzen wir künftig zusätzlich zur Versicherungssumme.',
  'Der Versicherungsschutz gilt nun auch bei vorübergehenden Aufenthalten außerhalb Europas, soweit sie nicht länger als zwölf Monate dauern.',
] as const;

const STEPS = [
  'Bitte prüfen Sie die Angaben in diesem Schreiben und bewahren Sie es bei Ihren Versicherungsunterlagen auf. Sie müssen nichts weiter tun.',
  'Bitte vergleichen Sie die Angaben mit Ihren eigenen Unterlagen. Weicht etwas ab, so schreiben Sie uns innerhalb eines Monats.',
  'Wenn Sie mit den Angaben einverstanden sind, brauchen Sie nicht zu antworten.',
] as const;

/** A notice on the contract: running text under headings. */
export function writeNotice(flow: LetterFlow): void {
  const { spec } = flow;
  const random = new SeededRandom(spec.seed);
  const words = WORDING[spec.jurisdiction];
  const first = random.int(0, CHANGES.length - 1);
  const changes = Array.from({ length: random.int(2, 3) }, (_, index) => {
    const change = CHANGES[(first + index) % CHANGES.length];
    return change ?? '';
  });

  flow.paragraph(
    `mit diesem Schreiben informieren wir Sie über Ihren Vertrag mit der Nummer ${spec.contractNumber} in der Sparte ${spec.lineOfBusiness}. Es gehört zu Ihrem ${words.policy === 'Polizze' ? 'Versicherungsvertrag und ergänzt Ihre Polizze' : 'Versicherungsschein'}.`,
  );
  flow.heading('Worum es geht');
  for (const change of changes) flow.paragraph(change);
  flow.heading('Ab wann es gilt');
  flow.paragraph(
    `Die Angaben gelten ab dem 01.01.${Number(spec.date.slice(0, 4)) + 1}. Maßgeblich ist der Stand Ihres Vertrags am ${germanDay(spec.date)}. Alle übrigen Vereinbarungen bleiben unverändert; Ihr Versicherungsschutz besteht ohne Unterbrechung fort.`,
  );
  flow.heading('Was Sie tun können');
  flow.paragraph(random.pick(STEPS));
  writeClosing(flow);
}
