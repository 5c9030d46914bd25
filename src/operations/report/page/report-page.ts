import type { RunReport } from '../run-report.ts';
import { booksSection, casesSection, channelsSection, whyPostSection } from './document-sections.ts';
import { anomaliesSection, emailSections, printSection, runSections } from './channel-sections.ts';
import { escaped } from '../../escape-html.ts';
import { STYLE } from './style.ts';
import {
  clock,
  count,
  day,
  many,
  moment,
  nextSteps,
  percentOf,
  RUN_STATES,
  VERDICTS,
  weekday,
} from './words.ts';

/**
 * The report of a run as one file without anything from elsewhere: it can be mailed, kept and printed, and needs no
 * JavaScript. In German, for the insurer's operators and managers; ids and commands stay as the program has them.
 */
export function reportPage(report: RunReport): string {
  const title = `Nacht zum ${day(report.businessDate)}`;
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(`${VERDICTS[report.verdict].sign} ${title} – Postausgang ${report.insurer}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header class="top"><span>Postausgang · ${escaped(report.insurer)}</span><span>Stand ${escaped(moment(report.generatedAt, report.timeZone))}</span></header>
${verdict(report)}
${tiles(report)}
${todo(report)}
${casesSection(report)}
${channelsSection(report)}
${booksSection(report)}
${whyPostSection(report)}
${emailSections(report)}
${printSection(report)}
${runSections(report)}
${anomaliesSection(report)}
<footer>Lauf ${escaped(report.run.id)} · ${escaped(report.run.startedBy)}@${escaped(report.run.host)}. Enthält Kennungen und Zahlen, keine Namen und Anschriften (L8).</footer>
</main>
</body>
</html>
`;
}

function verdict(report: RunReport): string {
  const { sign, title } = VERDICTS[report.verdict];
  const { run, books, timeZone, businessDate } = report;
  const times =
    run.finishedAt === null
      ? `begonnen ${clock(run.startedAt, timeZone)}`
      : `${clock(run.startedAt, timeZone)} bis ${clock(run.finishedAt, timeZone)} Uhr`;
  const balanced = {
    true: 'Die Bücher gehen auf.',
    false: 'Die Bücher gehen NICHT auf.',
    null: 'Die Bücher sind noch offen.',
  }[`${books.balance}`];
  const failure = run.failure === null ? '' : `<p>${escaped(run.failure)}</p>`;
  return `<div class="verdict ${report.verdict}"><div class="sign" aria-hidden="true">${sign}</div><div><h1>${escaped(title)}</h1><p>${escaped(`${weekday(businessDate)}, ${day(businessDate)} · ${times} · ${RUN_STATES[run.status] ?? run.status}${run.exitCode === null ? '' : ` (Exit ${run.exitCode})`}. ${balanced ?? ''}`)}</p>${failure}</div></div>`;
}

function tiles({ books, channels, cases }: RunReport): string {
  const total = books.collected;
  const waiting = cases.held + cases.inDoubt;
  const tile = (tone: string, value: string, label: string): string =>
    `<div class="tile ${tone}"><b>${escaped(value)}</b><span>${escaped(label)}</span></div>`;
  return `<div class="tiles">${[
    tile('', count(total), 'Dokumente'),
    tile('email', count(channels.email), `per E-Mail · ${percentOf(channels.email, total)}`),
    tile('post', count(channels.post), `als Brief · ${percentOf(channels.post, total)}`),
    tile(waiting > 0 ? 'warn' : 'good', count(waiting), 'angehalten oder zweifelhaft'),
    tile(
      books.balance === false ? 'bad' : 'good',
      books.balance === null ? 'offen' : books.balance ? 'gehen auf' : 'Differenz',
      'Bücher',
    ),
  ].join('')}</div>`;
}

function todo(report: RunReport): string {
  const steps = nextSteps(report);
  if (steps.length === 0) return '';
  const shown = steps.slice(0, 8);
  const items = shown.map(
    ({ text, command }) =>
      `<li>${escaped(text)}${command === null ? '' : ` <code>postausgang ${escaped(command)}</code>`}</li>`,
  );
  const rest = steps.length - shown.length;
  return `<section class="todo" aria-labelledby="todo"><h2 id="todo">Was zu tun ist</h2><ol>${items.join('')}</ol>${rest > 0 ? `<p class="note">und ${many(rest, 'weiterer Punkt', 'weitere Punkte')}: <code>postausgang status</code></p>` : ''}</section>`;
}
