import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NotFoundError } from '../../domain/errors.ts';
import { day } from '../../operations/report/page/words.ts';
import { card, table } from '../html/components.ts';
import { html } from '../html/html.ts';
import type { ConsoleParts } from '../parts.ts';
import type { Routes } from '../routes.ts';

/** As `writeReport` names them; nothing else in the folder is ever opened. */
const REPORT = /^(\d{4}-\d{2}-\d{2})_[0-9a-f]{8}\.(html|json)$/;
const MOST = 200;

/** The reports that runs left. */
export function reportsPages(routes: Routes, { app: { config } }: ConsoleParts): void {
  const folder = config.report.folder ?? join(config.dataDir, 'reports');

  routes.page('/reports', async () => {
    const names = (await filesOf(folder)).filter((name) => REPORT.exec(name)?.[2] === 'html');
    return {
      title: 'Berichte',
      menu: '/reports',
      content: html`<h1>Berichte</h1>
        ${card(
          'Die neuesten',
          table(
            names.sort().toReversed().slice(0, MOST),
            [
              { header: 'Nacht', cell: (name) => day(name) },
              { header: 'Lauf', cell: (name) => html`<code>${name.slice(11, 19)}</code>` },
              {
                header: 'Bericht',
                cell: (name) =>
                  html`<a href="/reports/${name}">Seite</a> ·
                    <a href="/reports/${name.replace(/html$/, 'json')}">JSON</a>`,
              },
            ],
            'Noch kein Lauf hat einen Bericht hinterlassen.',
          ),
        )}`,
    };
  });

  routes.raw('/reports/:name', async ({ params }, reply) => {
    const name = params['name'] ?? '';
    const kind = REPORT.exec(name)?.[2];
    const content = kind === undefined ? null : await readFile(join(folder, name), 'utf8').catch(() => null);
    if (content === null)
      throw new NotFoundError('There is no report of that name. Retention may have removed it.');
    return reply
      .type(kind === 'html' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
      .header('Content-Security-Policy', reportPolicy(content))
      .send(content);
  });
}

async function filesOf(folder: string): Promise<readonly string[]> {
  // Before the first run there is no folder.
  return readdir(folder).catch(() => []);
}

/** A report is one file with its style in it: exactly that style is allowed, and nothing else. */
function reportPolicy(content: string): string {
  const styles = [...content.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(
    ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  );
  return `default-src 'none'; style-src ${styles.join(' ') || "'none'"}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`;
}
