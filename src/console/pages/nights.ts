import { listBatches } from '../../ledger/batch-store.ts';
import { countByState } from '../../ledger/dispatch-store.ts';
import { listRuns } from '../../ledger/run-store.ts';
import { readDueNights } from '../../night-watch.ts';
import { listNightRuns } from '../../operations/list-runs.ts';
import { count, day, moment, weekday } from '../../operations/report/page/words.ts';
import { card, table, tag } from '../html/components.ts';
import { html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';
import { RUN_KINDS, runTag, nightLink } from '../words.ts';

const NIGHTS_SHOWN = 31;

/** Nights (batches), and runs of all of them. */
export function nightsPages(routes: Routes, { app }: ConsoleParts): void {
  const { ledger, config } = app;
  const at = (iso: string): string => moment(iso, config.timeZone);

  routes.page('/nights', async () => {
    const nights = [];
    for (const batch of await listBatches(ledger, NIGHTS_SHOWN)) {
      const last = (await listRuns(ledger, batch.id)).findLast(({ kind }) => kind !== 'worker');
      nights.push({ batch, last, states: await countByState(ledger, [batch.id]) });
    }
    const known = new Set(nights.map(({ batch }) => batch.businessDate));
    const missing = (await readDueNights(app)).filter((date) => !known.has(date));
    return {
      title: 'Nächte',
      menu: '/nights',
      live: nights.some(({ last }) => last?.status === 'running'),
      content: html`<h1>Nächte</h1>
        ${
          missing.length > 0 &&
          card(
            'Nicht begonnen',
            html`<ul>
              ${missing.map((date) => html`<li><a href="/nights/${date}">${weekday(date)}, ${day(date)}</a> hätte laufen sollen.</li>`)}
            </ul>`,
          )
        }
        ${card(
          'Die neuesten',
          table(
            nights,
            [
              {
                header: 'Nacht',
                cell: ({ batch }) =>
                  html`${nightLink(batch.businessDate)}<small>${weekday(batch.businessDate)}</small>`,
              },
              {
                header: 'Stand',
                cell: ({ batch, last }) =>
                  batch.completedAt === null
                    ? html`${last === undefined ? tag('quiet', 'kein Lauf') : runTag(last.status)}<small
                          >nicht vollständig</small
                        >`
                    : tag('good', 'vollständig'),
              },
              { header: 'Dokumente', number: true, cell: ({ batch }) => count(batch.collected) },
              { header: 'E-Mail', number: true, cell: ({ states }) => count(states.emailed ?? 0) },
              {
                header: 'Brief',
                number: true,
                cell: ({ states }) =>
                  count((states.queued_print ?? 0) + (states.bundled ?? 0) + (states.handed_over ?? 0)),
              },
              { header: 'angehalten', number: true, cell: ({ states }) => count(states.held ?? 0) },
              { header: 'zweifelhaft', number: true, cell: ({ states }) => count(states.in_doubt ?? 0) },
            ],
            'Es gab noch keine Nacht.',
          ),
        )}`,
    };
  });

  routes.page('/runs', async () => {
    const runs = await listNightRuns(ledger, { date: null, nights: NIGHTS_SHOWN });
    return {
      title: 'Läufe',
      menu: '/runs',
      live: runs.some(({ status }) => status === 'running'),
      content: html`<h1>Läufe</h1>
        ${card(
          'Die neuesten',
          table(
            runs,
            [
              {
                header: 'Lauf',
                cell: (run) =>
                  html`<code>${run.id.slice(0, 8)}</code><small>${RUN_KINDS[run.kind] ?? run.kind}</small>`,
              },
              {
                header: 'Nacht',
                cell: (run) => nightLink(run.businessDate),
              },
              {
                header: 'Stand',
                cell: (run) =>
                  html`${runTag(run.status)}${run.failure !== null && html`<small lang="en">${run.failure}</small>`}`,
              },
              { header: 'Beginn', cell: (run) => at(run.startedAt) },
              { header: 'Ende', cell: (run) => (run.finishedAt === null ? '–' : at(run.finishedAt)) },
              { header: 'Verantwortlich', cell: (run) => html`${run.startedBy}<small>${run.host}</small>` },
            ],
            'Es gab noch keinen Lauf.',
          ),
        )}`,
    };
  });
}
