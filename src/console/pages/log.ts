import { listActions } from '../../ledger/audit/audit-actions.ts';
import { maskAddresses } from '../../operations/mask-addresses.ts';
import { moment } from '../../operations/report/page/words.ts';
import { card, table, tag } from '../html/components.ts';
import { html, type Content } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';

const MOST = 300;

/** Actions as people say them; the rest stands there by its own name. */
const WORDS: Readonly<Record<string, string>> = {
  login: 'angemeldet',
  run: 'Lauf gestartet',
  resolve: 'Zweifel geklärt',
  release_held: 'Angehaltene freigegeben',
  release_print: 'Druckdatei freigegeben',
  hold_print: 'Druckdatei angehalten',
  cancel_print: 'Druckdatei zurückgerufen',
  reprint: 'Nachdruck bestellt',
  suppression_add: 'Adresse gesperrt',
  suppression_remove: 'Sperre aufgehoben',
  channel_close: 'E-Mail-Kanal geschlossen',
  channel_open: 'E-Mail-Kanal geöffnet',
};

function actionWords(action: string): Content {
  const [, name = '', refused] = /^console_(\w+?)(_refused)?$/.exec(action) ?? [];
  const word = WORDS[name];
  if (word === undefined) return html`<code>${action}</code>`;
  return html`${refused !== undefined && tag('bad', 'abgelehnt')} ${word}<small>${action}</small>`;
}

/** Who did what, and what was refused: the newest actions of the audit. */
export function logPage(routes: Routes, { app: { ledger, config } }: ConsoleParts): void {
  routes.page('/log', async () => ({
    title: 'Protokoll',
    menu: '/log',
    content: html`<h1>Protokoll</h1>
      <p>
        Was Menschen taten und was abgelehnt wurde. Jede Zeile ist Teil der Prüfkette (<code
          >audit verify</code
        >); was mit einem Dokument oder einer Druckdatei geschah, steht auch dort.
      </p>
      ${card(
        'Die neuesten',
        table(
          await listActions(ledger, MOST),
          [
            { header: 'Zeit', cell: ({ at }) => moment(at, config.timeZone) },
            { header: 'Person', cell: ({ person }) => person ?? '–' },
            { header: 'Was', cell: ({ action }) => actionWords(action) },
            { header: 'Woran', cell: ({ subject }) => subject },
            { header: 'Begründung', cell: ({ reason }) => maskAddresses(reason) },
          ],
          'Noch nichts.',
        ),
      )}`,
  }));
}
