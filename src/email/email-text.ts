/** A value in the two forms that an e-mail has. */
export interface TemplateValue {
  readonly text: string;
  readonly html: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that break a line or a header, hide something, or turn the direction of writing round. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** One line of printable text out of a value of the core system: no line breaks, no control characters. */
export function oneLine(value: string): string {
  return value.toWellFormed().replaceAll(UNPRINTABLE, ' ').replaceAll(/\s+/gu, ' ').trim();
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => ENTITIES[character] ?? character);
}

export function plainValue(value: string): TemplateValue {
  const text = oneLine(value);
  return { text, html: escapeHtml(text) };
}

export function mailLink(address: string): TemplateValue {
  const { text, html } = plainValue(address);
  return { text, html: `<a href="mailto:${escapeHtml(encodeURI(text))}">${html}</a>` };
}

/** A link that a customer may follow: https only; anything else stays text. */
export function webLink(url: string): TemplateValue {
  const value = plainValue(url);
  const link = URL.canParse(value.text) && new URL(value.text).protocol === 'https:';
  return link ? { text: value.text, html: `<a href="${value.html}">${value.html}</a>` } : value;
}

/** Several lines, each one line for sure. */
export function linesValue(lines: readonly string[]): TemplateValue {
  const values = lines.map(plainValue);
  return {
    text: values.map(({ text }) => text).join('\n'),
    html: values.map(({ html }) => html).join('<br>\n'),
  };
}

export type TemplateValues = Readonly<Record<string, TemplateValue>>;

/** Columns of the plain text, as mail programs expect it (RFC 3676 asks for less than 78). */
const TEXT_WIDTH = 72;

/** Paragraphs between empty lines, `# ` before a heading, `- ` before an item of a list. */
export function blocksOf(source: string): readonly string[] {
  return source.trim().split(/\n{2,}/u);
}

/** Puts values into a frame, in the form that it asks for. */
export function fill(template: string, values: TemplateValues, form: 'text' | 'html'): string {
  return template.replaceAll(/\{\{(\w+)\}\}/gu, (_all, name: string) => values[name]?.[form] ?? '');
}

/** The names in `{{…}}`. */
export function placeholders(template: string): readonly string[] {
  return [...template.matchAll(/\{\{(\w+)\}\}/gu)].map((match) => match[1] ?? '');
}

/** One source for both forms, so that text and HTML cannot say different things. */
export function renderBlock(block: string, values: TemplateValues): TemplateValue {
  const [, mark = '', content = ''] = /^(# |- )?([^]*)$/u.exec(block) ?? [];
  const text = fill(content, values, 'text');
  // The template's own words are ours and plain; escaping them as well keeps an ampersand in them legal.
  const html = fill(escapeHtml(content), values, 'html');
  if (mark === '# ') return { text: `${text}\n${'-'.repeat(text.length)}`, html: `<h2>${html}</h2>` };
  if (mark === '- ') return { text: wrap(text, '- ', '  '), html: `<ul><li>${html}</li></ul>` };
  return { text: wrap(text, '', ''), html: `<p>${html}</p>` };
}

function wrap(text: string, first: string, indent: string): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/u)) {
    const begins = line === first || line === indent;
    if (!begins && line.length + 1 + word.length > TEXT_WIDTH) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line += begins ? word : ` ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
