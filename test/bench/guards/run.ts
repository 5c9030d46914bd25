import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureGuard } from './measure.ts';

/** `npm run bench:guards`: recall and false alarms of the sensitivity guard. Wrong ones are shown of the tuned half only. */
const { values } = parseArgs({ options: { json: { type: 'string' } } });
if (values.json !== undefined)
  writeFileSync(
    values.json,
    JSON.stringify({ tuned: measureGuard('tuned'), heldOut: measureGuard('held out') }),
  );

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
