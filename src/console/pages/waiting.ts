import { listWaiting, type ListedCase } from '../../operations/list-waiting.ts';
import { releaseHeld } from '../../operations/release-held.ts';
import { ageText, cureFor, many } from '../../operations/report/page/words.ts';
import { maskAddresses } from '../../operations/mask-addresses.ts';
import { severalOf } from '../body.ts';
import { FormError } from '../errors.ts';
import { card, english, table, type Column } from '../html/components.ts';
import { form, reasonField } from '../html/form.ts';
import { html, type Html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';
import { documentLink, PURPOSE_WORDS, nightLink } from '../words.ts';

/** What waits for a person: held, and in doubt. */
export function waitingPages(routes: Routes, { app }: ConsoleParts): void {
  const { ledger } = app;

  routes.page('/held', async (visit) => {
    const cases = await listWaiting(ledger, 'held', null);
    const columns: readonly Column<ListedCase>[] = [
      {
        header: 'Auswahl',
        cell: ({ dispatchId, documentId }) =>
          html`<input
            type="checkbox"
            name="dispatch"
            value="${dispatchId}"
            form="release"
            aria-label="${documentId} auswählen"
          />`,
      },
      ...columnsOf('held'),
    ];
    const release = form(
      visit,
      { action: '/held/release', role: 'operate', button: 'Ausgewählte freigeben', id: 'release' },
      html`<p>
        Freigegebene entscheidet der nächste Lauf neu. Eigene Schreiben enden damit: Sie wurden von Hand
        geschrieben.
      </p>`,
      reasonField('release', 'Was wurde behoben?'),
    );
    return {
      title: 'Angehalten',
      menu: '/held',
      content: html`<h1>Angehalten</h1>
        ${card(many(cases.length, 'Dokument', 'Dokumente'), table(cases, columns, 'Nichts ist angehalten.'))}
        ${cases.length > 0 && card('Freigeben', release)}`,
    };
  });

  routes.page('/in-doubt', async () => {
    const cases = await listWaiting(ledger, 'in_doubt', null);
    return {
      title: 'Zweifelhaft',
      menu: '/in-doubt',
      content: html`<h1>Zweifelhaft</h1>
        <p>
          Diese E-Mails können angekommen sein oder nicht. Niemand rät: Im Log des Relays nach der Message-ID
          suchen, dann das Dokument öffnen und klären.
        </p>
        ${card(
          many(cases.length, 'E-Mail', 'E-Mails'),
          table(
            cases,
            [
              ...columnsOf('in_doubt'),
              {
                header: 'Message-ID',
                cell: ({ messageId }) => (messageId === null ? '–' : html`<code>${messageId}</code>`),
              },
            ],
            'Nichts ist zweifelhaft.',
          ),
        )}`,
    };
  });

  routes.action({
    name: 'release_held',
    url: '/held/release',
    role: 'operate',
    subject: (_visit, body) => severalOf(body, 'dispatch').join(','),
    work: async ({ body, person, reason }) => {
      const dispatchIds = severalOf(body, 'dispatch');
      if (dispatchIds.length === 0) throw new FormError('Erst auswählen, was freigegeben werden soll.');
      const released = await releaseHeld(ledger, { dispatchIds, reason, person });
      return {
        to: '/held',
        told: `${many(released.length, 'Dokument ist', 'Dokumente sind')} freigegeben: Der nächste Lauf entscheidet neu.`,
      };
    },
  });
}

function columnsOf(state: 'held' | 'in_doubt'): readonly Column<ListedCase>[] {
  return [
    {
      header: 'Dokument',
      cell: (each): Html =>
        html`${documentLink(each.documentId)}<small>${PURPOSE_WORDS[each.purpose] ?? each.purpose}</small>`,
    },
    {
      header: 'Nacht',
      cell: ({ businessDate }) => nightLink(businessDate),
    },
    { header: 'Grund', cell: ({ reason }) => english(maskAddresses(reason ?? 'unknown')) },
    { header: 'Zu tun', cell: ({ reason }) => cureFor(state, reason ?? '') },
    { header: 'Seit', number: true, cell: ({ ageMinutes }) => ageText(ageMinutes) },
  ];
}
