import type { BusinessDate } from '../domain/business-date.ts';
import { UsageError } from '../domain/errors.ts';
import type { OutputDocument } from './core-records.ts';
import { SeededRandom } from './random.ts';
import { ScenarioKit } from './scenario-kit.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

/** A document, and the scenario that says how it has to end. */
export interface PortfolioDocument {
  readonly document: OutputDocument;
  readonly scenario: Scenario;
}

/**
 * Exactly `count` documents: each scenario at least once, the rest by weight. The same seed and date give the same
 * documents.
 *
 * @throws UsageError when `count` is too small to hold every scenario
 */
export function createPortfolio(
  count: number,
  seed: number,
  businessDate: BusinessDate,
): readonly PortfolioDocument[] {
  const kit = new ScenarioKit(new SeededRandom(seed), businessDate);
  const build = (scenario: Scenario): readonly PortfolioDocument[] =>
    scenario.build(kit).map((document) => ({ document, scenario }));

  const portfolio = SCENARIOS.flatMap(build);
  const least = portfolio.length;
  if (!Number.isSafeInteger(count) || count < least) {
    throw new UsageError(
      `Expected --documents to be a whole number of at least ${least}, one for each case that the demo shows, got ${count}.`,
    );
  }
  while (portfolio.length < count) {
    const documents = build(kit.random.pickWeighted(SCENARIOS));
    // A group that does not fit any more is left out whole: half of a couple shows nothing.
    if (portfolio.length + documents.length <= count) portfolio.push(...documents);
  }
  return portfolio;
}
