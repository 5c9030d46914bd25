import type { Condition } from '../operations/alerts/conditions.ts';
import { day, many } from '../operations/report/page/words.ts';

/** Something that somebody should do now. */
export interface ToDo {
  readonly severity: Condition['severity'];
  readonly title: string;
  readonly hint: string;
  readonly href: string;
  /** What the link says. */
  readonly link: string;
}

interface Way {
  readonly hint: string;
  readonly href: (subject: string) => string;
  readonly link: string;
}

const night = (date: string): string => `/nights/${encodeURIComponent(date)}`;
const printFile = (id: string): string => `/print-files/${encodeURIComponent(id)}`;
const SHOP = { href: printFile, link: 'Druckdatei ansehen' };

/** By the beginning of a condition's cause: what to do here about it. */
const WAYS: Readonly<Record<string, Way>> = {
  unbalanced: {
    hint: 'Nicht erneut starten. Datenbank, Journal und Log so lassen und die Entwickler rufen.',
    href: night,
    link: 'Nacht ansehen',
  },
  'run-failed': {
    hint: 'Ursache beheben, dann den Lauf wiederholen.',
    href: night,
    link: 'Lauf wiederholen',
  },
  'run-missing': { hint: 'Zeitplan prüfen, dann die Nacht nachholen.', href: night, link: 'Nacht nachholen' },
  'run-late': { hint: 'Nachsehen, ob er vorankommt.', href: night, link: 'Fortschritt ansehen' },
  'in-doubt': {
    hint: 'Im Log des Relays nach der Message-ID suchen, dann klären.',
    href: () => '/in-doubt',
    link: 'Zweifelhafte klären',
  },
  'on-hold': {
    hint: 'Ansehen; eine zweite Person gibt frei.',
    href: printFile,
    link: 'Druckdatei ansehen',
  },
  'shop-overdue': { hint: 'Die Druckerei anrufen.', ...SHOP },
  'shop-rejected': { hint: 'Den Grund bei der Druckerei erfragen, dann nachdrucken.', ...SHOP },
  'shop-spoiled': { hint: 'Die betroffenen Sendungen nachdrucken.', ...SHOP },
  'shop-finding': {
    hint: 'Mit der Druckerei klären, dann auf der Kommandozeile: settle-finding.',
    href: () => '/print-files',
    link: 'Druckdateien ansehen',
  },
  anomaly: { hint: 'Den Bericht der Nacht ansehen.', href: () => '/reports', link: 'Berichte ansehen' },
};

const ELSEWHERE: Way = { hint: '', href: () => '/nights', link: 'Nächte ansehen' };

/** What to do now, the worst first: what the alerts tell of, and what is held. Pure. */
export function toDos(
  conditions: readonly Condition[],
  open: { readonly held: number; readonly channelClosedBy: string | null },
): readonly ToDo[] {
  const told = conditions.map(({ cause, severity, title }): ToDo => {
    const [kind = '', ...subject] = cause.split(':');
    const { hint, href, link } = WAYS[kind] ?? ELSEWHERE;
    return { severity, title: withDay(title), hint, link, href: href(subject.join(':')) };
  });
  const held: readonly ToDo[] =
    open.held === 0
      ? []
      : [
          {
            severity: 'warning',
            title: `${many(open.held, 'Dokument ist', 'Dokumente sind')} angehalten`,
            hint: 'Die Ursache von jedem beheben, dann freigeben.',
            href: '/held',
            link: 'Angehaltene ansehen',
          },
        ];
  const channel: readonly ToDo[] =
    open.channelClosedBy === null
      ? []
      : [
          {
            severity: 'warning',
            title: `Der E-Mail-Kanal ist geschlossen, von ${open.channelClosedBy}`,
            hint: 'Alles geht per Post, bis er wieder geöffnet ist.',
            href: '/channel',
            link: 'Kanal ansehen',
          },
        ];
  const all = [...told, ...channel, ...held];
  return [
    ...all.filter(({ severity }) => severity === 'critical'),
    ...all.filter((each) => each.severity !== 'critical'),
  ];
}

/** Dates as the rest of the page writes them. */
function withDay(title: string): string {
  return title.replaceAll(/\b\d{4}-\d{2}-\d{2}\b(?!-)/g, (date) => day(date));
}
