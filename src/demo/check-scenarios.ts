import type { DemoOutcome, OutcomeRow } from './demo-outcome.ts';
import type { PortfolioDocument } from './portfolio.ts';
import type { Expected, Scenario } from './scenario.ts';

/** How one scenario ended, compared with what the rules demand. */
export interface ScenarioCheck {
  readonly scenario: Scenario;
  readonly documents: number;
  /** What differs, as sentences with document ids; none: as expected. */
  readonly problems: readonly string[];
}

/** Compares every document of the demo with its scenario. */
export function checkScenarios(
  portfolio: readonly PortfolioDocument[],
  outcome: DemoOutcome,
): readonly ScenarioCheck[] {
  const rows = Map.groupBy(outcome.rows, ({ documentId }) => documentId);
  return [...Map.groupBy(portfolio, ({ scenario }) => scenario)].map(([scenario, members]) => ({
    scenario,
    documents: members.length,
    problems: [
      ...members.flatMap(({ document }) =>
        problemsOf(document.documentId, rows.get(document.documentId) ?? [], scenario.expected),
      ),
      ...noticeProblems(members, rows, scenario.expected),
    ],
  }));
}

function problemsOf(id: string, rows: readonly OutcomeRow[], expected: Expected): readonly string[] {
  const ways = rows.filter(({ purpose }) => purpose === 'document');
  const [way] = ways;
  if (way === undefined || ways.length > 1) return [`${id}: expected one way out, found ${ways.length}`];
  const problems: string[] = [];
  if (way.state !== expected.finalState) {
    problems.push(`${id}: expected state ${expected.finalState}, found ${way.state}`);
  }
  if (!expected.decidingRules.some((rule) => way.decidingRule?.startsWith(rule) === true)) {
    problems.push(
      `${id}: expected ${expected.decidingRules.join(' or ')} to decide, found ${way.decidingRule ?? 'nothing'}`,
    );
  }
  const copies = rows.filter(({ purpose }) => purpose === 'paper_copy');
  const wanted = expected.paperCopy === true ? 1 : 0;
  if (copies.length !== wanted || copies.some(({ state }) => state !== 'handed_over')) {
    const found = copies.map(({ state }) => state).join(', ') || 'none';
    problems.push(`${id}: expected ${wanted} paper copy handed over, found ${found}`);
  }
  return problems;
}

/** S18: exactly one notice for each block, however many documents it stops. */
function noticeProblems(
  members: readonly PortfolioDocument[],
  rows: ReadonlyMap<string, readonly OutcomeRow[]>,
  { blockNotices = 0 }: Expected,
): readonly string[] {
  const blocks = new Set(members.map(({ document }) => document.policyholder.abuseBlockId));
  blocks.delete(null);
  const notices = [...blocks].flatMap((block) =>
    [...rows].flatMap(([id, some]) =>
      id.endsWith(`:${block ?? ''}`) ? some.filter(({ purpose }) => purpose === 'block_notice') : [],
    ),
  );
  const posted = notices.filter(({ state }) => state === 'handed_over').length;
  if (notices.length === blockNotices && posted === blockNotices) return [];
  return [`expected ${blockNotices} notice of a block handed over, found ${posted} of ${notices.length}`];
}
