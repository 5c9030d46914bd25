import { parseArgs } from 'node:util';
import { CRASH_POINTS } from '../../src/domain/crash-point.ts';
import { setup } from '../support/sql-server/drop-databases.ts';
import { runTrial, type TrialResult } from './trial.ts';

/**
 * `npm run crash -- --trials N --documents N --seed N --workers N [--random]`: every named point in turn, then random moments.
 * On the server that POSTAUSGANG_TEST_MSSQL names, where it is set.
 */
const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: String(CRASH_POINTS.length + 10) },
    documents: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    random: { type: 'boolean', default: false },
  },
});
const trials = wholeNumber('trials', values.trials);
const documents = wholeNumber('documents', values.documents);
const seed = wholeNumber('seed', values.seed);
const workers = wholeNumber('workers', values.workers);

const totals = {
  documents: 0,
  kills: 0,
  helped: 0,
  inDoubt: 0,
  lost: 0,
  twice: 0,
  twoChannels: 0,
  untold: 0,
  unfinished: 0,
};
const dropDatabases = setup();
for (let trial = 0; trial < trials; trial += 1) {
  const result = await runTrial({
    seed: seed + trial,
    documents,
    point: values.random ? null : (CRASH_POINTS[trial] ?? null),
    workers,
  });
  count(result);
  process.stdout.write(`${line(trial, result)}\n`);
}
await dropDatabases();
process.stdout.write(
  `${trials} trials, ${totals.documents} documents, ${totals.kills} kills: lost ${totals.lost}, sent twice ${totals.twice}, ` +
    `by two channels ${totals.twoChannels}, untold ${totals.untold}, nights unfinished ${totals.unfinished}; in doubt ${totals.inDoubt}; pieces done by workers ${totals.helped}\n`,
);
process.exitCode =
  totals.lost + totals.twice + totals.twoChannels + totals.untold + totals.unfinished > 0 ? 1 : 0;

function count(result: TrialResult): void {
  totals.documents += result.fates.length;
  totals.kills += result.kills;
  totals.helped += result.helped;
  totals.inDoubt += result.inDoubt;
  totals.lost += result.lost.length;
  totals.twice += result.twice.length;
  totals.twoChannels += result.twoChannels.length;
  totals.untold += result.untold.length;
  totals.unfinished += result.complaint === '' ? 0 : 1;
}

function line(trial: number, result: TrialResult): string {
  const where = result.options.point ?? 'random';
  const breaches = [...result.lost, ...result.twice, ...result.twoChannels, ...result.untold];
  const verdict =
    breaches.length === 0 && result.complaint === ''
      ? 'ok'
      : `BROKEN ${breaches.join(' ')} ${result.complaint}`;
  return `${String(trial + 1).padStart(4)} ${where.padEnd(26)} seed ${result.options.seed} kills ${result.kills} helped ${result.helped} in doubt ${result.inDoubt} ${verdict}`;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    process.stderr.write(`Expected --${name} to be a whole number from 1, got \`${text}\`.\n`);
    process.exit(64);
  }
  return value;
}
