import { relative } from 'node:path';
import type { LintReport } from '../src/app.ts';

type FileFindings = LintReport['files'][number];
type Finding = FileFindings['findings'][number];

/** Findings for people: a block a file, a line a finding, then the sum. */
export function lintText(report: LintReport): string {
  const { errors, warnings, files } = report;
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
  return [
    ...files.map(blockOf),
    `${count(files.length, 'letter')} against ${report.profile}: ${count(errors, 'error')}, ${count(warnings, 'warning')}.`,
  ].join('\n');
}

function blockOf({ file, findings, overlay }: FileFindings): string {
  const name = relative('', file);
  const lines = findings.map((finding) => `  ${lineOf(finding)}`);
  const looked = overlay === null ? [] : [`  overlay: ${relative('', overlay)}`];
  return [findings.length === 0 ? `${name}: clean` : name, ...lines, ...looked].join('\n');
}

function lineOf({ level, page, code, zone, where, expected, got }: Finding): string {
  const place = [
    page === null ? null : `page ${page}`,
    zone,
    where === null
      ? null
      : `x ${fixed(where.x)} y ${fixed(where.y)}, ${fixed(where.width)} × ${fixed(where.height)} mm`,
  ].filter((part) => part !== null);
  const at = place.length === 0 ? '' : ` (${place.join(', ')})`;
  return `${level} ${code}${at}: expected ${expected}, got ${got}`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
