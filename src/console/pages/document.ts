import { explain } from '../../app.ts';
import { resolveDoubt } from '../../operations/resolve.ts';
import { releaseHeld } from '../../operations/release-held.ts';
import { explanationText } from '../../operations/explain-text.ts';
import type { ExplainedDispatch } from '../../operations/explain.ts';
import { clock, moment, OUTCOMES, STATES } from '../../operations/report/page/words.ts';
import { idOf, lineOf, oneOf } from '../body.ts';
import { behind, card, english, facts, table } from '../html/components.ts';
import { choiceField, field, form, reasonField } from '../html/form.ts';
import { html, type Content, type Html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';
import type { Visit } from '../visit.ts';
import { printFileLink, PURPOSE_WORDS, stateTag, nightLink } from '../words.ts';

/** Why one document left as it did, and what a person can do about it. No personal data beyond what `explain` shows. */
export function documentPage(routes: Routes, { app }: ConsoleParts): void {
  const { ledger, config } = app;

  routes.page('/documents', async (visit) => {
    const id = visit.query['id']?.trim() ?? '';
    const search = searchCard(id);
    if (id === '')
      return {
        title: 'Dokument suchen',
        menu: '',
        content: html`<h1>Dokument suchen</h1>
          ${search}`,
      };
    return documentContent(visit, id);
  });
  routes.page('/documents/:id', (visit) => documentContent(visit, idOf(visit, 'id')));

  async function documentContent(
    visit: Visit,
    id: string,
  ): Promise<{ title: string; menu: string; content: Html }> {
    const explanation = await explain(app, id);
    const { documentId, answer, dispatches } = explanation;
    return {
      title: documentId,
      menu: '',
      content: html`<h1>Dokument <code>${documentId}</code></h1>
        ${card(
          'Antwort',
          answer.map((text) => html`<p class="answer">${text}</p>`),
        )}
        ${dispatches.map((dispatch) => dispatchCard(visit, documentId, dispatch, config.timeZone))}
        ${card('Alles, was gelesen und geprüft wurde', behind('Regeln, Angaben und Belege', html`<pre lang="en" tabindex="0">${explanationText(explanation, config.timeZone)}</pre>`))}
        ${searchCard('')}`,
    };
  }

  routes.action({
    name: 'resolve',
    url: '/documents/:id/resolve',
    role: 'operate',
    subject: (_visit, body) => `dispatch ${String(body['dispatch'])}`,
    work: async ({ visit, body, person, reason }) => {
      const as = oneOf(body, 'as', ['accepted', 'not-accepted'], 'Was der Nachweis zeigt');
      const dispatchId = lineOf(body, 'dispatch', 'Versand');
      const { state } = await resolveDoubt(ledger, { dispatchId, as, evidence: reason, person });
      return {
        to: `/documents/${encodeURIComponent(idOf(visit, 'id'))}`,
        told:
          state === 'emailed'
            ? 'Geklärt: Die E-Mail ist angekommen.'
            : 'Geklärt: Das Dokument geht per Post, mit dem nächsten Lauf.',
      };
    },
  });

  routes.action({
    name: 'release_held',
    url: '/documents/:id/release',
    role: 'operate',
    subject: (_visit, body) => `dispatch ${String(body['dispatch'])}`,
    work: async ({ visit, body, person, reason }) => {
      await releaseHeld(ledger, { dispatchIds: [lineOf(body, 'dispatch', 'Versand')], reason, person });
      return {
        to: `/documents/${encodeURIComponent(idOf(visit, 'id'))}`,
        told: 'Freigegeben: Der nächste Lauf entscheidet neu.',
      };
    },
  });
}

function searchCard(id: string): Html {
  return card(
    'Anderes Dokument',
    html`<form method="get" action="/documents">
      ${field({ name: 'id', label: 'Kennung des Dokuments', value: id, scope: 'search' })}
      <p><button type="submit">Suchen</button></p>
    </form>`,
  );
}

function dispatchCard(visit: Visit, documentId: string, dispatch: ExplainedDispatch, timeZone: string): Html {
  const { dispatchId, state, businessDate, reason, attempts, events, printPlaces } = dispatch;
  const place = printPlaces.at(-1);
  return card(
    `${PURPOSE_WORDS[dispatch.purpose] ?? dispatch.purpose} (Versand ${dispatchId})`,
    facts([
      ['Zustand', stateTag(state)],
      ['Nacht', businessDate === null ? null : nightLink(businessDate)],
      ['Grund', reason === null ? null : english(reason)],
      [
        'Druckdatei',
        place === undefined ? null : html`${printFileLink(place.printFileId)}, Sendung ${place.mailpiece}`,
      ],
    ]),
    orders(visit, documentId, dispatch),
    attempts.length > 0 && html`<h3>Versuche per E-Mail</h3>`,
    attempts.length > 0 &&
      table(
        attempts,
        [
          {
            header: 'Versuch',
            cell: ({ number, startedAt }) => html`${number}<small>${moment(startedAt, timeZone)}</small>`,
          },
          { header: 'Ergebnis', cell: ({ outcome }) => OUTCOMES[outcome ?? 'unfinished'] ?? outcome },
          { header: 'Message-ID', cell: ({ messageId }) => html`<code>${messageId}</code>` },
          {
            header: 'Antwort',
            cell: ({ evidence, reason: why }) =>
              english([evidence?.reply?.code, evidence?.reply?.text ?? why].filter(Boolean).join(' ') || '–'),
          },
        ],
        '',
      ),
    html`<h3>Verlauf</h3>`,
    table(
      events,
      [
        {
          header: 'Zeit',
          cell: ({ at }) => html`${moment(at, timeZone)}<small>${clock(at, timeZone)}</small>`,
        },
        { header: 'Zustand', cell: ({ to }) => STATES[to] ?? to },
        { header: 'Grund', cell: (event) => english(event.reason) },
        { header: 'Person', cell: ({ person }) => person ?? 'Lauf' },
      ],
      'Noch nichts.',
    ),
  );
}

function orders(visit: Visit, documentId: string, { dispatchId, state }: ExplainedDispatch): Content {
  const url = `/documents/${encodeURIComponent(documentId)}`;
  const which = html`<input type="hidden" name="dispatch" value="${dispatchId}" />`;
  if (state === 'in_doubt') {
    return html`<div class="order">
      <h3>Klären</h3>
      ${form(
        visit,
        { action: `${url}/resolve`, role: 'operate', button: 'Klären' },
        which,
        choiceField('Was zeigt der Nachweis?', 'as', [
          ['accepted', 'Angekommen: zählt als per E-Mail versandt'],
          ['not-accepted', 'Nicht angekommen: geht per Post'],
        ]),
        reasonField(
          `resolve-${dispatchId}`,
          'Nachweis',
          'Zum Beispiel die Zeile im Log des Relays. Keine Namen von Kunden.',
        ),
      )}
    </div>`;
  }
  if (state === 'held') {
    return html`<div class="order">
      <h3>Freigeben</h3>
      ${form(visit, { action: `${url}/release`, role: 'operate', button: 'Freigeben' }, which, reasonField(`release-${dispatchId}`, 'Was wurde behoben?'))}
    </div>`;
  }
  return null;
}
