import type { ReplayReport } from '../src/app.ts';
import { renderFields, renderTable } from './output.ts';

/** Lines of a table for people; `--json` has the differences whole, `--list` all documents. */
const SHOWN = 25;

/** What another catalogue would have changed, as a page of tables. */
export function replayText(report: ReplayReport, width: number): string {
  const { decisions, unchanged, otherRule, otherWay, unreadable, catalogue } = report;
  return [
    renderFields([
      ['Nights', `${report.from} to ${report.to}`],
      ['Catalogue', `${catalogue.version} (${catalogue.hash.slice(0, 12)})`],
      ['Decided again', decisions],
      ['As before', unchanged],
      ['Another rule', `${otherRule}, the way stays the same`],
      ['Another way', otherWay],
      ...(unreadable === 0 ? [] : [['Not readable', `${unreadable}, left out`] as const]),
    ]),
    ...typesText(report, width),
    ...differencesText(report, width),
    ...documentsText(report, width),
    '',
    otherWay + otherRule === 0
      ? 'Nothing would have been decided otherwise.'
      : 'Nothing was changed. The catalogue goes live when the configuration names it.',
  ].join('\n');
}

function typesText({ types }: ReplayReport, width: number): readonly string[] {
  const table = renderTable(
    types,
    [
      { header: 'Document type', value: (type) => type.documentType, shrinks: true },
      { header: 'Decisions', align: 'right', value: (type) => type.decisions },
      { header: 'Another way', align: 'right', value: (type) => type.otherWay },
      { header: 'E-mail', align: 'right', value: (type) => arrow(emailed(type.before), emailed(type.after)) },
      { header: 'Post', align: 'right', value: (type) => arrow(type.before.post, type.after.post) },
      { header: 'Held', align: 'right', value: (type) => arrow(type.before.held, type.after.held) },
    ],
    width,
  );
  return ['', table];
}

function emailed(ways: ReplayReport['types'][number]['before']): number {
  return (ways.email ?? 0) + (ways['email and paper'] ?? 0);
}

function arrow(before: number | undefined, after: number | undefined): string {
  return (before ?? 0) === (after ?? 0) ? String(before ?? 0) : `${before ?? 0} → ${after ?? 0}`;
}

function differencesText({ differences }: ReplayReport, width: number): readonly string[] {
  if (differences.length === 0) return [];
  const table = renderTable(
    differences.slice(0, SHOWN),
    [
      { header: 'Documents', align: 'right', value: (row) => row.documents },
      { header: 'Document type', shrinks: true, value: (row) => row.documentType },
      { header: 'Before', value: (row) => `${row.before} by ${row.ruleBefore}` },
      { header: 'After', value: (row) => `${row.after} by ${row.ruleAfter}` },
    ],
    width,
  );
  const rest = differences.length - SHOWN;
  return ['', table, ...(rest > 0 ? [`… and ${rest} more; \`--json\` has all.`] : [])];
}

function documentsText({ documents, otherWay }: ReplayReport, width: number): readonly string[] {
  if (documents.length === 0) return [];
  const table = renderTable(
    documents.slice(0, SHOWN),
    [
      { header: 'Document', value: (row) => row.documentId },
      { header: 'Another way', value: (row) => `${row.before} → ${row.after}` },
      { header: 'By', shrinks: true, value: (row) => row.ruleAfter },
    ],
    width,
  );
  const rest = otherWay - Math.min(SHOWN, documents.length);
  return ['', table, ...(rest > 0 ? [`… and ${rest} more; \`--list FILE\` writes all of them.`] : [])];
}
