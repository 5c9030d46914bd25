import { readFileSync } from 'node:fs';
import type { Category, Jurisdiction } from '../domain/decision.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { escapeHtml, fill, linesValue, placeholders, renderBlocks } from './email-text.ts';
import type { TemplateValues } from './email-text.ts';

/** What may go by e-mail at all (S10). */
export type EmailCategory = Extract<Category, 'premium_invoice' | 'statement' | 'contract_notice'>;

export interface RenderedEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const FOLDER = new URL('../../templates/email/', import.meta.url);

/** What a text may ask for. */
const KNOWN_VALUES = [
  'salutation',
  'attachment',
  'size',
  'revocationAddress',
  'serviceUrl',
  'paperNotice',
  'insurer',
] as const;

export type EmailValues = Readonly<Record<(typeof KNOWN_VALUES)[number], TemplateValues[string]>>;

const SUBJECT = /^Betreff: (.+)\n\n/u;

const cache = new Map<string, string>();

/**
 * The words of one e-mail in the law and language of the recipient's country (S23, L5), as plain text and as HTML.
 *
 * @throws ConfigurationError when a template is missing or asks for a value that there is not
 */
export function renderEmail(
  category: EmailCategory,
  jurisdiction: Jurisdiction,
  values: EmailValues,
  imprintLines: readonly string[],
): RenderedEmail {
  const country = jurisdiction.toLowerCase();
  const opening = template(`${category.replaceAll('_', '-')}.${country}.txt`);
  const subject = SUBJECT.exec(opening)?.[1];
  if (subject === undefined) {
    throw new ConfigurationError(
      `E-mail text ${category}.${country}: expected the first line \`Betreff: …\` and an empty one.`,
    );
  }
  const words = `${opening.replace(SUBJECT, '')}\n${template(`common.${country}.txt`)}`;
  const frame = {
    content: renderBlocks(words, values),
    imprint: linesValue(imprintLines),
    subject: { text: subject, html: escapeHtml(subject) },
    language: { text: languageOf(jurisdiction), html: languageOf(jurisdiction) },
  };
  return {
    subject,
    text: fill(template('frame.txt'), frame, 'text'),
    html: fill(template('frame.html'), frame, 'html'),
  };
}

/** BCP 47. */
export function languageOf(jurisdiction: Jurisdiction): string {
  return jurisdiction === 'AT' ? 'de-AT' : 'de-DE';
}

function template(name: string): string {
  const cached = cache.get(name);
  if (cached !== undefined) return cached;
  const source = read(name).replaceAll('\r\n', '\n');
  const known: readonly string[] = name.startsWith('frame.')
    ? ['content', 'imprint', 'subject', 'language']
    : KNOWN_VALUES;
  const unknown = placeholders(source).find((placeholder) => !known.includes(placeholder));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `templates/email/${name} asks for {{${unknown}}}; expected one of ${known.join(', ')}.`,
    );
  }
  cache.set(name, source);
  return source;
}

function read(name: string): string {
  try {
    return readFileSync(new URL(name, FOLDER), 'utf8');
  } catch (cause) {
    throw new ConfigurationError(
      `templates/email/${name} cannot be read. The installation is incomplete; install it again.`,
      { cause },
    );
  }
}
