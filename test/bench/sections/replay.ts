import { tmpdir } from 'node:os';
import { count, percent } from '../page/numbers.ts';
import { runBench } from '../page/run-bench.ts';
import type { Section } from '../page/section.ts';

interface ReplayFigures {
  readonly rows: number;
  readonly plain: number;
  readonly replayed: readonly { readonly name: string; readonly perSecond: number }[];
}

export const replaySection: Section = {
  name: 'replay',
  title: 'Replay',
  about:
    'Stored decisions are read from the ledger and made again by a catalogue. The peer is the pure decision alone, over facts that are in memory already.',
  measure: async ({ quick }) => {
    const args = ['--rows', quick ? '20000' : '200000', '--directory', tmpdir()];
    const figures = await runBench<ReplayFigures>('replay/run.ts', args);
    return {
      tables: [
        {
          title: `${count(figures.rows)} decisions`,
          columns: ['', 'decisions a second', 'of the decision alone'],
          rows: [
            ['the decision alone', count(figures.plain), '–'],
            ...figures.replayed.map(({ name, perSecond }) => [
              `replay with ${name}`,
              count(perSecond),
              percent(perSecond / figures.plain),
            ]),
          ],
        },
      ],
      goals: [],
      figures,
    };
  },
};
