import type { RunReport, ReportedPrintFile } from '../run-report.ts';
import { bar, columns, durationBar, timeline } from './charts.ts';
import { escaped } from '../../escape-html.ts';
import { section, table } from './html.ts';
import {
  anomalyText,
  clock,
  count,
  day,
  FILE_STATES,
  LEVELS,
  many,
  moment,
  money,
  OUTCOMES,
  percentOf,
  RUN_STATES,
  secondsText,
  STEP_NAMES,
} from './words.ts';

export function emailSections(report: RunReport): string {
  const { email, timeZone } = report;
  if (email.attempts === 0) return section('email', 'E-Mail', 'Kein Versuch in dieser Nacht.');
  const { from, until, pieceSeconds, pieces } = email.timeline;
  const outcomes = Object.entries(email.outcomes).map(([kind, value]) => ({ kind, value }));
  const longest = Math.max(...outcomes.map(({ value }) => value));
  const accepted = email.tls.reduce((sum, each) => sum + each.emails, 0);
  const ends =
    from === null || until === null
      ? ''
      : `<p class="scale"><span>${clock(from, timeZone)}</span><span>${clock(until, timeZone)}</span></p>`;
  return `<div class="pair">${section(
    'email',
    'E-Mail im Verlauf der Nacht',
    `${many(email.attempts, 'Versuch', 'Versuche')}, je Säule ${secondsText(pieceSeconds)}.`,
    timeline(
      pieces,
      `Versuche über die Zeit, höchstens ${Math.max(...pieces.map((piece) => piece.accepted + piece.other))} je Säule`,
    ),
    ends,
    '<ul class="legend"><li><i class="email"></i>angenommen</li><li><i class="warn"></i>anderes Ergebnis</li></ul>',
    table(outcomes, [
      { header: 'Ergebnis', cell: ({ kind }) => escaped(OUTCOMES[kind] ?? kind) },
      {
        header: 'Menge',
        cell: ({ kind, value }) =>
          bar(value, longest, kind === 'accepted' ? 'email' : 'warn', `${kind}: ${value}`),
      },
      { header: 'Versuche', number: true, cell: ({ value }) => count(value) },
    ]),
  )}${section(
    'tls',
    'Verschlüsselung',
    `${many(accepted, 'angenommene E-Mail', 'angenommene E-Mails')}${email.tls.every(({ protocol }) => protocol !== UNKNOWN) ? ', jede über nachgewiesenes TLS' : '; nicht für jede ist der Nachweis lesbar'}.`,
    table(email.tls, [
      {
        header: 'TLS',
        cell: ({ protocol, cipher }) =>
          `${escaped(protocol)}<small>${escaped(cipher.replaceAll('_', '_\u200b'))}</small>`,
      },
      { header: 'Stufe', cell: ({ level }) => escaped(LEVELS[level] ?? level) },
      {
        header: 'E-Mails',
        number: true,
        cell: ({ emails }) => `${count(emails)} <small>${percentOf(emails, accepted)}</small>`,
      },
    ]),
    '<h3>Nach Server</h3>',
    table(email.servers.slice(0, MOST_SERVERS), [
      { header: 'Server', cell: ({ server }) => escaped(server) },
      { header: 'TLS', cell: ({ protocols }) => escaped(protocols.join(', ')) },
      { header: 'Stufe', cell: ({ level }) => escaped(LEVELS[level] ?? level) },
      { header: 'E-Mails', number: true, cell: ({ emails }) => count(emails) },
    ]),
  )}</div>`;
}

const MOST_SERVERS = 20;
const UNKNOWN = 'unbekannt';

const TONES: Readonly<Record<string, string>> = { handed_over: 'good', on_hold: 'warn', cancelled: 'quiet' };

export function printSection({ print, timeZone }: RunReport): string {
  const { files, postageCents, saving } = print;
  if (files.length === 0) return section('print', 'Druckdateien', 'Keine Druckdatei in dieser Nacht.');
  const sum = (of: (file: ReportedPrintFile) => number | null): string =>
    count(
      files
        .filter(({ status }) => status !== 'cancelled')
        .reduce((total, file) => total + (of(file) ?? 0), 0),
    );
  const saved =
    saving.envelopes === 0
      ? ''
      : `Gemeinsame Umschläge sparten ${many(saving.envelopes, 'Sendung', 'Sendungen')} und ${money(saving.cents)}.`;
  return section(
    'print',
    'Druckdateien',
    `Porto und Kuvertierung zusammen ${money(postageCents)}. ${saved}`.trim(),
    table(
      files,
      [
        { header: 'Druckdatei', cell: ({ id, stream }) => `${escaped(id)}<small>${escaped(stream)}</small>` },
        { header: 'Stand', cell: (file) => `<span>${standOf(file, timeZone)}</span>` },
        { header: 'Dokumente', number: true, cell: ({ documents }) => count(documents) },
        { header: 'Sendungen', number: true, cell: ({ mailpieces }) => count(mailpieces) },
        { header: 'Blätter', number: true, cell: ({ sheets }) => count(sheets) },
        { header: 'Porto', number: true, cell: ({ postageCents: cents }) => money(cents) },
        {
          header: 'Produktion',
          cell: ({ productionDate }) => (productionDate === null ? '–' : day(productionDate)),
        },
        { header: 'Bestätigung', cell: (file) => acknowledgementOf(file, timeZone) },
      ],
      [
        'Summe',
        '',
        sum((file) => file.documents),
        sum((file) => file.mailpieces),
        sum((file) => file.sheets),
        money(postageCents),
        '',
        '',
      ],
    ),
  );
}

function standOf({ status, handedOverAt }: ReportedPrintFile, timeZone: string): string {
  const tag = `<span class="tag ${TONES[status] ?? 'warn'}">${escaped(FILE_STATES[status] ?? status)}</span>`;
  return handedOverAt === null ? tag : `${tag} <small>${escaped(moment(handedOverAt, timeZone))}</small>`;
}

function acknowledgementOf({ acknowledgement }: ReportedPrintFile, timeZone: string): string {
  if (acknowledgement === null) return '–';
  const accepted = acknowledgement.result === 'accepted';
  return `<span class="tag ${accepted ? 'good' : 'bad'}">${accepted ? 'angenommen' : 'abgelehnt'}</span> <small>${escaped(moment(acknowledgement.at, timeZone))}</small>`;
}

/** How long the steps took, and which runs the night had. */
export function runSections({ steps, runs, run, timeZone }: RunReport): string {
  const longest = Math.max(
    0.1,
    ...steps.flatMap(({ seconds, usual }) => [seconds ?? 0, usual?.highest ?? 0]),
  );
  const nights = Math.max(0, ...steps.map(({ usual }) => usual?.nights ?? 0));
  return `<div class="pair">${section(
    'steps',
    'Dauer der Schritte',
    nights === 0
      ? 'Noch keine frühere Nacht zum Vergleich.'
      : `Verglichen mit ${many(nights, 'früheren Nacht', 'früheren Nächten')}: Das helle Band ist die übliche Spanne, der Strich ihre Mitte.`,
    table(steps, [
      { header: 'Schritt', cell: ({ step }) => escaped(STEP_NAMES[step] ?? step) },
      {
        header: 'Dauer',
        cell: (step) => durationBar(step, longest, `${step.step}: ${secondsText(step.seconds)}`),
      },
      { header: 'heute', number: true, cell: ({ seconds }) => secondsText(seconds) },
      { header: 'üblich', number: true, cell: ({ usual }) => secondsText(usual?.median ?? null) },
    ]),
  )}${section(
    'runs',
    'Läufe dieser Nacht',
    '',
    table(runs, [
      {
        header: 'Lauf',
        cell: ({ id, kind }) =>
          `${escaped(id.slice(0, 8))}${id === run.id ? ' <b>←</b>' : ''}<small>${escaped(kind)}</small>`,
      },
      {
        header: 'Stand',
        cell: ({ status, failure }) =>
          `<span>${escaped(RUN_STATES[status] ?? status)}${failure === null ? '' : `<small>${escaped(failure)}</small>`}</span>`,
      },
      {
        header: 'Zeit',
        cell: ({ startedAt, finishedAt }) =>
          escaped(
            `${moment(startedAt, timeZone)} – ${finishedAt === null ? '' : clock(finishedAt, timeZone)}`,
          ),
      },
      { header: 'Exit', number: true, cell: ({ exitCode }) => (exitCode === null ? '–' : String(exitCode)) },
    ]),
  )}</div>`;
}

export function anomaliesSection({ anomalies, volumes }: RunReport): string {
  const list = anomalies.map(
    (anomaly) => `<li><span class="tag warn">ungewöhnlich</span> ${escaped(anomalyText(anomaly))}</li>`,
  );
  const first = volumes[0];
  const last = volumes.at(-1);
  return section(
    'anomalies',
    'Auffälligkeiten',
    anomalies.length > 0
      ? `${many(anomalies.length, 'Zahl liegt', 'Zahlen liegen')} außerhalb der üblichen Spanne.`
      : volumes.length > 1
        ? 'Nichts Auffälliges gegenüber den früheren Nächten.'
        : 'Noch keine frühere Nacht zum Vergleich.',
    list.length === 0 ? '' : `<ul>${list.join('')}</ul>`,
    volumes.length < 2 || first === undefined || last === undefined
      ? ''
      : `<h3>Dokumente je Nacht</h3>${columns(
          volumes.map(({ documents }) => documents),
          `Dokumente je Nacht, zuletzt ${last.documents}`,
        )}<p class="scale"><span>${day(first.businessDate)}</span><span>${day(last.businessDate)}</span></p>`,
  );
}
