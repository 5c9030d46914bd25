import { describe, expect, test } from 'vitest';
import { checkScenarios } from '../../src/demo/check-scenarios.ts';
import { scenarioLines, whereAndWhy } from '../../src/demo/demo-report.ts';
import type { OutcomeRow } from '../../src/demo/demo-outcome.ts';
import { createPortfolio, type PortfolioDocument } from '../../src/demo/portfolio.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';

const PORTFOLIO = createPortfolio(90, 1, parseBusinessDate('2026-11-23'));

/** A night in which everything went as it should. */
function perfectRows(): readonly OutcomeRow[] {
  const rows = PORTFOLIO.flatMap(({ document: { documentId }, scenario: { expected } }) => {
    const decidingRule = expected.decidingRules[0] ?? null;
    const way = { documentId, purpose: 'document', state: expected.finalState, decidingRule };
    const copy = { documentId, purpose: 'paper_copy', state: 'handed_over', decidingRule };
    return expected.paperCopy === true ? [way, copy] : [way];
  });
  const notice = {
    documentId: 'abuse-block:SPERRE-0815',
    purpose: 'block_notice',
    state: 'handed_over',
    decidingRule: null,
  };
  return [...rows, notice];
}

/** The same night, but for one document. */
function rowsWith(id: string, changes: Partial<OutcomeRow>): readonly OutcomeRow[] {
  const [own, others] = [
    perfectRows().filter(({ documentId }) => documentId === id),
    perfectRows().filter(({ documentId }) => documentId !== id),
  ];
  return [...others, ...own.map((row) => Object.assign({}, row, changes))];
}

function problemsWith(rows: readonly OutcomeRow[]): readonly string[] {
  return checkScenarios(PORTFOLIO, { rows, differences: [] }).flatMap(({ problems }) => problems);
}

function idIn(scenarioId: string): string {
  const found = PORTFOLIO.find(({ scenario }: PortfolioDocument) => scenario.id === scenarioId);
  return found!.document.documentId;
}

describe('check of the scenarios', () => {
  test('finds nothing when everything went as it should', () => {
    expect(problemsWith(perfectRows())).toEqual([]);
  });

  test('names a document that went by another channel, by another rule, twice or not at all', () => {
    const id = idIn('health-document');
    const change = (changes: Partial<OutcomeRow>): readonly OutcomeRow[] => rowsWith(id, changes);
    expect(problemsWith(change({ state: 'emailed' }))).toEqual([
      `${id}: expected state handed_over, found emailed`,
    ]);
    expect(problemsWith(change({ decidingRule: 'S5.preferred-contact' }))).toEqual([
      `${id}: expected S11.document-type to decide, found S5.preferred-contact`,
    ]);
    const rows = perfectRows();
    expect(problemsWith([...rows, ...rows.filter(({ documentId }) => documentId === id)])).toEqual([
      `${id}: expected one way out, found 2`,
    ]);
    expect(problemsWith(rows.filter(({ documentId }) => documentId !== id))).toEqual([
      `${id}: expected one way out, found 0`,
    ]);
  });

  test('L5: misses a paper copy, and finds one that nobody asked for (S16)', () => {
    const missing = perfectRows().filter(({ purpose }) => purpose !== 'paper_copy');
    expect(problemsWith(missing)).toContain(
      `${idIn('austria-life')}: expected 1 paper copy handed over, found none`,
    );
    const copy = {
      documentId: idIn('invoice'),
      purpose: 'paper_copy',
      state: 'handed_over',
      decidingRule: null,
    };
    expect(problemsWith([...perfectRows(), copy])).toEqual([
      `${copy.documentId}: expected 0 paper copy handed over, found handed_over`,
    ]);
  });

  test('S18: wants exactly one notice for a block', () => {
    const rows = perfectRows();
    const notices = rows.filter(({ purpose }) => purpose === 'block_notice');
    const without = rows.filter(({ purpose }) => purpose !== 'block_notice');
    expect(problemsWith(without)).toEqual(['expected 1 notice of a block handed over, found 0 of 0']);
    expect(problemsWith([...rows, ...notices])).toEqual([
      'expected 1 notice of a block handed over, found 2 of 2',
    ]);
  });
});

describe('report of the demo', () => {
  test('tells what went where and why, in German, by channel', () => {
    const lines = whereAndWhy({ rows: perfectRows(), differences: [] });
    expect(lines[0]).toMatch(/^channel +letters +why$/);
    expect(lines[1]).toMatch(/^e-mail +\d+ +Per E-Mail zulässig \(S10\.eligible\)$/);
    expect(lines.join('\n')).toMatch(/^post +2 +Sperre wegen Missbrauchsverdachts \(S18\.abuse-block\)$/m);
    expect(lines.join('\n')).toMatch(/^post +1 +Mitteilung über die Sperre \(S18\)$/m);
    expect(lines.join('\n')).toMatch(/^held +6 +PDF unbrauchbar \(D2\.pdf-unfit\)$/m);
  });

  test('says of each scenario whether it went as the rules demand', () => {
    const id = idIn('withdrawn');
    const rows = rowsWith(id, { state: 'emailed' });
    const lines = scenarioLines(checkScenarios(PORTFOLIO, { rows, differences: [] }));
    expect(lines.filter((line) => line.startsWith('NOT AS EXPECTED'))).toHaveLength(1);
    expect(lines.at(-1)).toBe(`  withdrawn: ${id}: expected state cancelled, found emailed`);
  });
});
