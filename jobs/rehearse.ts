import { fileURLToPath } from 'node:url';
import { CRASH_POINTS } from '../src/domain/crash-point.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { InterruptedError, UsageError } from '../src/domain/errors.ts';
import type { TrialResult } from '../src/rehearsal/perform-trial.ts';
import { FAULT_KINDS, planTrial, type FaultKind } from '../src/rehearsal/plan.ts';
import { planText } from '../src/rehearsal/plan-text.ts';
import type { RehearsalSummary } from '../src/rehearsal/summary.ts';
import { defineJob } from './job.ts';
import { renderTable } from './output.ts';
import { line, toggle, wholeNumber, withDefault } from './parameter.ts';

const MOST = 2 ** 31 - 1;

export const rehearseJob = defineJob({
  name: 'rehearse',
  summary: 'Kill nights, fill disks and break lines by plan, and compare with what relay and letter shop got',
  description:
    'Makes an invented insurer in a scratch folder, with a mail server and a letter shop that keep records of their own, and runs the real ' +
    'commands on it: killed at each named point and anywhere else, paused, with failing disk, database, relay and clock. Then it asks those records: nothing lost, ' +
    'nothing twice, one channel, nothing in clear text. Reads no configuration and touches no real system. The same seed and number give the same plan.',
  options: {
    trials: withDefault(wholeNumber('N', 'how many trials', { min: 1, max: 1_000_000 }), 200),
    seed: withDefault(wholeNumber('N', 'which plans', { min: 0, max: MOST }), 1),
    trial: wholeNumber('K', 'this one trial only, to see it again', { min: 0, max: MOST }),
    only: line('KINDS', `these faults only, with commas: ${FAULT_KINDS.join(', ')}`),
    parallel: withDefault(wholeNumber('N', 'trials at a time', { min: 1, max: 64 }), 2),
    keep: toggle('keep the folder of each trial that failed'),
  },
  json: true,
  examples: [
    { command: 'rehearse', explains: 'each named point and some of everything, in minutes' },
    { command: 'rehearse --trials 10000 --seed 20261123', explains: 'a night of it' },
    { command: 'rehearse --only disk,database --keep', explains: 'two kinds of faults' },
    { command: 'rehearse --seed 1 --trial 42 --keep', explains: 'one trial again' },
  ],
  run: async ({ trials, seed, trial, only, parallel, keep }, context) => {
    const { runRehearsal } = await import('../src/rehearsal/run-rehearsal.ts');
    const { summarize } = await import('../src/rehearsal/summary.ts');
    const kinds = only === null ? [] : kindsIn(only);
    const results = await runRehearsal({
      plans: (trial === null ? Array.from({ length: trials }, (_, index) => index) : [trial]).map((number) =>
        planTrial(seed, number, kinds),
      ),
      parallel,
      keep,
      player: {
        script: fileURLToPath(new URL('rehearsal-player.ts', import.meta.url)),
        compileCache: fileURLToPath(new URL('../node_modules/.cache/postausgang', import.meta.url)),
      },
      signal: context.signal,
      onTrial: (result, folder) => process.stderr.write(`${trialText(result, folder)}\n`),
    });
    const summary = summarize(seed, kinds, results);
    context.answer(summary, () => summaryText(summary, context.width));
    if (summary.failed.length > 0) return EXIT.failed;
    if (context.signal.aborted)
      throw new InterruptedError(`Stopped after ${results.length} trials, none of which broke a promise.`);
    return EXIT.completed;
  },
});

/** @throws UsageError */
function kindsIn(text: string): readonly FaultKind[] {
  return text.split(',').map((word) => {
    const kind = FAULT_KINDS.find((candidate) => candidate === word.trim());
    if (kind === undefined)
      throw new UsageError(
        `--only: expected ${FAULT_KINDS.join(', ')}, with commas, got \`${word.trim()}\`.`,
      );
    return kind;
  });
}

function trialText({ plan, struck, breaches }: TrialResult, folder: string | null): string {
  const verdict = breaches.length > 0 ? 'BROKEN' : struck.length > 0 ? 'ok' : 'ok (nothing struck)';
  return [
    `${String(plan.trial).padStart(5)} ${plan.kind.padEnd(10)} ${verdict}: ${planText(plan)}`,
    ...breaches.map((breach) => `      ${breach}`),
    ...(folder === null ? [] : [`      kept: ${folder}`]),
  ].join('\n');
}

function summaryText(summary: RehearsalSummary, width: number): string {
  const { failed, pointsMissed } = summary;
  return [
    renderTable(
      summary.kinds,
      [
        { header: 'Fault', value: ({ kind }) => kind },
        { header: 'Trials', align: 'right', value: (row) => row.trials },
        { header: 'Struck', align: 'right', value: ({ struck }) => struck },
        { header: 'Broken', align: 'right', value: (row) => row.failed },
      ],
      width,
    ),
    '',
    `Seed ${summary.seed}: ${summary.trials} trials, ${summary.documents} documents, ${summary.deaths} processes killed; ${summary.waiting} documents waited for a person in the end.`,
    // A few trials cannot come to all of them.
    ...(pointsMissed.length === 0 || summary.trials < CRASH_POINTS.length
      ? []
      : [`Named points at which nobody died: ${pointsMissed.join(', ')}.`]),
    failed.length === 0
      ? 'Nothing lost, nothing twice, one channel, nothing in clear text, by the records of relay and letter shop.'
      : `PROMISES BROKEN in ${failed.length} trials:`,
    ...failed.flatMap(({ trial, plan, breaches, replay }) => [
      `  trial ${trial}: ${plan}`,
      ...breaches.map((breach) => `    ${breach}`),
      `    again: ${replay} --keep`,
    ]),
  ].join('\n');
}
