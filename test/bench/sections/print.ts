import { count, megabytes, seconds, times } from '../page/numbers.ts';
import { runBench } from '../page/run-bench.ts';
import type { Section, Table } from '../page/section.ts';
import type { Verdict } from '../print/goals.ts';
import type { Result } from '../print/result.ts';

interface PrintFigures {
  readonly set: string;
  readonly results: readonly Result[];
  readonly verdicts: readonly Verdict[];
}

export const printSection: Section = {
  name: 'print',
  title: 'Print writer',
  about:
    'Letters become one print file, whole processes with their start: ours plain (what the peers do) and with all that a night adds (preflight, a Data Matrix on each sheet, reading back), beside mutool, qpdf, pdfunite and pdf-lib where they are installed. A peer that was stopped took at least as long.',
  measure: async ({ quick }) => {
    const figures = await runBench<PrintFigures>('print/run.ts', quick ? ['--quick', '--runs', '1'] : []);
    const sizes = [...new Set(figures.results.map(({ letters }) => letters))];
    return {
      tables: sizes.map((letters) =>
        tableOf(
          letters,
          figures.results.filter((result) => result.letters === letters),
        ),
      ),
      goals: figures.verdicts,
      figures,
    };
  },
};

function tableOf(letters: number, results: readonly Result[]): Table {
  const plain = results.find(({ isPeer }) => !isPeer);
  const ordered = [...results].sort((a, b) => Number(a.isPeer) - Number(b.isPeer));
  return {
    title: `${count(letters)} letters, medians`,
    columns: ['', 'seconds', 'CPU', 'peak RSS', 'output', 'of ours plain: time', 'CPU'],
    rows: ordered.map((result) => {
      const bound = result.wasCutOff ? '≥ ' : '';
      const ratio = (own: number | undefined, of: number | undefined): string =>
        Number.isFinite(own) && Number.isFinite(of) ? `${bound}${times((own ?? 0) / (of ?? 1))}` : '–';
      return [
        result.name,
        bound + seconds(result.seconds),
        // JSON knows no NaN: what was not measured is null there.
        Number.isFinite(result.cpuSeconds) ? bound + seconds(result.cpuSeconds) : '–',
        Number.isFinite(result.megabytes) ? `${count(result.megabytes)} MB` : '–',
        Number.isFinite(result.outputBytes) ? megabytes(result.outputBytes) : '–',
        ratio(result.seconds, plain?.seconds),
        ratio(result.cpuSeconds, plain?.cpuSeconds),
      ];
    }),
  };
}
