import { createHash } from 'node:crypto';
import { contractCandidates } from '../classify/guards/contract-candidates.ts';
import type { FindSensitive } from '../classify/guards/find-sensitive.ts';
import { ownIdentity } from '../classify/guards/identity.ts';
import { plainText } from '../classify/guards/plain-text.ts';
import type { ContentFindings, NamedIdentity } from '../domain/content.ts';
import type { Facts } from '../domain/document.ts';
import type { ContractLookup } from '../ledger/contract-lookup.ts';
import { holdsText } from '../print/text/pdf-text.ts';
import type { TextReader } from '../print/text/text-reader.ts';

/** What the guards that look into a PDF work with. */
export interface ContentGuards {
  readonly text: TextReader;
  readonly findSensitive: FindSensitive;
  readonly contracts: ContractLookup;
  /** The insurer's own forms of contract numbers, beside the form of the document's own one. */
  readonly contractPatterns: readonly RegExp[];
}

/** Reads a PDF's own text and says whom it names and what kind of data it speaks of. The text itself goes no further. */
export async function readContent(
  guards: ContentGuards,
  facts: Facts,
  pdf: Uint8Array,
): Promise<ContentFindings> {
  const read = await guards.text.read(pdf);
  if (read.kind === 'unreadable') return read;
  const shown = read.pages.filter(({ isBlank }) => !isBlank);
  const pagesWithoutText = shown.filter((page) => !holdsText(page)).length;
  if (pagesWithoutText === shown.length) return { kind: 'no_text' };
  // Page breaks keep a number from being put together of two pages.
  const text = read.pages.map((page) => page.text).join('\n\f\n');
  return {
    kind: 'read',
    names: await namesOf(guards, facts, plainText(text)),
    sensitive: guards.findSensitive(text),
    pagesWithoutText,
  };
}

/**
 * Somebody else's contract counts more than one's own: two letters in one file name both. Other contracts of the same
 * policyholder are named in many a letter and harm nobody.
 */
async function namesOf(guards: ContentGuards, facts: Facts, text: string): Promise<NamedIdentity> {
  const candidates = contractCandidates(text, facts.contractId, guards.contractPatterns);
  const known = await guards.contracts.holdersOf(candidates);
  const isForeign = [...known.values()].some(
    (holders) => facts.policyholderId === null || !holders.has(facts.policyholderId),
  );
  return isForeign ? 'other_contract' : ownIdentity(text, facts);
}

/**
 * What a finding holds for: this PDF, this contract, this policyholder. When one of them is another right before
 * sending, the finding is none.
 */
export function contentKey(facts: Facts, pdfSha256: string): string {
  return createHash('sha256')
    .update(JSON.stringify([pdfSha256, facts.contractId, facts.policyholderId]))
    .digest('hex');
}
