import { listBatches } from '../../ledger/batch-store.ts';
import { listPrintFiles } from '../../ledger/print-file-store.ts';
import { count, moment } from '../../operations/report/page/words.ts';
import { card, table } from '../html/components.ts';
import { html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';
import { fileTag, printFileLink, nightLink } from '../words.ts';

const NIGHTS = 400;
const NIGHTS_SHOWN = 14;

/** Print files: what waits for a release first, of whatever night. */
export function printFilesPage(routes: Routes, { app }: ConsoleParts): void {
  const { ledger, config } = app;

  routes.page('/print-files', async () => {
    const nights = await listBatches(ledger, NIGHTS);
    const ids = (of: readonly { readonly id: string }[]): readonly string[] => of.map(({ id }) => id);
    const open = nights.filter(({ completedAt }, index) => completedAt === null || index < NIGHTS_SHOWN);
    const files = open.length === 0 ? [] : (await listPrintFiles(ledger, ids(open))).toReversed();
    const waiting = files.filter(({ status }) => status === 'on_hold');
    const others = files.filter(({ status }) => status !== 'on_hold');
    const list = (rows: typeof files, empty: string): ReturnType<typeof table> =>
      table(
        rows,
        [
          {
            header: 'Druckdatei',
            cell: ({ id, stream }) => html`${printFileLink(id)}<small>${stream}</small>`,
          },
          {
            header: 'Nacht',
            cell: ({ businessDate }) => nightLink(businessDate),
          },
          { header: 'Stand', cell: ({ status }) => fileTag(status) },
          { header: 'Dokumente', number: true, cell: ({ documents }) => count(documents) },
          { header: 'Sendungen', number: true, cell: ({ mailpieces }) => count(mailpieces) },
          {
            header: 'Übergeben',
            cell: ({ handedOverAt }) => (handedOverAt === null ? '–' : moment(handedOverAt, config.timeZone)),
          },
        ],
        empty,
      );
    return {
      title: 'Druckdateien',
      menu: '/print-files',
      content: html`<h1>Druckdateien</h1>
        ${card('Warten auf Freigabe', list(waiting, 'Keine wartet.'))}
        ${card('Die neuesten', list(others, 'Es gibt noch keine.'))}`,
    };
  });
}
