import type { Examination } from '../src/app.ts';
import { ConfigurationError } from '../src/domain/errors.ts';
import { EXIT, type ExitCode } from '../src/domain/exit-code.ts';
import { defineJob, type JobContext } from './job.ts';
import { withApp } from './with-app.ts';

const SIGN = { ok: '✓', warn: '!', fail: '✗' } as const;

export const doctorJob = defineJob({
  name: 'doctor',
  summary: 'Check everything that a night needs, and say what to do',
  description:
    'Runtime, configuration, environment, ledger, core view, PDFs, clocks, disks, outbox, letter shop, relay and its certificate. Sends ' +
    'nothing, changes nothing, can be run at any time. Reads the whole core view. Exit 0: nothing failed; 1: something did; 78: configuration.',
  json: true,
  examples: [
    { command: 'doctor', explains: 'after each change of configuration, and before the first night' },
    { command: 'doctor --json', explains: 'for monitoring' },
  ],
  run: async (_values, context) => {
    try {
      return await withApp(context, async (app, { doctor }) => told(await doctor(app), context), {
        migrated: false,
      });
    } catch (error) {
      // A program that asked for JSON gets it also when nothing could be examined; people read it on stderr.
      if (error instanceof ConfigurationError && context.json) {
        const check = { name: 'configuration', status: 'fail', found: error.message, advice: 'mend it' };
        context.answer({ healthy: false, checks: [check] }, () => '');
      }
      throw error;
    }
  },
});

function told(examination: Examination, context: JobContext): ExitCode {
  const { checks, healthy } = examination;
  const widest = Math.max(...checks.map(({ name }) => name.length));
  context.answer(examination, () =>
    [
      ...checks.map(({ name, status, found, advice }) =>
        [`${SIGN[status]} ${name.padEnd(widest)}  ${found}`]
          .concat(advice === null ? [] : `  ${' '.repeat(widest)}  → ${advice}`)
          .join('\n'),
      ),
      '',
      healthy ? 'Nothing failed: a night can run.' : 'Something failed: a night would not come to its end.',
    ].join('\n'),
  );
  return healthy ? EXIT.completed : EXIT.failed;
}
