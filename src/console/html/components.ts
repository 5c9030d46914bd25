import { html, type Content, type Html } from './html.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'busy';

const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', quiet: '·', busy: '…' };

/** A status: by word and sign, and only then by colour. */
export function tag(tone: Tone, word: string): Html {
  return html`<span class="tag ${tone}"><span aria-hidden="true">${SIGNS[tone]}</span> ${word}</span>`;
}

export interface Column<Row> {
  readonly header: string;
  readonly number?: boolean;
  readonly cell: (row: Row) => Content;
}

/** A table that becomes cards on a narrow screen: each cell carries its header. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<table>
    <thead>
      <tr>
        ${columns.map(({ header, number }) => html`<th scope="col" ${number === true && html` class="n"`}>${header}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${columns.map(
              ({ header, number, cell }) =>
                html`<td data-h="${header}" ${number === true && html` class="n"`}>
                  <div>${cell(row)}</div>
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Names and values below each other. */
export function facts(pairs: readonly (readonly [name: string, value: Content])[]): Html {
  return html`<dl class="facts">
    ${pairs
      .filter(([, value]) => value !== null && value !== '')
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;
}

export function card(title: string, ...content: readonly Content[]): Html {
  return html`<section class="card">
    <h2>${title}</h2>
    ${content}
  </section>`;
}

/** What the program says in English, inside of a German page. */
export function english(text: string): Html {
  return html`<span lang="en">${text}</span>`;
}

/** Kept closed until somebody wants it: what cannot be undone by another click is behind one. */
export function behind(title: string, content: Content): Html {
  return html`<details>
    <summary>${title}</summary>
    ${content}
  </details>`;
}
