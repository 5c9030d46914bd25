import type { Jurisdiction } from '../domain/decision.ts';
import { emailTemplate, INSURER_VALUES, languageOf, MESSAGE_VALUES } from './email-templates.ts';
import type { EmailCategory } from './email-templates.ts';
import { escapeHtml, fill, linesValue, placeholders, renderBlock } from './email-text.ts';
import type { TemplateValue } from './email-text.ts';
import type { Passage } from './passages.ts';

/** A block of a template whose value is empty is left out. */
export type InsurerValues = Readonly<Record<(typeof INSURER_VALUES)[number], TemplateValue>>;

/** Never empty. */
export type MessageValues = Readonly<Record<(typeof MESSAGE_VALUES)[number], TemplateValue>>;

export interface EmailWords {
  readonly subject: string;
  readonly text: readonly Passage[];
  readonly html: readonly Passage[];
}

type Form = 'text' | 'html';

/** Words that stand, or a block that each message fills, with what stands beside it on the same lines. */
type Slot = string | { readonly before: string; readonly block: number; readonly after: string };

/** What stands between two blocks. */
const SEPARATORS: Readonly<Record<Form, string>> = { text: '\n\n', html: '\n' };

/** One kind of e-mail of one insurer: rendered once, but for the blocks that differ from message to message. */
export class InsurerEmail {
  readonly subject: string;
  readonly #insurer: InsurerValues;
  readonly #blocks: readonly string[];
  readonly #slots: Readonly<Record<Form, readonly Slot[]>>;

  /** @throws ConfigurationError when a template is missing or asks for a value that there is not */
  constructor(
    category: EmailCategory,
    jurisdiction: Jurisdiction,
    insurer: InsurerValues,
    imprintLines: readonly string[],
  ) {
    const { subject, blocks, frames } = emailTemplate(category, jurisdiction);
    const said = blocks.filter((block) =>
      INSURER_VALUES.every((name) => insurer[name].text !== '' || !placeholders(block).includes(name)),
    );
    const differs = (block: string): boolean =>
      MESSAGE_VALUES.some((name) => placeholders(block).includes(name));
    const differing = said.filter(differs);
    const rendered = said.map((block) =>
      differs(block) ? differing.indexOf(block) : renderBlock(block, insurer),
    );
    const language = languageOf(jurisdiction);
    const values = {
      imprint: linesValue(imprintLines),
      subject: { text: subject, html: escapeHtml(subject) },
      language: { text: language, html: language },
    };
    const slots = (form: Form): readonly Slot[] => {
      const [head, tail] = frames[form].map((words) => fill(words, values, form));
      const content = rendered.flatMap((block) => [
        SEPARATORS[form],
        typeof block === 'number' ? block : block[form],
      ]);
      return byLines([head ?? '', ...content.slice(1), tail ?? '']);
    };
    this.subject = subject;
    this.#insurer = insurer;
    this.#blocks = differing;
    this.#slots = { text: slots('text'), html: slots('html') };
  }

  /** The words of one message, as plain text and as HTML. */
  words(message: MessageValues): EmailWords {
    const values = { ...this.#insurer, ...message };
    const blocks = this.#blocks.map((block) => renderBlock(block, values));
    const passages = (form: Form): readonly Passage[] =>
      this.#slots[form].map((slot) =>
        typeof slot === 'string'
          ? { words: slot, isFixed: true }
          : { words: `${slot.before}${blocks[slot.block]?.[form] ?? ''}${slot.after}`, isFixed: false },
      );
    return { subject: this.subject, text: passages('text'), html: passages('html') };
  }
}

/**
 * Joins what stands, and cuts it at line ends: a line of which a part differs belongs to what differs, because a line is what an
 * encoding can be applied to. A number is a block that differs.
 */
function byLines(parts: readonly (string | number)[]): readonly Slot[] {
  const slots: Slot[] = [];
  let standing = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      standing += part;
      continue;
    }
    const last = slots.at(-1);
    // Up to the line's end it belongs to the block before, from the next line's beginning to this one.
    const [behind, rest] =
      typeof last === 'object' ? cutAfter(standing, standing.indexOf('\n')) : ['', standing];
    const [whole, before] = cutAfter(rest, rest.lastIndexOf('\n'));
    if (typeof last === 'object') slots.splice(-1, 1, { ...last, after: behind });
    if (whole !== '') slots.push(whole);
    slots.push({ before, block: part, after: '' });
    standing = '';
  }
  const last = slots.at(-1);
  if (typeof last !== 'object') return [standing];
  const end = standing.indexOf('\n');
  const [behind, rest] = end === -1 ? [standing, ''] : cutAfter(standing, end);
  slots.splice(-1, 1, { ...last, after: behind });
  return rest === '' ? slots : [...slots, rest];
}

/** What stands up to the character at `index`, and what follows; -1: nothing, and all. */
function cutAfter(words: string, index: number): readonly [string, string] {
  return [words.slice(0, index + 1), words.slice(index + 1)];
}
