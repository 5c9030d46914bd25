import { SENSITIVE_CLASSES, type SensitiveClass } from '../../domain/content.ts';
import { holdsDiagnosisCode } from './icd-codes.ts';
import { folded, plainText } from './plain-text.ts';
import { personalInsuranceOf } from './product-mentions.ts';
import {
  CLASS_OF_WEAK_WORDS,
  HARMLESS_PASSAGES,
  STRONG_WORDS,
  WEAK_WORDS,
  WEAK_WORDS_NEEDED,
} from './sensitive-words.ts';

/** Tells which kinds of specially protected data a text speaks of (S11); none is the empty list. */
export type FindSensitive = (extracted: string) => readonly SensitiveClass[];

/**
 * The guard with the insurer's own words: code and catalogue are read together, so that the catalogue can only add.
 *
 * @param ownWords words by class; `*` at an end stands for the rest of a compound
 */
export function createFindSensitive(ownWords: ReadonlyMap<SensitiveClass, readonly string[]>): FindSensitive {
  const own = new Map(
    [...ownWords].filter(([, words]) => words.length > 0).map(([name, words]) => [name, patternOf(words)]),
  );
  return (extracted) => {
    const plain = plainText(extracted);
    const text = HARMLESS_PASSAGES.reduce((rest, passage) => rest.replaceAll(passage, ' '), folded(plain));
    const insurance = personalInsuranceOf(text);
    const together = sayTogether(text);
    const hasCode = holdsDiagnosisCode(plain);
    return SENSITIVE_CLASSES.filter(
      (name) =>
        text.search(STRONG_WORDS[name]) >= 0 ||
        insurance.has(name) ||
        together.has(name) ||
        (name === 'diagnosis' && hasCode) ||
        (own.get(name)?.test(text) ?? false),
    );
  };
}

/** What weak words tell together, two or more different ones of a group. */
function sayTogether(text: string): ReadonlySet<SensitiveClass> {
  const groups = (['health', 'penalty'] as const).filter(
    (group) => new Set([...text.matchAll(WEAK_WORDS[group])].map(([word]) => word)).size >= WEAK_WORDS_NEEDED,
  );
  return new Set(groups.map((group) => CLASS_OF_WEAK_WORDS[group]));
}

function patternOf(words: readonly string[]): RegExp {
  const written = words.map((word) => {
    const open = word.startsWith('*') ? String.raw`[\p{L}-]*` : '';
    const close = word.endsWith('*') ? String.raw`[\p{L}-]*` : '';
    const middle = folded(word.replaceAll('*', ''))
      .trim()
      .replaceAll(/\s+/gu, String.raw`\s+`);
    return `${open}${middle}${close}`;
  });
  return new RegExp(String.raw`(?<!\p{L})(?:${written.join('|')})(?!\p{L})`, 'u');
}
