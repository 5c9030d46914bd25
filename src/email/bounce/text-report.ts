import type { MimeHeaders } from './mime-headers.ts';
import { verdictOfWords } from './failure-wording.ts';
import { recipientReport } from './recipient-report.ts';
import type { RecipientReport } from './report.ts';
import { addressesIn } from './returned-message.ts';

const MAX_RECIPIENTS = 100;

/** A line that begins with an address, which is what reports in words have in common: `<a@b.de>: 550 …`, `* a@b.de`. */
const RECIPIENT_LINE =
  /^[\s>*"'<([•·-]{0,20}(?:(?:to|an|recipient|empfänger|address)\s*:\s*)?[<"']{0,2}([^\s<>"'(),:;]{1,100}@[^\s<>"'(),:;]{1,255})/iu;

/**
 * Reads a report that has no machine-readable part. The caller has made sure that a mail system wrote it.
 *
 * @param words the report without the message that came back
 * @returns null when the words do not say what became of the message
 */
export function readTextReport(
  headers: MimeHeaders,
  words: string,
  own: readonly string[],
): readonly RecipientReport[] | null {
  const verdict = verdictOfWords(`${headers.text('subject')}\n${words}`);
  const failed = headers.all('x-failed-recipients').flatMap(addressesIn).map(lower);
  const decided = verdict ?? (failed.length > 0 ? 'failed' : null);
  if (decided === null) return null;
  const sections = sectionsOf(words, failed, new Set(own.map(lower)));
  const named = sections.length > 0 ? sections : namesOnly(failed, words, headers, own);
  return named.map(({ address, text }) =>
    recipientReport({
      verdict: decided,
      finalRecipient: address,
      originalRecipient: null,
      status: null,
      diagnostic: text,
    }),
  );
}

interface Section {
  readonly address: string | null;
  readonly text: string;
}

/** Without a line of its own for the recipient, the only stranger's address in the words is his. */
function namesOnly(
  failed: readonly string[],
  words: string,
  headers: MimeHeaders,
  own: readonly string[],
): readonly Section[] {
  if (failed.length > 0) return failed.map((address) => ({ address, text: words }));
  const known = new Set([...own, ...addressesIn(headers.text('from'))].map(lower));
  const strangers = new Set(
    addressesIn(words)
      .map(lower)
      .filter((each) => !known.has(each)),
  );
  const [only = null] = strangers;
  return [{ address: strangers.size === 1 ? only : null, text: words }];
}

/** Each recipient with what is said below its line, up to the next one. */
function sectionsOf(words: string, failed: readonly string[], own: ReadonlySet<string>): readonly Section[] {
  const found = new Map<string, string>();
  let current: string | null = null;
  for (const line of words.split('\n').slice(0, 2000)) {
    const address = RECIPIENT_LINE.exec(line.slice(0, 500))?.[1]
      ?.toLowerCase()
      .replace(/[.'-]+$/u, '');
    const isRecipient =
      address !== undefined && !own.has(address) && (failed.length === 0 || failed.includes(address));
    if (isRecipient && found.size < MAX_RECIPIENTS) current = address;
    if (current !== null) found.set(current, `${found.get(current) ?? ''}${line}\n`.slice(0, 4000));
  }
  if (found.size === 1) {
    // With one recipient all of it is about that one, what stands above its line too.
    return [...found].map(([address, text]) => ({ address, text: `${text}\n${words}` }));
  }
  return [...found].map(([address, text]) => ({ address, text }));
}

function lower(address: string): string {
  return address.toLowerCase();
}
