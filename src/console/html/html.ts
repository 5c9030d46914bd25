/** HTML that may stand in a page as it is. Made by `html` alone, so that whatever is not one is escaped. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Content = Html | string | number | null | undefined | false | readonly Content[];

/**
 * The one way in which a page is written: every value that is no `Html` is escaped, in text and in quoted attributes alike.
 * Nothing and false leave no trace, lists are written one after the other.
 */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(
    literals
      .map((literal, index) => literal + (index < values.length ? written(values[index]) : ''))
      .join(''),
  );
}

function written(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return value.map(written).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** A reply or file name can hold control characters, and signs that turn the direction of what follows: none is shown. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\n\t]/gu, ' ')
    .replaceAll(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? '');
}
