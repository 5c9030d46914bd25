import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReport } from '../../../src/email/bounce/read-report.ts';
import type { RecipientReport, ReportKind } from '../../../src/email/bounce/report.ts';
import { csvRecords } from '../../support/csv.ts';

/** Real bounces with what is expected of them, beside the project. */
export const CORPUS = join(import.meta.dirname, '../../../../shared/data/bounce-dev');

/** One line of `expected.csv` against what we read. */
export interface Comparison {
  readonly file: string;
  readonly expectedKind: ReportKind;
  readonly kind: ReportKind;
  readonly expectedStatus: string | null;
  readonly status: string | null;
  readonly agrees: { readonly kind: boolean; readonly status: boolean };
}

export function corpusIsThere(folder = CORPUS): boolean {
  return existsSync(join(folder, 'expected.csv'));
}

/**
 * Compares every line of a folder's `expected.csv`. The status is the one of the machine-readable part where the manifest
 * has it, else that of the corpus it was taken from. Statuses such as 5.0.9xx are that corpus' own names for what has
 * no status: there the class is compared.
 */
export function compareCorpus(folder = CORPUS): readonly Comparison[] {
  const rows = csvRecords(readFileSync(join(folder, 'expected.csv'), 'utf8'));
  return rows.map((row) => {
    const file = row['file'] ?? '';
    const report = readReport(readFileSync(join(folder, file)));
    const expectedKind = kindOf(row['kind'] ?? '', row['action'] ?? '');
    const speaksOfRecipients = ['failed', 'tls', 'delayed', 'relayed'].includes(expectedKind);
    const expectedStatus = speaksOfRecipients ? row['status'] || row['corpus_status'] || null : null;
    const status = recipientOf(report.recipients, row)?.status ?? null;
    return {
      file,
      expectedKind,
      kind: report.kind,
      expectedStatus,
      status,
      agrees: {
        kind: report.kind === expectedKind,
        status: expectedStatus === null || isSameStatus(expectedStatus, status),
      },
    };
  });
}

function kindOf(kind: string, action: string): ReportKind {
  switch (kind) {
    case 'hard':
      return 'failed';
    case 'soft':
      // Given up after replies of class 4 is given up.
      return action === 'delayed' ? 'delayed' : 'failed';
    case 'arf':
      return 'complaint';
    case 'delivered':
      return 'relayed';
    case 'tls':
    case 'auto-reply':
    case 'not-a-bounce':
      return kind;
    default:
      throw new Error(`Expected a kind that the manifest explains, got ${kind}.`);
  }
}

function recipientOf(
  recipients: readonly RecipientReport[],
  row: Readonly<Record<string, string>>,
): RecipientReport | undefined {
  const wanted = (row['final_recipient'] ?? '').toLowerCase();
  const named = recipients.find(
    ({ finalRecipient }) => wanted !== '' && finalRecipient?.toLowerCase() === wanted,
  );
  return named ?? recipients[Number(row['n']) - 1];
}

function isSameStatus(expected: string, got: string | null): boolean {
  return /\.0\.9\d\d$/u.test(expected) ? got?.[0] === expected[0] : got === expected;
}

export interface Agreement {
  readonly lines: number;
  readonly kind: number;
  readonly kindAndStatus: number;
  readonly falseFailures: number;
}

export function agreementOf(comparisons: readonly Comparison[]): Agreement {
  const count = (holds: (each: Comparison) => boolean): number => comparisons.filter(holds).length;
  return {
    lines: comparisons.length,
    kind: count(({ agrees }) => agrees.kind),
    kindAndStatus: count(({ agrees }) => agrees.kind && agrees.status),
    falseFailures: count(({ kind, expectedKind }) => isFailure(kind) && !isFailure(expectedKind)),
  };
}

function isFailure(kind: ReportKind): boolean {
  return kind === 'failed' || kind === 'tls';
}
