import { readFileSync } from 'node:fs';
import type { Category, Jurisdiction } from '../domain/decision.ts';
import { ConfigurationError } from '../domain/errors.ts';
import { blocksOf, placeholders } from './email-text.ts';

/** What may go by e-mail at all (S10). */
export type EmailCategory = Extract<Category, 'premium_invoice' | 'statement' | 'contract_notice'>;

/** What is the same in all e-mails of an insurer. */
export const INSURER_VALUES = ['revocationAddress', 'serviceUrl', 'paperNotice', 'insurer'] as const;

/** What each e-mail says differently. */
export const MESSAGE_VALUES = ['salutation', 'attachment', 'size'] as const;

/** The words of one kind of e-mail, with `{{…}}` where values belong. */
export interface EmailTemplate {
  readonly subject: string;
  readonly blocks: readonly string[];
  /** What stands before and behind the blocks. */
  readonly frames: Readonly<Record<'text' | 'html', readonly [string, string]>>;
}

const FOLDER = new URL('../../templates/email/', import.meta.url);
const SUBJECT = /^Betreff: (.+)\n\n/u;
const CONTENT = '{{content}}';

/**
 * The words of one kind of e-mail in the law and language of the recipient's country (S23, L5).
 *
 * @throws ConfigurationError when a template is missing or asks for a value that there is not
 */
export function emailTemplate(category: EmailCategory, jurisdiction: Jurisdiction): EmailTemplate {
  const country = jurisdiction.toLowerCase();
  const opening = words(`${category.replaceAll('_', '-')}.${country}.txt`);
  const subject = SUBJECT.exec(opening)?.[1];
  if (subject === undefined) {
    throw new ConfigurationError(
      `E-mail text ${category}.${country}: expected the first line \`Betreff: …\` and an empty one.`,
    );
  }
  return {
    subject,
    blocks: blocksOf(`${opening.replace(SUBJECT, '')}\n${words(`common.${country}.txt`)}`),
    frames: { text: frame('frame.txt'), html: frame('frame.html') },
  };
}

/** BCP 47. */
export function languageOf(jurisdiction: Jurisdiction): string {
  return jurisdiction === 'AT' ? 'de-AT' : 'de-DE';
}

function words(name: string): string {
  return checked(name, [...INSURER_VALUES, ...MESSAGE_VALUES]);
}

function frame(name: string): readonly [string, string] {
  const [head, tail, ...more] = checked(name, ['content', 'imprint', 'subject', 'language']).split(CONTENT);
  if (head === undefined || tail === undefined || more.length > 0) {
    throw new ConfigurationError(`templates/email/${name}: expected ${CONTENT} once.`);
  }
  return [head, tail];
}

function checked(name: string, known: readonly string[]): string {
  const source = read(name).replaceAll('\r\n', '\n');
  const unknown = placeholders(source).find((placeholder) => !known.includes(placeholder));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `templates/email/${name} asks for {{${unknown}}}; expected one of ${known.join(', ')}.`,
    );
  }
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
