import { defineJob, type Job, type JobContext } from '../../jobs/job.ts';
import {
  businessDate,
  id,
  line,
  oneOf,
  path,
  required,
  several,
  toggle,
  wholeNumber,
  withDefault,
} from '../../jobs/parameter.ts';
import type { Surroundings } from '../../jobs/cli.ts';
import { EXIT, type ExitCode } from '../../src/domain/exit-code.ts';

/** What the example job was given. */
export interface Call {
  readonly values: Readonly<Record<string, unknown>>;
  readonly context: JobContext;
}

/** A job with a parameter of every kind, as the documented example of how a job file is written. */
export function exampleJob(calls: Call[] = [], end: () => ExitCode = () => EXIT.completed): Job {
  return defineJob({
    name: 'settle',
    summary: 'settle documents by hand',
    description: 'Settles each document, with evidence. Nothing is sent.',
    operands: { documentIds: several(id('documentId', 'the documents')) },
    options: {
      as: required(oneOf(['accepted', 'not-accepted'], 'what the evidence shows')),
      date: businessDate('the batch (default: last night)'),
      maxTries: withDefault(wholeNumber('N', 'tries', { min: 1, max: 9 }), 3),
      reason: line('TEXT', 'why'),
      dir: path('DIR', 'where the evidence is'),
      dryRun: toggle('change nothing'),
    },
    examples: [
      { command: 'settle 4711 --as accepted', explains: 'the relay log shows the final reply' },
      { command: 'settle 4711 4712 --as not-accepted --dry-run', explains: 'only look' },
    ],
    json: true,
    run: (values, context) => {
      calls.push({ values, context });
      // The types of the values come from the parameters above.
      const ids: readonly string[] = values.documentIds;
      const tries: number = values.maxTries;
      context.answer({ settled: ids.length, tries }, () => `${ids.length} settled as ${values.as}`);
      return Promise.resolve(end());
    },
  });
}

/** Surroundings that keep what was written. */
export class Terminal implements Surroundings {
  env: Record<string, string> = {};
  readonly cwd = '/work-folder';
  readonly version = '1.2.3';
  width = Infinity;
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  out = '';
  err = '';

  stdout(text: string): void {
    this.out += text;
  }

  stderr(text: string): void {
    this.err += text;
  }
}
