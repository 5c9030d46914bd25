import { DISPATCH_STATES } from '../../../domain/dispatch.ts';
import type { ChannelCounts, PostReason, RunReport } from '../run-report.ts';
import { bar, stackedBar, type Part } from './charts.ts';
import { escaped } from '../../escape-html.ts';
import { section, table } from './html.ts';
import { ageText, count, cureFor, many, money, percentOf, PURPOSES, STATES } from './words.ts';

const CHANNELS: readonly (readonly [key: keyof ChannelCounts, label: string, tone: string])[] = [
  ['email', 'E-Mail', 'email'],
  ['post', 'Brief', 'post'],
  ['held', 'angehalten', 'warn'],
  ['inDoubt', 'zweifelhaft', 'bad'],
  ['withdrawn', 'zurückgezogen', 'quiet'],
  ['open', 'offen', 'good'],
];

function partsOf(counts: ChannelCounts): readonly Part[] {
  return CHANNELS.map(([key, label, tone]) => ({ label, value: counts[key], tone }));
}

export function channelsSection({ channels, types, books }: RunReport): string {
  const total = books.collected;
  const parts = partsOf(channels).filter(({ value }) => value > 0);
  const legend = parts
    .map(
      ({ label, value, tone }) =>
        `<li><i class="${tone}"></i>${escaped(`${label} ${count(value)} (${percentOf(value, total)})`)}</li>`,
    )
    .join('');
  const shown = types.slice(0, MOST_TYPES);
  return section(
    'channels',
    'Wohin die Dokumente gingen',
    '',
    stackedBar(
      parts,
      `Wege der Dokumente: ${parts.map(({ label, value }) => `${label} ${value}`).join(', ')}`,
    ),
    `<ul class="legend">${legend}</ul>`,
    '<h3>Nach Dokumentart</h3>',
    table(shown, [
      {
        header: 'Dokumentart',
        cell: ({ title, type }) =>
          `${escaped(title)}${type === null ? '' : `<small>${escaped(type)}</small>`}`,
      },
      {
        header: 'Wege',
        cell: (row) =>
          stackedBar(partsOf(row), `${row.title}: ${row.email} E-Mail, ${row.post} Brief`).replace(
            'bar tall',
            'bar',
          ),
      },
      { header: 'Dokumente', number: true, cell: ({ documents }) => count(documents) },
      {
        header: 'E-Mail',
        number: true,
        cell: ({ email, documents }) => `${count(email)} <small>${percentOf(email, documents)}</small>`,
      },
      { header: 'Brief', number: true, cell: ({ post }) => count(post) },
      { header: 'offen', number: true, cell: ({ held, inDoubt, open }) => count(held + inDoubt + open) },
    ]),
    types.length > shown.length
      ? `<p class="note">und ${many(types.length - shown.length, 'weitere Art', 'weitere Arten')}; die JSON-Datei nennt alle.</p>`
      : '',
  );
}

const MOST_TYPES = 15;

export function booksSection({ books }: RunReport): string {
  const rows = DISPATCH_STATES.flatMap((state) => {
    const value = books.documents[state] ?? 0;
    return value === 0 ? [] : [{ state, value }];
  });
  const sum = rows.reduce((total, { value }) => total + value, 0);
  const others = Object.entries(books.others).map(([purpose, states]) => {
    const told = Object.entries(states).map(([state, value]) => `${count(value)} ${STATES[state] ?? state}`);
    return `<li>${escaped(`${PURPOSES[purpose] ?? purpose}: ${told.join(', ')}`)}</li>`;
  });
  const differences = books.differences.map((text) => `<li>${escaped(text)}</li>`);
  return section(
    'books',
    'Bücher',
    books.balance === null
      ? 'Das Sammeln ist noch nicht abgeschlossen: Es gibt noch nichts zu vergleichen.'
      : `${many(books.collected, 'Dokument', 'Dokumente')} gesammelt, ${count(sum)} verbucht, Differenz ${count(books.collected - sum)}. Jedes Dokument steht in genau einem Zustand.`,
    differences.length === 0
      ? ''
      : `<ul><li><span class="tag bad">Differenz</span></li>${differences.join('')}</ul>`,
    table(
      rows,
      [
        {
          header: 'Zustand',
          cell: ({ state }) => `${escaped(STATES[state] ?? state)}<small>${state}</small>`,
        },
        { header: 'Dokumente', number: true, cell: ({ value }) => count(value) },
      ],
      ['Summe', count(sum)],
    ),
    others.length === 0 ? '' : `<h3>Daneben</h3><ul>${others.join('')}</ul>`,
  );
}

/** The Pareto: which reason to take away first. */
export function whyPostSection({ whyPost }: RunReport): string {
  const total = whyPost.reduce((sum, { documents }) => sum + documents, 0);
  if (total === 0) return section('why', 'Warum Briefe keine E-Mails waren', 'Kein Dokument ging als Brief.');
  const longest = whyPost[0]?.documents ?? 0;
  let before = 0;
  const rows = mostFrequent(whyPost).map((reason) => {
    before += reason.documents;
    return { ...reason, cumulated: before };
  });
  const costs = sumOfCosts(whyPost);
  return section(
    'why',
    'Warum Briefe keine E-Mails waren',
    'Der häufigste Grund zuerst, mit seinem Anteil am Porto einschließlich Kuvertierung. „Summe“ zählt die Gründe bis hierher zusammen.',
    table(
      rows,
      [
        { header: 'Grund', cell: ({ title, rule }) => `${escaped(title)}<small>${escaped(rule)}</small>` },
        {
          header: 'Menge',
          cell: ({ documents, title }) => bar(documents, longest, 'post', `${title}: ${documents}`),
        },
        { header: 'Briefe', number: true, cell: ({ documents }) => count(documents) },
        { header: 'Anteil', number: true, cell: ({ documents }) => percentOf(documents, total) },
        { header: 'Summe', number: true, cell: ({ cumulated }) => percentOf(cumulated, total) },
        { header: 'Porto', number: true, cell: ({ postageCents }) => money(postageCents) },
      ],
      ['Summe', '', count(total), '100 %', '', money(costs)],
    ),
  );
}

const MOST_REASONS = 14;

/** The rest in one line: the JSON file names each. */
function mostFrequent(reasons: readonly PostReason[]): readonly PostReason[] {
  if (reasons.length <= MOST_REASONS) return reasons;
  const rest = reasons.slice(MOST_REASONS - 1);
  const documents = rest.reduce((sum, reason) => sum + reason.documents, 0);
  return [
    ...reasons.slice(0, MOST_REASONS - 1),
    {
      rule: 'siehe JSON-Datei',
      title: `${rest.length} weitere Gründe`,
      documents,
      postageCents: sumOfCosts(rest),
    },
  ];
}

function sumOfCosts(reasons: readonly PostReason[]): number | null {
  if (reasons.some(({ postageCents }) => postageCents === null)) return null;
  return reasons.reduce((sum, { postageCents }) => sum + (postageCents ?? 0), 0);
}

export function casesSection({ cases }: RunReport): string {
  const total = cases.held + cases.inDoubt;
  if (total === 0) return section('cases', 'Angehalten und zweifelhaft', 'Nichts wartet auf einen Menschen.');
  return section(
    'cases',
    'Angehalten und zweifelhaft',
    `${count(cases.held)} angehalten, ${count(cases.inDoubt)} zweifelhaft. Das Älteste zuerst; die Gründe stehen so da, wie das Programm sie vermerkt hat.`,
    table(cases.listed, [
      {
        header: 'Dokument',
        cell: ({ documentId, dispatchId }) =>
          `${escaped(documentId)}<small>Versand ${escaped(dispatchId)}</small>`,
      },
      {
        header: 'Zustand',
        cell: ({ state }) =>
          `<span class="tag ${state === 'held' ? 'warn' : 'bad'}">${STATES[state] ?? state}</span>`,
      },
      { header: 'seit', number: true, cell: ({ ageMinutes }) => ageText(ageMinutes) },
      { header: 'Grund', cell: ({ reason }) => escaped(reason) },
      {
        header: 'Was tun',
        cell: ({ state, reason, command }) =>
          `<span>${escaped(cureFor(state, reason))}, dann <code>${escaped(command)}</code></span>`,
      },
    ]),
    total > cases.listed.length
      ? `<p class="note">und ${count(total - cases.listed.length)} weitere.</p>`
      : '',
  );
}
