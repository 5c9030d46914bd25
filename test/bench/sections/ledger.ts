import { count, percent } from '../page/numbers.ts';
import { runBench } from '../page/run-bench.ts';
import type { Section } from '../page/section.ts';

interface LedgerFigures {
  readonly documents: number;
  readonly figures: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const PLAIN = 'better-sqlite3 alone';

export const ledgerSection: Section = {
  name: 'ledger',
  title: 'Ledger',
  about:
    'Documents a second that are collected, moved all at once, and claimed by 16 workers in hundreds. The peer is better-sqlite3 alone: prepared statements for a row and its event in transactions of the same size, without fences, reasons and look-ups.',
  measure: async ({ quick }) => {
    const figures = await runBench<LedgerFigures>('ledger/run.ts', quick ? ['2000'] : []);
    const plain = figures.figures[PLAIN] ?? {};
    const rows = Object.entries(figures.figures).flatMap(([database, steps]) =>
      Object.entries(steps).map(([step, rate]) => {
        const peer = plain[step.split(',')[0] ?? ''];
        return [
          database,
          step,
          count(rate),
          database === PLAIN || peer === undefined ? '–' : percent(rate / peer),
        ];
      }),
    );
    return {
      tables: [
        {
          title: `${count(figures.documents)} documents`,
          columns: ['database', 'step', 'documents a second', 'of better-sqlite3 alone'],
          rows,
        },
      ],
      goals: [],
      figures,
    };
  },
};
