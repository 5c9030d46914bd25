import { readFile } from 'node:fs/promises';
import { ConfigurationError } from '../domain/errors.ts';

/** One paragraph of a letter: subject, heading, item of a list, small print or running text. */
export interface Paragraph {
  readonly kind: 'subject' | 'heading' | 'item' | 'small' | 'text';
  readonly text: string;
}

const MARKERS = [
  ['# ', 'subject'],
  ['## ', 'heading'],
  ['- ', 'item'],
  ['~ ', 'small'],
] as const;

/** A list fills a line for each of its entries; an empty one leaves the line out. */
export type LetterValues = Readonly<Record<string, string | readonly string[]>>;

/**
 * Reads a letter from `templates/letters`: a line is a paragraph, its first characters say of which kind, and
 * `{{name}}` is replaced.
 * @throws ConfigurationError when the file is missing or names a value that is not given.
 */
export async function readLetterTemplate(file: string, values: LetterValues): Promise<readonly Paragraph[]> {
  let template: string;
  try {
    template = await readFile(new URL(`../../templates/letters/${file}`, import.meta.url), 'utf8');
  } catch (cause) {
    throw new ConfigurationError(
      `Expected the letter template \`templates/letters/${file}\` to be readable.`,
      { cause },
    );
  }
  return template
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => linesOf(file, line, values))
    .map(paragraphOf);
}

const PLACEHOLDER = /\{\{(\w+)\}\}/g;

function linesOf(file: string, line: string, values: LetterValues): readonly string[] {
  const names = [...line.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  const list = names.map((name) => valueOf(file, values, name)).find((value) => typeof value !== 'string');
  return (list ?? ['']).map((entry) =>
    line.replace(PLACEHOLDER, (_, name: string) => {
      const value = valueOf(file, values, name);
      return typeof value === 'string' ? value : entry;
    }),
  );
}

function paragraphOf(line: string): Paragraph {
  for (const [marker, kind] of MARKERS) {
    if (line.startsWith(marker)) return { kind, text: line.slice(marker.length).trim() };
  }
  return { kind: 'text', text: line.trim() };
}

function valueOf(file: string, values: LetterValues, name: string): string | readonly string[] {
  const value = values[name];
  if (value !== undefined) return value;
  throw new ConfigurationError(
    `Letter template \`templates/letters/${file}\`: expected one of ${Object.keys(values).join(', ')}, got \`{{${name}}}\`.`,
  );
}
