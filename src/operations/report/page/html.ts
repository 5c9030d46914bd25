import { escaped } from '../../escape-html.ts';

/** A column of a table: numbers stand to the right. */
export interface HtmlColumn<Row> {
  readonly header: string;
  readonly number?: boolean;
  /** HTML; escape what comes from elsewhere. */
  readonly cell: (row: Row) => string;
}

/** A table that becomes a list of cards on a narrow screen: each cell carries its header. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly HtmlColumn<Row>[],
  foot?: readonly string[],
): string {
  const head = columns
    .map(
      ({ header, number }) => `<th scope="col"${number === true ? ' class="n"' : ''}>${escaped(header)}</th>`,
    )
    .join('');
  const body = rows
    .map((row) => {
      const cells = columns.map(
        ({ header, number, cell }) =>
          `<td data-h="${escaped(header)}"${number === true ? ' class="n"' : ''}><div>${cell(row)}</div></td>`,
      );
      return `<tr>${cells.join('')}</tr>`;
    })
    .join('\n');
  const sums = foot?.map(
    (text, index) =>
      `<td data-h="${escaped(columns[index]?.header ?? '')}"${columns[index]?.number === true ? ' class="n"' : ''}>${escaped(text)}</td>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody>${sums === undefined ? '' : `<tfoot><tr>${sums.join('')}</tr></tfoot>`}</table>`;
}

export function section(id: string, title: string, lead: string, ...content: readonly string[]): string {
  return `<section aria-labelledby="${id}"><h2 id="${id}">${escaped(title)}</h2>${lead === '' ? '' : `<p class="lead">${escaped(lead)}</p>`}
${content.join('\n')}
</section>`;
}
