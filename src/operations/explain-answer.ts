import { textOfRule } from '../classify/explain-decision.ts';
import type { RuleTexts } from '../classify/rule-texts.ts';
import type { DispatchState } from '../domain/dispatch.ts';
import type { ExplainedDispatch } from './explain.ts';
import { laterReasonOf } from './later-reason.ts';
import { localMoment } from './local-moment.ts';

type Told = Omit<ExplainedDispatch, 'runs'>;

/**
 * What somebody on the phone can say about a dispatch: how it left, or why not, and why. Pure.
 *
 * @param original the dispatch that a paper copy or resend belongs to
 */
export function answerInGerman(
  dispatch: Told,
  original: Told | null,
  today: RuleTexts,
  timeZone: string,
): string {
  const reason = dispatch.purpose === 'paper_copy' ? paperCopyReason(original) : why(dispatch, today);
  return [whatItIs(dispatch), how(dispatch, timeZone), reason].filter(Boolean).join(' ');
}

function whatItIs({ purpose, events }: Told): string {
  switch (purpose) {
    case 'paper_copy':
      return 'Papierexemplar zusätzlich zur E-Mail.';
    case 'resend': {
      const person = events[0]?.person ?? null;
      return person === null ? 'Erneuter Versand.' : `Erneuter Versand, angeordnet von ${person}.`;
    }
    case 'block_notice':
      return 'Unser Brief über die Sperre des digitalen Versands.';
    case 'fallback_notice':
      return 'Unser Brief, warum Post trotz vereinbarter E-Mail auf Papier kommt.';
    default:
      return '';
  }
}

/** @param at such as ` am 23.11.2026 um 22:04 Uhr`, or nothing */
const HOW: Readonly<Record<DispatchState, (at: string) => string>> = {
  emailed: (at) => `Per E-Mail versandt${at}.`,
  handed_over: (at) => `Per Post,${at} an die Druckerei übergeben.`,
  bundled: () => 'Per Post, aber noch nicht an die Druckerei übergeben.',
  queued_print: () => 'Per Post, aber noch nicht an die Druckerei übergeben.',
  in_doubt: () =>
    'Ungeklärt: Die E-Mail kann angekommen sein oder nicht; bis das feststeht, wird nichts noch einmal versandt.',
  held: () => 'Noch nicht versandt, sondern angehalten.',
  cancelled: () => 'Nicht versandt.',
  pending: () => 'Noch nicht versandt und noch nicht entschieden; das geschieht mit dem nächsten Lauf.',
  queued_email: () => 'Noch nicht versandt, für den Versand per E-Mail vorgesehen.',
  claimed: () => 'Noch nicht versandt, für den Versand per E-Mail vorgesehen.',
  sending: () => 'Wird gerade per E-Mail versandt.',
};

function how(dispatch: Told, timeZone: string): string {
  const at = whenItLeft(dispatch);
  return HOW[dispatch.state](at === null ? '' : ` am ${localMoment(at, timeZone)}`);
}

/** A deadline runs from when the mail left, not from when a person or a replayed journal settled a doubt about it. */
function whenItLeft({ state, events, attempts }: Told): string | null {
  const accepted = attempts.findLast(({ outcome }) => outcome === 'accepted');
  if (state === 'emailed' && accepted !== undefined) return accepted.startedAt;
  return events.findLast(({ to }) => to === state)?.at ?? null;
}

function why(dispatch: Told, today: RuleTexts): string {
  if (dispatch.state === 'in_doubt' || dispatch.state === 'pending') return '';
  const decision = dispatch.decisions.at(-1);
  const later = laterReasonOf(dispatch);
  if (later !== null) return 'rule' in later ? quoted(textOfRule(later.rule, today)) : later.german;
  return decision === undefined ? '' : quoted(decision.deciding);
}

/** S19 or L5: recorded with the decision for the e-mail that the copy goes besides. */
function paperCopyReason(original: Told | null): string {
  const rules = original?.decisions.at(-1)?.rules ?? [];
  const rule = rules.find(({ rule: id, outcome }) => id.endsWith('.paper-copy') && outcome === 'fires');
  return rule === undefined ? '' : quoted(rule);
}

function quoted({ german, citation }: { readonly german: string; readonly citation: string }): string {
  return `${german} (${citation})`;
}
