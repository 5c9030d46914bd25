import type { DispatchState } from '../domain/dispatch.ts';
import type { MailReport, RecipientReport } from '../email/bounce/report.ts';
import { outcomeOfRefusal } from '../email/reply-policy.ts';

/** What is known of the try that a report speaks of. */
export interface BounceSituation {
  readonly authentic: boolean;
  readonly matchedBy: string;
  readonly state: DispatchState;
  /** Whether it is the dispatch's newest try. */
  readonly isLatest: boolean;
  readonly isWithinWindow: boolean;
  /** S19, L5: a copy on paper exists besides the e-mail. */
  readonly hasPaperCopy: boolean;
}

export type BounceDecision =
  /** Goes by post, or stands held for a person, because the report proves that nothing arrived. */
  | { readonly effect: 'posted' | 'held'; readonly reason: string; readonly learn: Lesson }
  /** A doubt is settled: some server had taken the message, or this report could not be. */
  | { readonly effect: 'accepted'; readonly reason: string }
  /** Recorded; nothing has to be done. */
  | { readonly effect: 'noted'; readonly reason: string; readonly learn?: Lesson }
  /** A person looks at it. */
  | { readonly effect: 'person'; readonly reason: string }
  /** The try has not ended: the report is left where it lies, and read again next time. */
  | { readonly effect: 'later' };

/** What a proven failure says about the mailbox or its domain. */
export type Lesson = 'nothing' | 'suppress-address' | 'mailbox-full' | 'domain-without-tls';

/**
 * What follows from a report: pure. Post only on proof of non-delivery that we know to be about our message; whatever
 * could be forged, or may have arrived, goes to a person.
 *
 * @param situation null: no try of ours is known
 */
export function decideBounce(report: MailReport, situation: BounceSituation | null): BounceDecision {
  switch (report.kind) {
    case 'not-a-bounce':
      return person('it is no report: somebody may have written to the address for reports');
    case 'complaint':
      return person('a recipient called a message unwanted: find out whether the consent still stands (S9)');
    case 'auto-reply':
      return noted('an auto-reply');
    case 'delayed':
    case 'relayed':
      return stillUnderWay(report, situation);
    case 'failed':
    case 'tls':
      return situation === null
        ? person('a failure, but no message of ours is known that it could be about')
        : decideFailure(report.recipients, situation);
  }
}

function stillUnderWay(report: MailReport, situation: BounceSituation | null): BounceDecision {
  if (situation?.authentic === true && situation.isLatest && situation.state === 'in_doubt') {
    return { effect: 'accepted', reason: `a report proves that a server took the message (${report.kind})` };
  }
  return noted(report.kind === 'delayed' ? 'delayed: it is still being tried' : 'delivered or passed on');
}

function decideFailure(recipients: readonly RecipientReport[], situation: BounceSituation): BounceDecision {
  const [recipient, ...others] = recipients;
  if (recipient === undefined || others.some((other) => other.kind !== recipient.kind)) {
    return person('it speaks of several recipients, and our messages have one');
  }
  if (!situation.authentic) {
    return person(
      `a failure without proof that it is about our message (found by ${situation.matchedBy} only)`,
    );
  }
  if (recipient.doubt !== null) return person(`the failure proves nothing: ${recipient.doubt}`);
  switch (situation.state) {
    case 'claimed':
    case 'sending':
      return { effect: 'later' };
    case 'emailed':
    case 'in_doubt':
      return decideProvenFailure(recipient, situation);
    case 'queued_print':
    case 'bundled':
    case 'handed_over':
      return noted('it goes by post already');
    case 'held':
    case 'cancelled':
      return noted(`it is ${situation.state} already`);
    default:
      return person(`a failure of a try whose document is \`${situation.state}\` now`);
  }
}

function decideProvenFailure(recipient: RecipientReport, situation: BounceSituation): BounceDecision {
  if (!situation.isLatest) return person('a failure of an earlier try, and a later one was accepted');
  if (!situation.isWithinWindow) return person('a failure after the bounce window');
  const { learn, isOurs } = meaningOf(recipient);
  const said = `a report proves non-delivery (${recipient.cause ?? recipient.replyCode ?? 'no status'})`;
  if (situation.hasPaperCopy) return { ...noted(`${said}; the paper copy is the delivery`), learn };
  return isOurs
    ? { effect: 'held', reason: `${said}, which speaks of us: policy or reputation`, learn: 'nothing' }
    : { effect: 'posted', reason: said, learn };
}

type FailedRecipient = Pick<RecipientReport, 'kind' | 'cause' | 'replyCode' | 'diagnostic'>;

/**
 * What a person's word that nothing arrived teaches, together with a report that proves nothing by itself: the same as
 * a proven one of that status, else the next document goes to the dead mailbox too, and waits for a person again. Of
 * the mailbox only: a domain is everybody's, its mark would post all of its mail, and `probe` can find out.
 */
export function lessonOfPerson(report: {
  readonly kind: string;
  readonly status: string | null;
}): Exclude<Lesson, 'domain-without-tls'> {
  if (report.kind !== 'failed') return 'nothing';
  const { learn } = meaningOf({ kind: 'failed', cause: report.status, replyCode: null, diagnostic: '' });
  return learn === 'domain-without-tls' ? 'nothing' : learn;
}

/** A status of class 4 that was given up means what its sister of class 5 means; but it proves no mailbox dead. */
function meaningOf(recipient: FailedRecipient): { readonly learn: Lesson; readonly isOurs: boolean } {
  if (recipient.kind === 'tls') return { learn: 'domain-without-tls', isOurs: false };
  const { cause } = recipient;
  const outcome = outcomeOfRefusal(
    {
      code: Math.max(recipient.replyCode ?? 550, 500),
      enhanced: cause === null ? null : `5${cause.slice(1)}`,
      text: recipient.diagnostic,
    },
    'the recipient’s server',
  );
  if (outcome.kind !== 'refused') return { learn: 'nothing', isOurs: true };
  if (cause?.slice(1) === '.2.2') return { learn: 'mailbox-full', isOurs: false };
  const isDead = outcome.suppressAddress && cause?.startsWith('5') === true;
  return { learn: isDead ? 'suppress-address' : 'nothing', isOurs: false };
}

function person(reason: string): BounceDecision {
  return { effect: 'person', reason };
}

function noted(reason: string): { readonly effect: 'noted'; readonly reason: string } {
  return { effect: 'noted', reason };
}
