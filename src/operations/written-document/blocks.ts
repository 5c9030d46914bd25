/** A document as its parts follow each other; how they look is the business of HTML and PDF. */
export interface WrittenDocument {
  readonly title: string;
  /** Below each page. */
  readonly footer: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | Table
  | RuleBlock
  | { readonly kind: 'signatures'; readonly lines: readonly string[] };

export interface Table {
  readonly kind: 'table';
  /** Width of each column as a share of the page. */
  readonly columns: readonly { readonly header: string; readonly share: number }[];
  readonly rows: readonly (readonly string[])[];
}

/** One rule of the order, as counsel reads it. */
export interface RuleBlock {
  readonly kind: 'rule';
  readonly id: string;
  readonly clause: string;
  readonly wording: string;
  readonly citation: string;
  readonly parameters: string | null;
}

export function heading(words: string): Block {
  return { kind: 'heading', text: words };
}

export function text(words: string): Block {
  return { kind: 'text', text: words };
}

/** @param whenEmpty what stands there instead of a header without rows */
export function table(
  columns: readonly (readonly [header: string, share: number])[],
  rows: Table['rows'],
  whenEmpty = 'Keine.',
): Block {
  return rows.length === 0
    ? text(whenEmpty)
    : { kind: 'table', columns: columns.map(([header, share]) => ({ header, share })), rows };
}
