import { changeSuppression } from '../../operations/suppressions.ts';
import { listSuppressions } from '../../ledger/suppression-store.ts';
import { localTimestamp } from '../../operations/local-moment.ts';
import { day } from '../../operations/report/page/words.ts';
import { maskAddresses } from '../../operations/mask-addresses.ts';
import { lineOf } from '../body.ts';
import { behind, card, english, table } from '../html/components.ts';
import { field, form, reasonField } from '../html/form.ts';
import { html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';
import { documentLink } from '../words.ts';

const MOST = 1000;

/** Addresses to which nothing is e-mailed; the ledger knows them as SHA-256 only (L8). */
export function suppressionsPage(routes: Routes, { app }: ConsoleParts): void {
  const { ledger, config } = app;
  const on = (iso: string): string => day(localTimestamp(iso, config.timeZone));

  routes.page('/suppressions', async (visit) => {
    const list = await listSuppressions(ledger, MOST);
    return {
      title: 'Sperrliste',
      menu: '/suppressions',
      content: html`<h1>Sperrliste</h1>
        <p>
          An diese Adressen geht keine E-Mail, sondern Post. Gespeichert ist nur ihr Fingerabdruck (SHA-256).
          Eine neue Adresse des Kunden steht nie auf der Liste.
        </p>
        ${card(
          'Gesperrt',
          table(
            list,
            [
              {
                header: 'Fingerabdruck',
                cell: ({ addressSha256 }) => html`<code>${addressSha256.slice(0, 12)}</code>`,
              },
              { header: 'Seit', cell: ({ since }) => on(since) },
              {
                header: 'Bis',
                cell: ({ until }) => (until === null ? 'auf Weiteres' : on(until)),
              },
              {
                header: 'Dokument',
                cell: ({ documentId }) => (documentId === null ? '–' : documentLink(documentId)),
              },
              { header: 'Person', cell: ({ person }) => person ?? 'Lauf' },
              { header: 'Grund', cell: ({ reason }) => english(maskAddresses(reason)) },
              {
                header: 'Aufheben',
                cell: ({ addressSha256 }) =>
                  behind(
                    'Aufheben …',
                    form(
                      visit,
                      { action: '/suppressions/remove', role: 'operate', button: 'Sperre aufheben' },
                      html`<input type="hidden" name="address" value="${addressSha256}" />`,
                      reasonField(`remove-${addressSha256.slice(0, 12)}`),
                    ),
                  ),
              },
            ],
            'Keine Adresse ist gesperrt.',
          ),
        )}
        ${card(
          'Adresse sperren',
          form(
            visit,
            { action: '/suppressions/add', role: 'operate', button: 'Sperren' },
            field({ name: 'address', label: 'E-Mail-Adresse', type: 'email', scope: 'add' }),
            reasonField('add'),
          ),
        )}`,
    };
  });

  for (const action of ['add', 'remove'] as const) {
    routes.action({
      name: `suppression_${action}`,
      url: `/suppressions/${action}`,
      role: 'operate',
      // The address itself never stands in the audit: the list's own events have its SHA-256.
      subject: () => 'suppression list',
      work: async ({ body, person, reason }) => {
        await changeSuppression(ledger, {
          action,
          address: lineOf(body, 'address', 'E-Mail-Adresse'),
          reason,
          person,
        });
        return {
          to: '/suppressions',
          told: action === 'add' ? 'Die Adresse ist gesperrt.' : 'Die Sperre ist aufgehoben.',
        };
      },
    });
  }
}
