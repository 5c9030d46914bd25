import { Writable } from 'node:stream';
import type { BusinessDate } from '../src/domain/business-date.ts';
import type { ExitCode } from '../src/domain/exit-code.ts';
import { defineJob, type JobContext } from './job.ts';
import { path, wholeNumber, withDefault } from './parameter.ts';
import { withApp } from './with-app.ts';

export const demoJob = defineJob({
  name: 'demo',
  summary: 'Make a small insurer and run a whole night of it, offline',
  description:
    'Makes a core database with real letters and a mail server that plays recipients of several kinds over real TLS, runs the real nightly ' +
    'job, lets a letter shop take and report the print files, and compares what happened with what the rules demand. The same seed gives the same documents.',
  options: {
    documents: withDefault(wholeNumber('N', 'how many documents', { min: 0, max: 1_000_000 }), 500),
    seed: withDefault(wholeNumber('N', 'which documents', { min: 0, max: 2 ** 31 - 1 }), 1),
    dir: withDefault(path('DIR', 'the folder that it makes, or makes anew'), 'demo-data'),
  },
  examples: [
    { command: 'demo', explains: '500 documents in ./demo-data' },
    { command: 'demo --documents 5000 --seed 7 --dir /tmp/demo', explains: 'a larger insurer' },
  ],
  run: async ({ documents, seed, dir }, context) => {
    const { runDemo } = await import('../src/demo/run-demo.ts');
    const { createReporter } = await import('../src/demo/reporter.ts');
    return runDemo({
      documents,
      seed,
      directory: dir,
      runNightly: (configuration, date) => runNightly(configuration, date, context),
      readBounces: (configuration) =>
        withApp(quietly(configuration, context), async (app, { bounces }) => {
          const { read } = await bounces(app, [], context.signal);
          return read.filter(({ effect }) => effect === 'posted').length;
        }),
      importReports: (configuration) =>
        withApp(quietly(configuration, context), async (app, { acks, makeReport }) => {
          const imported = await acks(app, []);
          await makeReport(app, { date: null, runId: null });
          return imported;
        }),
      readOutcome: (configuration, date) =>
        withApp(quietly(configuration, context), (app, { readOutcomes }) => readOutcomes(app.ledger, date)),
      reporter: createReporter(process.stdout),
    });
  },
});

/** The real job on a ledger of its own; the schema is made on the way, as `migrate` would. */
function runNightly(configuration: string, date: BusinessDate, context: JobContext): Promise<ExitCode> {
  return withApp(
    quietly(configuration, context),
    async (app, { migrate, runNight }) => {
      await migrate(app.ledger);
      const { exitCode } = await runNight(app, { kind: 'nightly', date, stop: context.signal });
      return exitCode;
    },
    { migrated: false },
  );
}

/** The log goes into the demo's file: on the screen stands what the demo says. */
function quietly(configPath: string, { logLevel }: JobContext): Parameters<typeof withApp>[0] {
  return {
    configPath,
    logLevel,
    logStream: new Writable({ write: (_line, _encoding, done) => done() }),
  };
}
