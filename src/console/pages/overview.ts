import { NotFoundError } from '../../domain/errors.ts';
import { channelClosedOn } from '../../ledger/channel-switch-store.ts';
import { listBatches } from '../../ledger/batch-store.ts';
import { countByState } from '../../ledger/dispatch-store.ts';
import { readConditions } from '../../night-watch.ts';
import { count, day, moment, percentOf, weekday } from '../../operations/report/page/words.ts';
import { readStatus, type BatchStatus } from '../../operations/status.ts';
import { card, tag } from '../html/components.ts';
import { html, type Html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';
import { toDos, type ToDo } from '../to-do.ts';
import { runTag } from '../words.ts';

/** Nights that are looked through for what is held: more than a year of them. */
const NIGHTS = 400;

/** What somebody wants to know first at 6 a.m.: is all well, what is to be done, how did the night go. */
export function overviewPage(routes: Routes, { app }: ConsoleParts): void {
  routes.page('/', async () => {
    const { ledger, config } = app;
    const status = await newestNight(() => readStatus(ledger, null, config.core.writeBack !== null));
    const open = (await listBatches(ledger, NIGHTS)).filter(({ completedAt }) => completedAt === null);
    const waiting =
      open.length === 0
        ? {}
        : await countByState(
            ledger,
            open.map(({ id }) => id),
          );
    const closed = await channelClosedOn(ledger, app.today());
    const list = toDos(await readConditions(app), {
      held: waiting.held ?? 0,
      channelClosedBy: closed?.person ?? null,
    });
    const running = status?.runs.some((run) => run.status === 'running') ?? false;
    return {
      title: 'Übersicht',
      menu: '/',
      live: running,
      content: html`${verdict(list, running)} ${list.length > 0 && toDoCard(list)}
      ${status === null ? card('Noch keine Nacht', html`<p>Es gab noch keinen Lauf.</p>`) : nightCard(status, config.timeZone)}`,
    };
  });
}

async function newestNight(read: () => Promise<BatchStatus>): Promise<BatchStatus | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

function verdict(list: readonly ToDo[], running: boolean): Html {
  const critical = list.some(({ severity }) => severity === 'critical');
  const [kind, sign, title] = critical
    ? ['bad', '✕', 'Sofort ansehen']
    : running
      ? ['busy', '…', 'Ein Lauf ist an der Arbeit']
      : list.length > 0
        ? ['warn', '!', 'Es gibt etwas zu tun']
        : ['good', '✓', 'Alles in Ordnung'];
  const lead =
    list.length === 0
      ? 'Nichts wartet auf eine Person.'
      : `${list.length === 1 ? 'Ein Punkt wartet' : `${list.length} Punkte warten`} auf eine Person.`;
  return html`<section class="verdict ${kind}">
    <span class="sign" aria-hidden="true">${sign}</span>
    <div>
      <h1>${title}</h1>
      <p>${lead}</p>
    </div>
  </section>`;
}

function toDoCard(list: readonly ToDo[]): Html {
  return card(
    'Was zu tun ist',
    html`<ol class="todo">
      ${list.map(
        ({ severity, title, hint, href, link }) =>
          html`<li>
            <div>
              ${severity === 'critical' ? tag('bad', 'dringend') : tag('warn', 'offen')} <b>${title}</b>
              <p>${hint}</p>
            </div>
            <a class="button" href="${href}">${link}</a>
          </li>`,
      )}
    </ol>`,
  );
}

function nightCard(status: BatchStatus, timeZone: string): Html {
  const { batch, states, books, runs } = status;
  const last = runs.findLast(({ kind }) => kind !== 'worker');
  const email = states.emailed ?? 0;
  const post = (states.queued_print ?? 0) + (states.bundled ?? 0) + (states.handed_over ?? 0);
  const total = Object.values(states).reduce((sum, each) => sum + each, 0);
  const tile = (value: string, label: string, tone = ''): Html =>
    html`<li class="${tone}"><b>${value}</b> <span>${label}</span></li>`;
  const balance = { true: 'gehen auf', false: 'Differenz', null: 'offen' }[`${books.balance}`] ?? '';
  return card(
    `Neueste Nacht: ${weekday(batch.businessDate)}, ${day(batch.businessDate)}`,
    html`<p>
        ${last === undefined ? 'Noch kein Lauf.' : html`${runTag(last.status)} begonnen ${moment(last.startedAt, timeZone)}${last.finishedAt !== null && `, beendet ${moment(last.finishedAt, timeZone)}`}`}
      </p>
      <ul class="tiles">
        ${tile(count(batch.collected), 'Dokumente')}
        ${tile(count(email), `per E-Mail · ${percentOf(email, total)}`, 'email')}
        ${tile(count(post), `per Brief · ${percentOf(post, total)}`, 'post')}
        ${tile(count((states.held ?? 0) + (states.in_doubt ?? 0)), 'angehalten oder zweifelhaft', 'warn')}
        ${tile(balance, 'Bücher', books.balance === false ? 'bad' : 'good')}
      </ul>
      <p><a class="button" href="/nights/${batch.businessDate}">Nacht ansehen</a></p>`,
  );
}
