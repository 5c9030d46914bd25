import { reportOf } from '../src/domain/error-report.ts';
import { PostausgangError, UsageError } from '../src/domain/errors.ts';

/** The environment variable that shows foreign errors whole: they may quote personal data, so it is never the default. */
export const DEBUG_VARIABLE = 'POSTAUSGANG_DEBUG';

/** What stderr says when a job fails: what an operator needs, and no personal data (L8). */
export function tellError(error: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const debug = (env[DEBUG_VARIABLE] ?? '') === '' ? '' : `${wholeError(error)}\n`;
  if (error instanceof UsageError) {
    return `postausgang: ${error.message}\nTry \`postausgang --help\`, or \`postausgang help <command>\`.\n${debug}`;
  }
  if (error instanceof PostausgangError) return `postausgang: ${error.message}\n${debug}`;
  const { name, code, frames } = reportOf(error);
  const what = code === null ? name : `${name} (${code})`;
  const hint = `Details may quote personal data; to see them, run it again with ${DEBUG_VARIABLE}=1.`;
  return [
    `postausgang: stopped by an unexpected error, ${what}.`,
    ...frames.map((frame) => `  ${frame}`),
    debug || hint,
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function wholeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${wholeError(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
