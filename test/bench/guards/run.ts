import { measureGuard } from './measure.ts';

/** `npm run bench:guards`: recall and false alarms of the sensitivity guard. Wrong ones are shown of the tuned half only. */
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

for (const half of ['tuned', 'held out'] as const) {
  const figures = measureGuard(half);
  process.stdout.write(
    [
      `${half}: ${figures.texts} texts, ${figures.protectedTexts} of them protected, ${figures.invoices} invoices`,
      `  recall on protected        ${percent(figures.recall)}`,
      `  precision                  ${percent(figures.precision)}`,
      `  false alarms on invoices   ${percent(figures.falseAlarmsOnInvoices)}`,
      `  false alarms on harmless   ${percent(figures.falseAlarmsOnHarmless)}`,
      ...(half === 'tuned' ? figures.wrong.map(({ type, text }) => `  wrong (${type}): ${text}`) : []),
      '',
    ].join('\n'),
  );
}
