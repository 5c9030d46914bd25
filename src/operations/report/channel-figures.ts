import { RULE_TITLES } from '../../classify/rule-titles.ts';
import type { DispatchState } from '../../domain/dispatch.ts';
import type { Tally } from '../../ledger/night-figures.ts';
import type { StateCounts } from '../status.ts';
import type { ChannelCounts, PostReason, RunReport, TypeFigures } from './run-report.ts';

const TITLES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(RULE_TITLES),
  ['S3.tls-refused', 'Empfänger nimmt keine verschlüsselte E-Mail an'],
  ['S3.mailbox-refused', 'Postfach hat die E-Mail abgelehnt'],
  ['S3.bounced', 'E-Mail kam als unzustellbar zurück'],
  ['S17.cut-off', 'Frist für den Versand per E-Mail erreicht'],
]);

const POSTED: ReadonlySet<DispatchState> = new Set(['queued_print', 'bundled', 'handed_over']);

function channelOf(state: DispatchState): keyof ChannelCounts {
  if (POSTED.has(state)) return 'post';
  switch (state) {
    case 'emailed':
      return 'email';
    case 'held':
      return 'held';
    case 'in_doubt':
      return 'inDoubt';
    case 'cancelled':
      return 'withdrawn';
    default:
      return 'open';
  }
}

function counted(tallies: readonly Tally[]): ChannelCounts {
  const counts = { email: 0, post: 0, held: 0, inDoubt: 0, withdrawn: 0, open: 0 };
  for (const { state, count } of tallies) counts[channelOf(state)] += count;
  return counts;
}

/** Where the collected documents went. */
export function channelCounts(tallies: readonly Tally[]): ChannelCounts {
  return counted(documentsIn(tallies));
}

/** The same by document type, the most frequent first. */
export function typeFigures(
  tallies: readonly Tally[],
  titles: ReadonlyMap<string, { readonly title: string }>,
): readonly TypeFigures[] {
  const byType = Map.groupBy(documentsIn(tallies), ({ documentType }) => documentType);
  return [...byType]
    .map(([type, own]) => ({
      type,
      title: type === null ? 'Ohne Dokumentart' : (titles.get(type)?.title ?? 'Nicht im Regelkatalog'),
      documents: sum(own),
      ...counted(own),
    }))
    .sort((a, b) => b.documents - a.documents || compare(a.type ?? '', b.type ?? ''));
}

/**
 * Why documents go by post, the most frequent reason first. What the decision sent there names its rule; what was to be
 * e-mailed names what came of the last try. Each reason bears its documents' share of their print files' postage.
 *
 * @param centsPerDocument by print file; a file without a price is left out
 */
export function postReasons(
  tallies: readonly Tally[],
  centsPerDocument: ReadonlyMap<string, number>,
): readonly PostReason[] {
  const posted = documentsIn(tallies).filter(({ state }) => POSTED.has(state));
  return [...Map.groupBy(posted, reasonOf)]
    .map(([rule, own]) => ({
      rule,
      title: TITLES.get(rule) ?? rule,
      documents: sum(own),
      postageCents: postageOf(own, centsPerDocument),
    }))
    .sort((a, b) => b.documents - a.documents || compare(a.rule, b.rule));
}

function reasonOf({ result, decidingRule, lastOutcome }: Tally): string {
  if (result !== 'email') return decidingRule ?? 'unbekannt';
  switch (lastOutcome) {
    case 'tls_refused':
      return 'S3.tls-refused';
    case 'refused':
      return 'S3.mailbox-refused';
    case 'accepted':
      return 'S3.bounced';
    default:
      return 'S17.cut-off';
  }
}

function postageOf(own: readonly Tally[], centsPerDocument: ReadonlyMap<string, number>): number | null {
  let cents = 0;
  for (const { printFileId, count } of own) {
    const each = printFileId === null ? undefined : centsPerDocument.get(printFileId);
    if (each === undefined) return null;
    cents += each * count;
  }
  return Math.round(cents);
}

/** Dispatches of collected documents by state, and of everything else by purpose and state. */
export function statesOf(tallies: readonly Tally[]): Pick<RunReport['books'], 'documents' | 'others'> {
  const byPurpose: Record<string, Partial<Record<DispatchState, number>>> = {};
  for (const { purpose, state, count } of tallies) {
    const states = (byPurpose[purpose] ??= {});
    states[state] = (states[state] ?? 0) + count;
  }
  const { document = {}, ...others } = byPurpose as Record<string, StateCounts>;
  return { documents: document, others };
}

function documentsIn(tallies: readonly Tally[]): readonly Tally[] {
  return tallies.filter(({ purpose }) => purpose === 'document');
}

function sum(tallies: readonly Tally[]): number {
  return tallies.reduce((total, { count }) => total + count, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
