import { channelClosedOn, listChannelTurns } from '../../ledger/channel-switch-store.ts';
import { day, moment } from '../../operations/report/page/words.ts';
import { switchChannel } from '../../operations/switch-channel.ts';
import { lineOrNull } from '../body.ts';
import { card, table, tag } from '../html/components.ts';
import { field, form, reasonField } from '../html/form.ts';
import { html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';
import { dateOf } from './night.ts';

const TURNS_SHOWN = 50;

/** S17: the emergency switch of the e-mail channel, beside those that the rule catalogue holds. */
export function channelPage(routes: Routes, { app }: ConsoleParts): void {
  const { ledger, config, catalogue } = app;

  routes.page('/channel', async (visit) => {
    const today = app.today();
    const closed = await channelClosedOn(ledger, today);
    const planned = catalogue.channelSwitches.filter(({ until }) => until === null || until >= today);
    const close = form(
      visit,
      { action: '/channel/close', role: 'operate', button: 'E-Mail-Kanal schließen', grave: true },
      field({
        name: 'until',
        label: 'Bis einschließlich',
        type: 'date',
        optional: true,
        hint: 'Leer: bis ihn jemand öffnet.',
        scope: 'close',
      }),
      reasonField('close', 'Begründung', 'Steht in jeder Entscheidung. Keine Namen von Kunden.'),
    );
    const open = form(
      visit,
      { action: '/channel/open', role: 'approve', button: 'E-Mail-Kanal öffnen' },
      reasonField('open'),
    );
    return {
      title: 'E-Mail-Kanal',
      menu: '/channel',
      content: html`<h1>E-Mail-Kanal</h1>
        ${card(
          'Stand',
          closed === null
            ? html`<p>${tag('good', 'offen')} Die Regeln entscheiden über jedes Dokument.</p>`
            : html`<p>
                ${tag('warn', 'geschlossen')}
                ${closed.until === null ? 'bis ihn jemand öffnet' : `bis einschließlich ${day(closed.until)}`}:
                „${closed.reason}“ (${closed.person}, ${moment(closed.at, config.timeZone)})
              </p>`,
          planned.map(
            ({ from, until, reason }) =>
              html`<p>
                ${tag('quiet', 'Regelkatalog')} geschlossen ab
                ${day(from)}${until !== null && ` bis ${day(until)}`}: „${reason}“
              </p>`,
          ),
        )}
        ${
          closed === null
            ? card(
                'Schließen',
                html`<p>
                  Alles geht per Post, auch in einem Lauf, der gerade sendet. Was versandt ist, bleibt
                  versandt.
                </p>`,
                close,
              )
            : card('Öffnen', open)
        }
        ${card(
          'Verlauf',
          table(
            await listChannelTurns(ledger, TURNS_SHOWN),
            [
              { header: 'Zeit', cell: ({ at }) => moment(at, config.timeZone) },
              {
                header: 'Stellung',
                cell: (turn) => (turn.closed ? tag('warn', 'geschlossen') : tag('good', 'offen')),
              },
              { header: 'Bis', cell: ({ until }) => (until === null ? '–' : day(until)) },
              { header: 'Person', cell: ({ person }) => person },
              { header: 'Begründung', cell: ({ reason }) => reason },
            ],
            'Der Kanal wurde noch nie geschlossen.',
          ),
        )}`,
    };
  });

  for (const [action, role] of [
    ['close', 'operate'],
    ['open', 'approve'],
  ] as const) {
    routes.action({
      name: `channel_${action}`,
      url: `/channel/${action}`,
      role,
      subject: () => 'email',
      work: async ({ body, person, reason }) => {
        const given = action === 'close' ? lineOrNull(body, 'until', 'Bis einschließlich') : null;
        const until = given === null ? null : dateOf(given);
        await switchChannel(ledger, { action, until, reason, person }, app.today());
        return {
          to: '/channel',
          told: action === 'close' ? 'Der E-Mail-Kanal ist geschlossen.' : 'Der E-Mail-Kanal ist offen.',
        };
      },
    });
  }
}
