import { ROLE_NAMES } from './access/roles.ts';
import type { Assets } from './assets.ts';
import { html, type Content, type Html } from './html/html.ts';
import type { Page, Visit } from './visit.ts';

const MENU: readonly (readonly [path: string, label: string])[] = [
  ['/', 'Übersicht'],
  ['/nights', 'Nächte'],
  ['/runs', 'Läufe'],
  ['/held', 'Angehalten'],
  ['/in-doubt', 'Zweifelhaft'],
  ['/print-files', 'Druckdateien'],
  ['/suppressions', 'Sperrliste'],
  ['/channel', 'E-Mail-Kanal'],
  ['/reports', 'Berichte'],
  ['/log', 'Protokoll'],
];

/** Seconds after which a page that moves is loaded again by a browser without scripts. */
const RELOAD_SECONDS = 15;

export interface Frame {
  readonly insurer: string;
  readonly assets: Assets;
}

/** A whole page for somebody who is known. */
export function framed({ insurer, assets }: Frame, visit: Visit, page: Page, message: string | null): Html {
  const entries = MENU.map(
    ([path, label]) =>
      html`<li><a href="${path}" ${path === page.menu && html` aria-current="page"`}>${label}</a></li>`,
  );
  const menu = html`<ul>
    ${entries}
  </ul>`;
  return shell(
    { insurer, assets },
    page.title,
    html`<a class="skip" href="#content">Zum Inhalt</a>
      <header class="top">
        <a class="brand" href="/"><b>Postausgang</b> <span>${insurer}</span></a>
        <details class="menu">
          <summary>Menü</summary>
          <nav aria-label="Menü">${menu}</nav>
        </details>
        <form class="who" method="post" action="/logout">
          <span>${visit.visitor.name} <small>${ROLE_NAMES[visit.visitor.role]}</small></span>
          <input type="hidden" name="csrf" value="${visit.csrf}" />
          ${visit.visitor.token !== null && html`<button type="submit" class="plain">Abmelden</button>`}
        </form>
      </header>
      <div class="desk">
        <nav class="side" aria-label="Seiten">${menu}</nav>
        <main id="content" ${page.live === true && html` data-live="5"`}>
          ${message !== null && html`<p class="told" role="status">${message}</p>`}${page.content}
        </main>
      </div>`,
    page.live === true &&
      html`<noscript><meta http-equiv="refresh" content="${RELOAD_SECONDS}" /></noscript>`,
  );
}

/** A page for somebody who is not known yet, or where nothing else can be shown. */
export function bare(frame: Frame, title: string, content: Content): Html {
  return shell(
    frame,
    title,
    html`<header class="top">
        <a class="brand" href="/"><b>Postausgang</b> <span>${frame.insurer}</span></a>
      </header>
      <main id="content" class="alone">${content}</main>`,
  );
}

function shell({ insurer, assets }: Frame, title: string, body: Content, head?: Content): Html {
  return html`<!doctype html>
    <html lang="de">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – Postausgang ${insurer}</title>
        <link rel="stylesheet" href="${assets.style.path}" />
        <link rel="icon" href="${assets.icon.path}" type="image/svg+xml" />
        <script src="${assets.script.path}" defer></script>
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}
