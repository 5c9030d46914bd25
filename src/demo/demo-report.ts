import type { ScenarioCheck } from './check-scenarios.ts';
import type { DemoOutcome, OutcomeRow } from './demo-outcome.ts';
import { RULE_TITLES } from '../classify/rule-titles.ts';

const CHANNELS: Readonly<Record<string, string>> = {
  emailed: 'e-mail',
  handed_over: 'post',
  in_doubt: 'in doubt',
  held: 'held',
  cancelled: 'cancelled',
};

const CHANNEL_ORDER = ['e-mail', 'post', 'in doubt', 'held', 'cancelled'];

/** What went where and why: by channel and deciding rule, most frequent first. */
export function whereAndWhy(outcome: DemoOutcome): readonly string[] {
  const groups = Map.groupBy(outcome.rows, (row) => `${channelOf(row)}\t${reasonOf(row)}`);
  const rows = [...groups].map(([key, members]) => {
    const [channel = '', reason = ''] = key.split('\t');
    return { channel, reason, count: members.length };
  });
  rows.sort((a, b) => rankOf(a.channel) - rankOf(b.channel) || b.count - a.count);
  return table(
    ['channel', 'letters', 'why'],
    rows.map(({ channel, reason, count }) => [channel, String(count), reason]),
  );
}

/** Each scenario in one line, and what differs below it. */
export function scenarioLines(checks: readonly ScenarioCheck[]): readonly string[] {
  const lines = table(
    ['', 'clauses', 'letters', 'case'],
    checks.map(({ scenario, documents, problems }) => [
      problems.length === 0 ? 'OK' : 'NOT AS EXPECTED',
      scenario.clauses.join(' '),
      String(documents),
      `${scenario.what} → ${expectation(scenario.expected)}`,
    ]),
  );
  const problems = checks.flatMap((check) =>
    check.problems.map((problem) => `  ${check.scenario.id}: ${problem}`),
  );
  return [...lines, ...problems];
}

function expectation({ result, finalState, paperCopy }: ScenarioCheck['scenario']['expected']): string {
  if (finalState === 'in_doubt') return 'in doubt';
  return paperCopy === true ? `${result} and paper` : result;
}

function channelOf({ state }: OutcomeRow): string {
  return CHANNELS[state] ?? state;
}

function rankOf(channel: string): number {
  const rank = CHANNEL_ORDER.indexOf(channel);
  return rank < 0 ? CHANNEL_ORDER.length : rank;
}

function reasonOf({ purpose, state, decidingRule }: OutcomeRow): string {
  switch (purpose) {
    case 'paper_copy':
      return 'Papier zusätzlich zur E-Mail (S19, L5)';
    case 'block_notice':
      return 'Mitteilung über die Sperre (S18)';
    case 'fallback_notice':
      return 'Mitteilung, dass E-Mail nicht zustellbar ist (S3)';
    case 'resend':
      return 'Erneut versandt';
    default:
      if (decidingRule === 'S10.eligible' && state === 'handed_over') {
        return 'Empfängerseite hat die E-Mail abgelehnt (S3)';
      }
      return decidingRule === null ? '' : `${titleOf(decidingRule)} (${decidingRule})`;
  }
}

function titleOf(rule: string): string {
  const titles: Readonly<Record<string, string>> = RULE_TITLES;
  return titles[rule] ?? rule;
}

/** Columns as wide as their longest cell; numbers stand right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return /^\d+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
