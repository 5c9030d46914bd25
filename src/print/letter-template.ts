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

/**
 * Reads a letter from `templates/letters`: a line is a paragraph, its first characters say of which kind, and
 * `{{name}}` is replaced.
 * @throws ConfigurationError when the file is missing or names a value that is not given.
 */
export async function readLetterTemplate(
  file: string,
  values: Readonly<Record<string, string>>,
): Promise<readonly Paragraph[]> {
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
    .map((line) =>
      paragraphOf(line.replace(/\{\{(\w+)\}\}/g, (_, name: string) => valueOf(file, values, name))),
    );
}

function paragraphOf(line: string): Paragraph {
  for (const [marker, kind] of MARKERS) {
    if (line.startsWith(marker)) return { kind, text: line.slice(marker.length).trim() };
  }
  return { kind: 'text', text: line.trim() };
}

function valueOf(file: string, values: Readonly<Record<string, string>>, name: string): string {
  const value = values[name];
  if (value !== undefined) return value;
  throw new ConfigurationError(
    `Letter template \`templates/letters/${file}\`: expected one of ${Object.keys(values).join(', ')}, got \`{{${name}}}\`.`,
  );
}
