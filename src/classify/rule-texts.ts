import { parse } from 'yaml';
import { z } from 'zod';
import type { RuleText } from './catalogue.ts';
import { clauseOf } from './rule-ids.ts';

/** The wording of a catalogue's rules: all that an explanation needs of it. */
export interface RuleTexts {
  readonly version: string;
  readonly texts: ReadonlyMap<string, RuleText>;
}

const ruleText = z.object({ citation: z.string(), german: z.string(), english: z.string() });

/** Whatever else stood in a catalogue then: rules come and go with the releases, their wording keeps its form. */
const storedCatalogue = z.object({
  version: z.string(),
  rules: z.record(z.string(), ruleText),
  laterReasons: z.record(z.string(), ruleText).default({}),
});

/**
 * Reads the wording out of a catalogue that was kept with a decision, perhaps years ago and by another release of this
 * program: `parseCatalogue` would rightly refuse one whose rules are not today's.
 *
 * @returns null when there is nothing in it that can be read
 */
export function readRuleTexts(yamlText: string): RuleTexts | null {
  let written: unknown;
  try {
    written = parse(yamlText);
  } catch {
    return null;
  }
  const read = storedCatalogue.safeParse(written);
  if (!read.success) return null;
  const { version, rules, laterReasons } = read.data;
  const texts = Object.entries({ ...rules, ...laterReasons });
  return { version, texts: new Map(texts.map(([id, text]) => [id, { clause: clauseOf(id), ...text }])) };
}
