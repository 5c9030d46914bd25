import { reportOf } from '../../domain/error-report.ts';

/** One thing that was looked at. */
export interface Check {
  /** What was looked at, in a few words. */
  readonly name: string;
  /** `warn`: the night can run, but somebody should look. `fail`: it will fail, or must not run. */
  readonly status: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do; null when there is nothing to do. */
  readonly advice: string | null;
}

export function ok(name: string, found: string): Check {
  return { name, status: 'ok', found, advice: null };
}

export function warn(name: string, found: string, advice: string): Check {
  return { name, status: 'warn', found, advice };
}

export function fail(name: string, found: string, advice: string): Check {
  return { name, status: 'fail', found, advice };
}

/** Looks at something that can itself break: what is thrown becomes a failed check, told without personal data (L8). */
export async function checked(
  name: string,
  advice: string,
  look: () => Promise<Check | readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    const found = await look();
    return Array.isArray(found) ? (found as readonly Check[]) : [found as Check];
  } catch (error) {
    const report = reportOf(error);
    const what = report.message ?? [report.name, report.code].filter(Boolean).join(' ');
    return [fail(name, what, advice)];
  }
}
