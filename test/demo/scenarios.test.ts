import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDecide } from '../../src/classify/decide.ts';
import type { PdfDraft } from '../../src/demo/core-records.ts';
import { CoreDatabase } from '../../src/demo/core-database.ts';
import { DEMO_DOMAINS } from '../../src/demo/demo-domains.ts';
import { DOCUMENT_KINDS, LINE_NAMES, UNKNOWN_CODES } from '../../src/demo/document-kinds.ts';
import { createPortfolio } from '../../src/demo/portfolio.ts';
import { SCENARIOS } from '../../src/demo/scenarios.ts';
import { parseBusinessDate } from '../../src/domain/business-date.ts';
import type { ContentFindings } from '../../src/domain/content.ts';
import type { PdfInspection } from '../../src/domain/document.ts';
import { Database } from '../../src/ledger/database.ts';
import { DocumentSource } from '../../src/ledger/document-source.ts';
import { FIT_PDF, decisionContext } from '../support/facts.ts';
import { HOUSE_CATALOGUE } from '../support/house-catalogue.ts';

const UNFIT_PDF: PdfInspection = {
  fit: false,
  bytes: 0,
  sha256: null,
  finding: { code: 'damaged', message: 'as the scenario says' },
};

/** What the guards find in such a letter; that they do is shown by the demo itself. */
function contentOf(draft: PdfDraft): ContentFindings {
  const pagesWithoutText = draft.kind === 'scan' ? 1 : 0;
  return {
    kind: 'read',
    names: draft.letterOf === undefined ? 'contract' : 'other_contract',
    sensitive: draft.remark === undefined ? [] : ['medical'],
    pagesWithoutText,
  };
}

/** Ends of months and years: rules that count days meet their edges. */
const NIGHTS = ['2026-11-23', '2026-12-31', '2027-03-01', '2028-02-29'] as const;

describe('scenarios', () => {
  const clauses = [
    ...Array.from({ length: 25 }, (_, index) => `S${index + 1}`),
    ...Array.from({ length: 5 }, (_, index) => `L${index + 1}`),
  ];

  test.each(clauses)('%s is shown by a scenario', (clause) => {
    expect(SCENARIOS.filter((scenario) => scenario.clauses.some((one) => one === clause))).not.toEqual([]);
  });

  test('have ids of their own', () => {
    expect(new Set(SCENARIOS.map(({ id }) => id)).size).toBe(SCENARIOS.length);
  });

  test('write to every domain that the mail server plays', () => {
    const portfolio = createPortfolio(300, 1, parseBusinessDate('2026-11-23'));
    const domains = new Set(portfolio.map(({ document }) => document.policyholder.email?.split('@').at(-1)));
    expect(DEMO_DOMAINS.map(({ domain }) => domain).filter((domain) => !domains.has(domain))).toEqual([]);
  });

  test('use codes of the rule catalogue, but for the unknown ones (S8)', () => {
    const codes = [
      ...Object.keys(DOCUMENT_KINDS).filter((code) => !HOUSE_CATALOGUE.documentTypes.has(code)),
      ...Object.keys(LINE_NAMES).filter((code) => !HOUSE_CATALOGUE.linesOfBusiness.has(code)),
    ];
    expect(codes).toEqual(UNKNOWN_CODES);
  });

  test('send about 30 % by e-mail', () => {
    const portfolio = createPortfolio(2000, 1, parseBusinessDate('2026-11-23'));
    const emailed = portfolio.filter(({ scenario }) => scenario.expected.finalState === 'emailed').length;
    expect(emailed / portfolio.length).toBeGreaterThan(0.25);
    expect(emailed / portfolio.length).toBeLessThan(0.35);
  });
});

describe.each(NIGHTS)('in the night of %s', (night) => {
  const businessDate = parseBusinessDate(night);
  const portfolio = createPortfolio(250, 7, businessDate);
  const decide = createDecide(HOUSE_CATALOGUE);
  const directory = mkdtempSync(path.join(tmpdir(), 'postausgang-scenarios-'));
  const file = path.join(directory, 'core.sqlite');
  let database: Database;

  beforeAll(() => {
    const core = new CoreDatabase(file);
    core.add(portfolio.map(({ document }) => ({ document, pdf: { path: 'none', content: null } })));
    core.close();
    database = new Database({ client: 'sqlite', file });
  });

  afterAll(async () => {
    await database.close();
    rmSync(directory, { recursive: true });
  });

  test('the rules decide every document of the view as its scenario says', async () => {
    const source = new DocumentSource(database, {
      view: 'pending_output_document',
      pdfRoot: null,
      maxPdfBytes: 1,
    });
    const facts = await source.factsOf(portfolio.map(({ document }) => document.documentId));
    const surprises: string[] = [];
    for (const { document, scenario } of portfolio) {
      const lookup = facts.get(document.documentId);
      if (lookup?.kind !== 'found') throw new Error(`${scenario.id}: not in the view`);
      const { kind } = document.pdf;
      const pdf = kind === 'sound' || kind === 'scan' ? FIT_PDF : UNFIT_PDF;
      const content = contentOf(document.pdf);
      const decision = decide(lookup.facts, decisionContext({ businessDate, pdf, content }));
      const { result, decidingRules, paperCopy } = scenario.expected;
      // Recipients' servers have not had their say yet.
      const wanted = decidingRules.includes('S10.eligible') ? 'email' : result;
      const asExpected =
        decision.result === wanted &&
        decidingRules.some((rule) => decision.decidingRule.startsWith(rule)) &&
        (decision.paperCopy !== null) === (paperCopy === true);
      if (!asExpected) surprises.push(`${scenario.id}: ${decision.result} by ${decision.decidingRule}`);
    }
    expect(surprises).toEqual([]);
  });
});
