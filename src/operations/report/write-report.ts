import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportPage } from './page/report-page.ts';
import type { RunReport } from './run-report.ts';

export interface WrittenReport {
  readonly html: string;
  readonly json: string;
}

/** `2026-11-23_1a2b3c4d.html` and `.json`: one pair a run; made again, it replaces the pair. Each file is replaced whole. */
export async function writeReport(folder: string, report: RunReport): Promise<WrittenReport> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stem = join(folder, `${report.businessDate}_${report.run.id.slice(0, 8)}`);
  const written = { html: `${stem}.html`, json: `${stem}.json` };
  await replaceFile(written.json, `${JSON.stringify(report, null, 2)}\n`);
  await replaceFile(written.html, reportPage(report));
  return written;
}

/** A reader sees the old file or the new one, never a half. @param mode permission bits of a new file */
export async function replaceFile(path: string, text: string, mode = 0o600): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(part, text, { mode });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
