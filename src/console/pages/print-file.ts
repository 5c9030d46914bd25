import { cancelPrint, hold, release, reprint } from '../../app.ts';
import { NotFoundError } from '../../domain/errors.ts';
import { listPrintFileEvents } from '../../ledger/print-file-event-store.ts';
import { findPrintFile, type PrintFileRecord } from '../../ledger/print-file-store.ts';
import { findRun } from '../../ledger/run-store.ts';
import { listShopCases } from '../../dispatch/shop-cases.ts';
import { count, many, moment } from '../../operations/report/page/words.ts';
import { idOf, lineOf } from '../body.ts';
import { behind, card, english, facts, table } from '../html/components.ts';
import { field, form, reasonField } from '../html/form.ts';
import { html, type Content, type Html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Action, Routes } from '../routes.ts';
import type { Visit } from '../visit.ts';
import { fileTag, printFileLink, nightLink } from '../words.ts';

const EVENTS: Readonly<Record<string, string>> = {
  held: 'angehalten',
  released: 'freigegeben',
  cancelled: 'zurückgerufen',
  reprint_ordered: 'Nachdruck bestellt',
  reprint_dropped: 'Nachdruck verworfen',
  handed_over: 'übergeben',
};

/** One print file: what is in it, who did what with it, and the orders that its state allows. */
export function printFilePage(routes: Routes, { app }: ConsoleParts): void {
  const { ledger, config } = app;

  routes.page('/print-files/:id', async (visit) => {
    const id = idOf(visit, 'id');
    const file = await findPrintFile(ledger, id);
    if (file === null) throw new NotFoundError(`There is no print file ${id}.`);
    const run = await findRun(ledger, file.runId);
    const author = file.orderedBy ?? run?.startedBy ?? null;
    const cases = (await listShopCases(ledger)).filter(({ printFileId }) => printFileId === id);
    return {
      title: `Druckdatei ${id}`,
      menu: '/print-files',
      content: html`<h1>Druckdatei <code>${id}</code></h1>
        ${card(
          'Stand',
          facts([
            ['Stand', fileTag(file.status)],
            ['Nacht', nightLink(file.businessDate)],
            ['Strom', file.stream],
            ['Datei', file.fileName === null ? null : html`<code>${file.fileName}</code>`],
            ['Dokumente', count(file.documents)],
            ['Sendungen', count(file.mailpieces)],
            ['Blätter', count(file.sheets)],
            ['Übergeben', file.handedOverAt === null ? null : moment(file.handedOverAt, config.timeZone)],
            ['Nachdruck von', file.sourceId === null ? null : printFileLink(file.sourceId)],
            ['Grund', file.reason],
            [file.orderedBy === null ? 'Lauf gestartet von' : 'Bestellt von', author],
          ]),
          cases.map(({ text }) => html`<p class="refusal">${english(text)}</p>`),
        )}
        ${orders(visit, file, author)}
        ${card(
          'Verlauf',
          table(
            await listPrintFileEvents(ledger, id),
            [
              { header: 'Zeit', cell: ({ at }) => moment(at, config.timeZone) },
              { header: 'Was', cell: ({ event }) => EVENTS[event] ?? event },
              { header: 'Person', cell: ({ person }) => person ?? 'Lauf' },
              { header: 'Begründung', cell: ({ reason }) => reason ?? '–' },
            ],
            'Noch nichts.',
          ),
        )}`,
    };
  });

  const on = (action: Omit<Action, 'url' | 'subject'> & { readonly verb: string }): void => {
    routes.action({
      ...action,
      url: `/print-files/:id/${action.verb}`,
      subject: ({ params }) => params['id'] ?? '',
    });
  };
  const to = (id: string): string => `/print-files/${encodeURIComponent(id)}`;

  on({
    name: 'release_print',
    verb: 'release',
    role: 'approve',
    work: async ({ visit, person }) => {
      const released = await release(app, { printFileId: idOf(visit, 'id'), person });
      return {
        to: to(released.printFileId),
        told: `Freigegeben und übergeben: ${many(released.documents, 'Dokument', 'Dokumente')}.`,
      };
    },
  });
  on({
    name: 'hold_print',
    verb: 'hold',
    role: 'operate',
    work: async ({ visit, person, reason }) => {
      const printFileId = idOf(visit, 'id');
      await hold(app, { printFileId, person, reason });
      return { to: to(printFileId), told: 'Angehalten: Sie wird nicht übergeben, bis jemand sie freigibt.' };
    },
  });
  on({
    name: 'cancel_print',
    verb: 'cancel',
    role: 'operate',
    work: async ({ visit, person, reason }) => {
      const { printFileId, queued } = await cancelPrint(app, {
        printFileId: idOf(visit, 'id'),
        person,
        reason,
      });
      return {
        to: to(printFileId),
        told: `Zurückgerufen: ${many(queued, 'Dokument kommt', 'Dokumente kommen')} mit dem nächsten Lauf in eine neue Druckdatei.`,
      };
    },
  });
  on({
    name: 'reprint',
    verb: 'reprint',
    role: 'operate',
    work: async ({ visit, body, person, reason }) => {
      const wish = {
        printFileId: idOf(visit, 'id'),
        mailpieces: lineOf(body, 'mailpieces', 'Sendungen'),
        reason,
        person,
        confirmedBy: null,
      };
      const made = await reprint(app, wish, AbortSignal.timeout(REPRINT_TIMEOUT));
      return {
        to: to(made.printFileId),
        told:
          made.status === 'on_hold'
            ? `Der Nachdruck von ${many(made.mailpieces, 'Sendung', 'Sendungen')} wartet auf Freigabe durch eine zweite Person.`
            : `Der Nachdruck von ${many(made.mailpieces, 'Sendung', 'Sendungen')} ist übergeben.`,
      };
    },
  });
}

/** Milliseconds. What was begun is taken on by the same order, or the next night. */
const REPRINT_TIMEOUT = 10 * 60_000;

function orders(visit: Visit, file: PrintFileRecord, author: string | null): Content {
  const url = `/print-files/${encodeURIComponent(file.id)}`;
  const call = behind(
    'Zurückrufen …',
    html`<p>Die Dokumente kommen mit dem nächsten Lauf in eine neue Druckdatei. Diese hier wird gelöscht.</p>
      ${form(visit, { action: `${url}/cancel`, role: 'operate', button: 'Zurückrufen', grave: true }, reasonField('cancel'))}`,
  );
  switch (file.status) {
    case 'on_hold':
      return card(
        'Entscheiden',
        html`<p>
          Vier Augen: Freigeben kann sie nur jemand anderes als ${author ?? 'wer den Lauf gestartet hat'}.
          Danach wird sie sofort übergeben.
        </p>`,
        releaseForm(visit, url),
        call,
      );
    case 'sealed':
      return card(
        'Anhalten oder übergeben',
        form(visit, { action: `${url}/hold`, role: 'operate', button: 'Anhalten' }, reasonField('hold')),
        behind('Übergeben …', releaseForm(visit, url)),
        call,
      );
    case 'handing_over':
      return card('Übergabe zu Ende bringen', releaseForm(visit, url));
    case 'assigned':
      return file.originalId === null ? null : card('Zurückrufen', call);
    case 'handed_over':
      return card(
        'Nachdrucken',
        behind(
          'Sendungen noch einmal drucken …',
          form(
            visit,
            { action: `${url}/reprint`, role: 'operate', button: 'Nachdruck bestellen' },
            html`<p>
              Für Sendungen, die die Druckerei verdorben oder verloren hat. Große Teile einer Datei bestätigt
              eine zweite Person auf der Kommandozeile (<code>reprint --confirm</code>).
            </p>`,
            field({
              name: 'mailpieces',
              label: 'Sendungen',
              hint: 'Nummern im Manifest, zum Beispiel 12-40,77, oder all',
              scope: 'reprint',
            }),
            reasonField('reprint', 'Begründung', 'Die Druckerei liest sie. Keine Namen von Kunden.'),
          ),
        ),
      );
    default:
      return null;
  }
}

function releaseForm(visit: Visit, url: string): Html {
  return form(
    visit,
    { action: `${url}/release`, role: 'approve', button: 'Freigeben und übergeben' },
    reasonField('release', 'Was wurde geprüft?'),
  );
}
