import { listActions } from '../../ledger/audit/audit-actions.ts';
import { maskAddresses } from '../../operations/mask-addresses.ts';
import { moment } from '../../operations/report/page/words.ts';
import { card, table } from '../html/components.ts';
import { html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';

const MOST = 300;

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
            { header: 'Was', cell: ({ action }) => html`<code>${action}</code>` },
            { header: 'Woran', cell: ({ subject }) => subject },
            { header: 'Begründung', cell: ({ reason }) => maskAddresses(reason) },
          ],
          'Noch nichts.',
        ),
      )}`,
  }));
}
