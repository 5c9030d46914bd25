import { describe, expect, test } from 'vitest';
import { createPortfolio } from '../../src/demo/portfolio.ts';
import { SCENARIOS } from '../../src/demo/scenarios.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import { UsageError } from '../../src/domain/errors.ts';

const NIGHT = parseBusinessDate('2026-11-23');

function writtenOut(seed: number): string {
  return JSON.stringify(createPortfolio(200, seed, NIGHT).map(({ document }) => document));
}

describe('portfolio', () => {
  test('holds exactly as many documents as asked for, every scenario among them', () => {
    const portfolio = createPortfolio(123, 5, NIGHT);
    expect(portfolio).toHaveLength(123);
    const shown = new Set(portfolio.map(({ scenario }) => scenario.id));
    expect(SCENARIOS.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });

  test('is the same for the same seed, and another one for another', () => {
    expect(writtenOut(42)).toBe(writtenOut(42));
    expect(writtenOut(42)).not.toBe(writtenOut(43));
  });

  test('names the least number when too few documents are asked for', () => {
    const least = createPortfolio(200, 1, NIGHT).length;
    expect(least).toBe(200);
    expect(() => createPortfolio(3, 1, NIGHT)).toThrow(UsageError);
    expect(() => createPortfolio(3, 1, NIGHT)).toThrow(/at least \d+, one for each case .* got 3/);
    expect(() => createPortfolio(Number.NaN, 1, NIGHT)).toThrow(UsageError);
  });

  test('gives every document and every contract an id of its own, some beyond 2^53', () => {
    const documents = createPortfolio(2000, 1, NIGHT).map(({ document }) => document);
    expect(new Set(documents.map(({ documentId }) => documentId)).size).toBe(2000);
    const contracts = documents.flatMap(({ contract }) => contract ?? []);
    expect(new Set(contracts.map(({ contractId }) => contractId)).size).toBe(contracts.length);
    const beyond = documents.filter(({ documentId }) => String(Number(documentId)) !== documentId);
    expect(beyond.some(({ documentId }) => /^\d+$/.test(documentId))).toBe(true);
  });
});
