import { DISPATCH_STATES } from '../../domain/dispatch.ts';
import { parseBusinessDate, type BusinessDate } from '../../domain/business-date.ts';
import { findBatch } from '../../ledger/batch-store.ts';
import { readDueNights } from '../../night-watch.ts';
import {
  clock,
  count,
  day,
  moment,
  secondsText,
  STATES,
  STEP_NAMES,
  weekday,
} from '../../operations/report/page/words.ts';
import { readStatus, type BatchStatus, type RunStatusLine } from '../../operations/status.ts';
import { FormError } from '../errors.ts';
import { behind, card, english, table, tag } from '../html/components.ts';
import { form, reasonField } from '../html/form.ts';
import { html, type Content, type Html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';
import type { Visit } from '../visit.ts';
import { exitWords, fileTag, printFileLink, RUN_KINDS, runTag } from '../words.ts';

/** One night: its runs and their progress, its books and print files; and the run that sets it right. */
export function nightPage(routes: Routes, parts: ConsoleParts): void {
  const { app, runs } = parts;
  const { ledger, config } = app;

  routes.page('/nights/:date', async (visit) => {
    const date = dateOf(visit.params['date']);
    const head = html`<h1>Nacht zum ${day(date)} <small>${weekday(date)}</small></h1>`;
    if ((await findBatch(ledger, date)) === null) {
      const due = (await readDueNights(app)).includes(date);
      const content = html`${head}${startedHere(parts, date)}${card('Diese Nacht hat nicht begonnen', due ? startForm(visit, date, 'nightly') : html`<p>Sie ist nicht fällig.</p>`)}`;
      return { title: `Nacht zum ${day(date)}`, menu: '/nights', content, live: isAtWork(parts, date) };
    }
    const status = await readStatus(ledger, date, config.core.writeBack !== null);
    const running = status.runs.some((run) => run.status === 'running');
    return {
      title: `Nacht zum ${day(date)}`,
      menu: '/nights',
      live: running || isAtWork(parts, date),
      content: html`${head}${startedHere(parts, date)}
      ${card(
        'Läufe',
        status.runs.toReversed().map((run) => runPart(run, config.timeZone)),
      )}
      ${again(visit, status, running)} ${booksCard(status)} ${filesCard(status)}`,
    };
  });

  routes.action({
    name: 'run',
    url: '/nights/:date/run',
    role: 'operate',
    subject: ({ params }) => params['date'] ?? '',
    work: async ({ visit, person }) => {
      const date = dateOf(visit.params['date']);
      const kind = (await findBatch(ledger, date)) === null ? 'nightly' : 'rerun';
      // A date that was typed wrongly must not become a night of its own.
      if (kind === 'nightly' && !(await readDueNights(app)).includes(date)) {
        throw new FormError(`Die Nacht zum ${day(date)} ist nicht fällig; hier wird sie nicht begonnen.`);
      }
      runs.start({ kind, date, by: person });
      return { to: `/nights/${date}`, told: 'Der Lauf ist gestartet. Diese Seite zeigt, wie er vorankommt.' };
    },
  });
}

export function dateOf(text: string | undefined): BusinessDate {
  try {
    return parseBusinessDate(text ?? '');
  } catch (cause) {
    throw new FormError('Dieses Datum gibt es nicht.', { cause });
  }
}

function isAtWork({ runs }: ConsoleParts, date: BusinessDate): boolean {
  return runs.lastOf(date) !== null && runs.lastOf(date)?.exitCode === undefined;
}

/** A run that never came to the ledger (another one is at it, a faulty configuration) is told of here alone. */
function startedHere({ runs }: ConsoleParts, date: BusinessDate): Content {
  const last = runs.lastOf(date);
  if (last === null) return null;
  if (last.exitCode === undefined)
    return html`<p class="told">${tag('busy', 'an der Arbeit')} Gestartet von ${last.by}.</p>`;
  const well = last.exitCode === 0 || last.exitCode === 2 || last.exitCode === 3;
  return html`<p class="told">
    ${tag(well ? 'good' : 'bad', 'beendet')} Der Lauf, den ${last.by} hier gestartet hat:
    ${exitWords(last.exitCode)}.
  </p>`;
}

function again(visit: Visit, { books, batch, runs }: BatchStatus, running: boolean): Content {
  if (running) return null;
  if (books.balance === false) {
    return card(
      'Nicht erneut starten',
      html`<p>Die Bücher gehen nicht auf. Datenbank, Journal und Log so lassen und die Entwickler rufen.</p>`,
    );
  }
  const failed = runs.findLast(({ kind }) => kind !== 'worker')?.status !== 'completed';
  const start = startForm(visit, batch.businessDate, 'rerun');
  return card('Lauf wiederholen', failed ? start : behind('Noch einmal laufen lassen', start));
}

function startForm(visit: Visit, date: BusinessDate, kind: 'nightly' | 'rerun'): Html {
  const what =
    kind === 'rerun'
      ? 'Nimmt nur die Dokumente dieser Nacht, und davon nur, was nicht aus dem Haus ist. Was in Zweifel steht, bleibt Menschen überlassen.'
      : 'Sammelt, entscheidet, sendet und druckt, was jetzt ansteht.';
  return html`<p>${what}</p>
    ${form(visit, { action: `/nights/${date}/run`, role: 'operate', button: kind === 'rerun' ? 'Lauf wiederholen' : 'Nacht nachholen' }, reasonField('run', 'Was wurde behoben?'))}`;
}

function runPart(run: RunStatusLine, timeZone: string): Html {
  return html`<article class="run">
    <h3>${RUN_KINDS[run.kind] ?? run.kind} <code>${run.id.slice(0, 8)}</code> ${runTag(run.status)}</h3>
    <p>
      ${run.startedBy} auf ${run.host},
      ${moment(run.startedAt, timeZone)}${run.finishedAt === null ? `; letztes Lebenszeichen ${clock(run.heartbeatAt, timeZone)}` : ` bis ${clock(run.finishedAt, timeZone)}`}${run.exitCode !== null && ` · ${exitWords(run.exitCode)}`}
    </p>
    ${run.failure !== null && html`<p class="refusal">${english(run.failure)}</p>`}
    ${
      run.steps.length > 0 &&
      table(
        run.steps,
        [
          { header: 'Schritt', cell: ({ step }) => STEP_NAMES[step] ?? step },
          {
            header: 'Stand',
            cell: ({ finishedAt }) =>
              finishedAt !== null
                ? tag('good', 'fertig')
                : run.status === 'running'
                  ? tag('busy', 'an der Arbeit')
                  : tag('bad', 'abgebrochen'),
          },
          {
            header: 'Dauer',
            number: true,
            cell: ({ startedAt, finishedAt }) =>
              finishedAt === null
                ? '–'
                : secondsText((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000),
          },
          {
            header: 'Zahlen',
            cell: ({ counts }) =>
              english(
                Object.entries(counts)
                  .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
                  .join(', '),
              ),
          },
        ],
        '',
      )
    }
  </article>`;
}

function booksCard({ states, books, batch }: BatchStatus): Html {
  const rows = DISPATCH_STATES.flatMap((state) => {
    const value = states[state] ?? 0;
    return value === 0 ? [] : [{ state, value }];
  });
  const balance =
    books.balance === null
      ? tag('quiet', 'noch offen')
      : books.balance
        ? tag('good', 'gehen auf')
        : tag('bad', 'gehen nicht auf');
  const links: Readonly<Record<string, string>> = { held: '/held', in_doubt: '/in-doubt' };
  return card(
    'Bücher',
    html`<p>
        ${balance} ${count(batch.collected)} Dokumente
        gesammelt${books.preliminary && '; vorläufig, solange ein Lauf daran ist'}.
      </p>
      ${
        books.differences.length > 0 &&
        html`<ul lang="en">
          ${books.differences.map((text) => html`<li>${text}</li>`)}
        </ul>`
      }`,
    table(
      rows,
      [
        {
          header: 'Zustand',
          cell: ({ state }) => {
            const href = links[state];
            const word = STATES[state] ?? state;
            return href === undefined ? word : html`<a href="${href}">${word}</a>`;
          },
        },
        { header: 'Menge', number: true, cell: ({ value }) => count(value) },
      ],
      'Noch nichts gesammelt.',
    ),
  );
}

function filesCard({ printFiles }: BatchStatus): Html {
  return card(
    'Druckdateien',
    table(
      printFiles,
      [
        {
          header: 'Druckdatei',
          cell: ({ id, stream }) => html`${printFileLink(id)}<small>${stream}</small>`,
        },
        { header: 'Stand', cell: ({ status }) => fileTag(status) },
        { header: 'Dokumente', number: true, cell: ({ documents }) => count(documents) },
        { header: 'Sendungen', number: true, cell: ({ mailpieces }) => count(mailpieces) },
      ],
      'Keine Druckdatei in dieser Nacht.',
    ),
  );
}
