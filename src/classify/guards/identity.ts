import type { Facts } from '../../domain/document.ts';
import { squeezed } from './plain-text.ts';

/** Shorter ones stand in any text by chance: they prove nothing. */
const MIN_CONTRACT_CHARACTERS = 5;
const MIN_NAME_CHARACTERS = 6;

/** Printed before a name and left out as one likes. */
const NO_NAME =
  /^(?:herrn?|frau|fräulein|eheleute|ehepaar|familie|firma|fa|an|und|u|z ?hd|dr|prof|med|dent|vet|jur|phil|rer|nat|ing|dipl|mag|msc|bsc|ba|ma|mba|llm|kr|ddr|di|geb)$/iu;

/** Whether the text names this contract number, however it is spaced, hyphenated or broken over lines. */
export function namesContract(text: string, contractId: string): boolean {
  const characters = Array.from(squeezed(contractId));
  if (characters.length < MIN_CONTRACT_CHARACTERS) return false;
  const written = flexiblePattern(characters);
  const searched = text.replaceAll(DASH, '-');
  for (let match = written.exec(searched); match !== null; match = written.exec(searched)) {
    const { index } = match;
    const end = index + match[0].length;
    // Two units hold any one character.
    const isPart =
      ENDS_IN_WORD.test(searched.slice(Math.max(0, index - 2), index)) ||
      BEGINS_WITH_WORD.test(searched.slice(end, end + 2));
    if (!isPart) return true;
    written.lastIndex = index + 1;
  }
  return false;
}

/** Whether the text names this person or firm: one line of the name as a whole, in the order of either German use. */
export function namesPerson(text: string, name: string): boolean {
  const haystack = squeezed(text);
  return nameForms(name).some((form) => form.length >= MIN_NAME_CHARACTERS && haystack.includes(form));
}

/** Contract or policyholder of these facts; S13 makes the recipient of an e-mail the policyholder. */
export function ownIdentity(text: string, facts: Facts): 'contract' | 'policyholder' | 'nobody' {
  if (facts.contractId !== null && namesContract(text, facts.contractId)) return 'contract';
  const { name } = facts.recipient;
  return name !== null && namesPerson(text, name) ? 'policyholder' : 'nobody';
}

const DASH = /\p{Pd}/gu;
const ENDS_IN_WORD = /[\p{L}\p{N}]$/u;
const BEGINS_WITH_WORD = /^[\p{L}\p{N}]/u;

/**
 * Made anew for each contract, so it holds no Unicode property: to compile these took longer than to search the letter.
 */
function flexiblePattern(characters: readonly string[]): RegExp {
  const between = String.raw`[\s\-./_:]{0,4}`;
  return new RegExp(characters.join(between), 'giu');
}

function nameForms(name: string): readonly string[] {
  const lines = name
    .split(/[\n\r]+/u)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const all = lines.flat();
  return [all, ...lines.filter((words) => words.length > 1)].flatMap((words) => {
    const first = words[0] ?? '';
    const last = words.at(-1) ?? '';
    return [words.join(''), `${last}${words.slice(0, -1).join('')}`, `${first}${last}`];
  });
}

function wordsOf(line: string): readonly string[] {
  return line
    .split(/[\s.,/&+]+/u)
    .filter((word) => word !== '' && !NO_NAME.test(word))
    .map(squeezed)
    .filter((word) => word !== '');
}
