import { expect } from 'vitest';
import { CRASH_POINTS, type CrashPoint } from '../../src/domain/crash-point.ts';
import { ON_SQL_SERVER } from '../support/test-place.ts';
import { runTrial, type TrialResult } from './trial.ts';

export const DOCUMENTS = 24;
/** Three to nine processes each, started several times, on a busy machine. */
export const PATIENCE = ON_SQL_SERVER ? 600_000 : 120_000;

/** The points are tried in two files, so that two processors share what takes longest of all tests. */
const isOfPaper = (point: CrashPoint): boolean => /^(?:print|notice|shop|reprint|report)\./.test(point);

export const PAPER_POINTS = CRASH_POINTS.filter(isOfPaper);
export const OTHER_POINTS = CRASH_POINTS.filter((point) => !isOfPaper(point));

export async function killedAt(point: CrashPoint): Promise<TrialResult> {
  const result = await runTrial({ seed: 4_711, documents: DOCUMENTS, point });
  expect(result).toMatchObject({ lost: [], twice: [], twoChannels: [], untold: [], complaint: '' });
  return result;
}
