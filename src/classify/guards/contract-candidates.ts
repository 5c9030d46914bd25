import { squeezed } from './plain-text.ts';

/** A number of fewer digits is any number: years, amounts, clauses. */
const MIN_DIGITS = 5;
/** More in one letter is a list of something else, or an attack on the lookup. */
const MAX_CANDIDATES = 200;

/**
 * What in the text may be somebody's contract number: whatever has the shape of this document's own one (letters for
 * letters, digits for digits, separators as one likes), and what the insurer's own patterns find. The own number is
 * left out. Which of them are contracts, and whose, the core system knows.
 */
export function contractCandidates(
  text: string,
  ownContractId: string | null,
  patterns: readonly RegExp[],
): readonly string[] {
  const shape = ownContractId === null ? null : shapeOf(ownContractId);
  const own = ownContractId === null ? '' : squeezed(ownContractId);
  const found = new Set<string>();
  for (const pattern of shape === null ? patterns : [shape, ...patterns]) {
    for (const [match] of text.matchAll(pattern)) {
      if (found.size >= MAX_CANDIDATES) return [...found];
      if (squeezed(match) !== own) found.add(ownContractId === null ? match : likeOwn(match, ownContractId));
    }
  }
  return [...found];
}

/** `K-12345678/90` becomes a pattern for one letter, eight digits and two digits with separators that may be missing. */
function shapeOf(contractId: string): RegExp | null {
  if ((contractId.match(/\d/gu) ?? []).length < MIN_DIGITS) return null;
  const runs = contractId.match(/\p{L}+|\d+/gu) ?? [];
  // Long numbers are printed in groups, and broken at the ends of lines.
  const parts = runs.map((run) =>
    Array.from(run, (character) => (/\d/u.test(character) ? String.raw`\d` : String.raw`\p{Lu}`)).join(
      String.raw`[\s\p{Pd}]{0,2}`,
    ),
  );
  const separator = String.raw`[\s\p{Pd}./_]{0,3}`;
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${parts.join(separator)}(?![\p{L}\p{N}])`, 'gu');
}

/** Written with the separators of the own number where the shape is the same: so it stands in the core system. */
function likeOwn(match: string, ownContractId: string): string {
  const characters = Array.from(match.replaceAll(/[^\p{L}\p{N}]+/gu, ''));
  const own = Array.from(ownContractId);
  if (characters.length !== own.filter(isLetterOrDigit).length) return match;
  let next = 0;
  return own
    .map((character) => {
      if (!isLetterOrDigit(character)) return character;
      next += 1;
      return characters[next - 1] ?? '';
    })
    .join('');
}

function isLetterOrDigit(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
