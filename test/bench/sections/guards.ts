import { percent } from '../page/numbers.ts';
import { runBench } from '../page/run-bench.ts';
import type { Section } from '../page/section.ts';
import type { GuardFigures } from '../guards/measure.ts';

type Halves = Readonly<Record<'tuned' | 'heldOut', GuardFigures>>;

const LEAST_RECALL = 0.95;
const MOST_FALSE_ALARMS = 0.02;

export const guardsSection: Section = {
  name: 'guards',
  title: 'Guards',
  about:
    'What the guard for specially protected data (S11) finds in labelled letters. It was made with one half of them; the other half was held out.',
  measure: async () => {
    const figures = await runBench<Halves>('guards/run.ts', []);
    const row = (name: string, half: GuardFigures): readonly string[] => [
      name,
      String(half.texts),
      percent(half.recall),
      percent(half.precision),
      percent(half.falseAlarmsOnInvoices),
      percent(half.falseAlarmsOnHarmless),
    ];
    const { tuned, heldOut } = figures;
    return {
      tables: [
        {
          title: 'Shares of letters',
          columns: [
            'half',
            'letters',
            'recall on protected',
            'precision',
            'false alarms on invoices',
            'on all harmless',
          ],
          rows: [row('tuned', tuned), row('held out', heldOut)],
        },
      ],
      goals: [
        {
          goal: 'held out: recall at least 95 %',
          got: percent(heldOut.recall),
          reached: heldOut.recall >= LEAST_RECALL,
        },
        {
          goal: 'held out: at most 2 % false alarms on invoices',
          got: percent(heldOut.falseAlarmsOnInvoices),
          reached: heldOut.falseAlarmsOnInvoices <= MOST_FALSE_ALARMS,
        },
      ],
      figures,
    };
  },
};
