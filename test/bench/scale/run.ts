import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { setup } from '../../support/sql-server/drop-databases.ts';
import { median } from '../print/measure.ts';
import { measureCosts } from './costs.ts';
import { measureNight, type NightFigures } from './night.ts';

/**
 * What a night gains by more processes: `npm run bench:scale -- --documents N --rounds N`. One process is `nightly` alone,
 * each further one `work`. Half of the documents are e-mailed to a server in a process of its own, over TLS, with
 * 150 ms to each final reply; the others are rendered into sixteen print files at most. Databases are files, or stand on the server that
 * POSTAUSGANG_TEST_MSSQL names and are dropped there at the end.
 */
const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '320' },
    rounds: { type: 'string', default: '3' },
    processes: { type: 'string', default: '1,2,4,8' },
  },
});
const documents = Number(values.documents);
const rounds = Number(values.rounds);
const counts = values.processes.split(',').map(Number);

const figures = new Map<number, NightFigures[]>(counts.map((count) => [count, []]));
const dropDatabases = setup();
try {
  await measureNights();
  showNights();
  await showCosts();
} finally {
  await dropDatabases();
}

async function measureNights(): Promise<void> {
  // The numbers of processes take turns, so that what else the machine does falls on all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const count of counts) figures.get(count)?.push(await measureNight(documents, count));
  }
}

function showNights(): void {
  const [load = 0] = loadavg();
  console.log(
    `Node.js ${process.version}, ${availableParallelism()} processors, load ${load.toFixed(1)} at the end; ${documents} documents, ` +
      `median of ${rounds} nights. Each document left exactly once.\n`,
  );
  console.log('processes  documents/s  night s  classify s  email s  print s  pieces by workers');
  for (const [count, nights] of figures) {
    const of = (figure: (night: NightFigures) => number, digits: number): string =>
      median(nights.map(figure)).toFixed(digits);
    console.log(
      [
        String(count).padStart(9),
        of(({ seconds }) => documents / seconds, 1).padStart(13),
        of(({ seconds }) => seconds, 1).padStart(9),
        of(({ steps }) => steps.classify, 1).padStart(12),
        of(({ steps }) => steps.email, 1).padStart(9),
        of(({ steps }) => steps.print, 1).padStart(9),
        `${of(({ helped }) => helped, 0)} %`.padStart(19),
      ].join(''),
    );
  }
}

async function showCosts(): Promise<void> {
  console.log('\nWhat a document of two pages costs, by a night of one process:\n');
  console.log('         statements  processor ms');
  for (const channel of ['email', 'post'] as const) {
    const { statements, cpu } = await measureCosts(documents, channel);
    console.log(`${channel.padEnd(9)}${statements.toFixed(1).padStart(10)}${cpu.toFixed(1).padStart(14)}`);
  }
}
