import { isOwnLetter } from '../domain/dispatch.ts';
import type { OpenCase } from '../ledger/open-cases.ts';

/** Beginnings of the reasons that the steps write, and what a person can do about each; the first that fits counts. */
const CURES: readonly (readonly [beginning: RegExp, cure: string])[] = [
  [
    /^D1\./,
    'have `withdrawn_at` in the core view corrected: a time when it was taken back, null when it was not',
  ],
  [/^D2\./, 'have the core system make the PDF again'],
  [
    /^D6\./,
    'find out how a letter of another customer came to this document, and whether that one has this letter; have both made again, or marked `post_required` where the other contract is named rightly',
  ],
  [/^D3\.|^no usable postal address/, 'have the postal address completed in the core system'],
  [
    /^PDF changed/,
    'find out why the PDF was exchanged after it had been classified; released, it is classified anew with the PDF of now',
  ],
  [/^PDF /, 'have the core system make the PDF again'],
  [/^the document is no longer in the core view/, 'have the core system list the document again'],
  [/^the core view has \d+ rows/, 'have the core view give one row for the document'],
  [
    /circuit breaker: /,
    'find out with `probe` whether the provider takes encrypted mail again; released, it is tried by e-mail once more (all of them: `release-held --kept-back`)',
  ],
  [
    /policy or reputation|refuses us/,
    'find out from the reply (`explain`) why we were refused, and clear it with whoever runs the relay',
  ],
  [/sheets/, 'split the document, or agree on a larger envelope class with the letter shop'],
];
const ANY_CURE = 'mend what the reason says';

/**
 * What a person can do about a dispatch that waits for one, with the command to give afterwards.
 *
 * @param messageId of the newest attempt, to be searched for in the relay's log
 */
export function suggestAction(open: OpenCase, messageId: string | null): string {
  if (open.state === 'in_doubt') {
    const search = messageId === null ? 'this message' : messageId;
    return `look into the relay's log for ${search}, then \`resolve ${open.dispatchId} --as accepted|not-accepted --evidence TEXT --by NAME\``;
  }
  if (isOwnLetter(open.purpose)) {
    return `write this letter by hand: it could not be printed as the reason says; then \`release-held ${open.dispatchId} --reason "written by hand" --by NAME\`, which ends it`;
  }
  const cure = CURES.find(([beginning]) => beginning.test(open.reason ?? ''))?.[1] ?? ANY_CURE;
  return `${cure}, then \`release-held ${open.dispatchId} --reason TEXT --by NAME\``;
}
