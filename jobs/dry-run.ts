import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { renderFields, renderTable } from './output.ts';
import { businessDate, path } from './parameter.ts';
import { withApp } from './with-app.ts';

export const dryRunJob = defineJob({
  name: 'dry-run',
  summary: 'Decide and plan tonight’s night without doing any of it',
  description:
    'Decides what the core view holds now, in a scratch ledger that is thrown away, and plans the print files. Connects to no relay, ' +
    'renders nothing, hands over nothing, tells the core system nothing and leaves the real ledger as it is. What recipients’ ' +
    'servers will say cannot be known: e-mails are counted as they are decided.',
  options: {
    date: businessDate('the business date that rules and prices are taken of (default: the one of now)'),
    sample: path('FILE', 'write the print plan as a PDF: job tickets and mailpieces, masked'),
  },
  json: true,
  examples: [
    { command: 'dry-run', explains: 'what tonight would do' },
    { command: 'dry-run --sample plan.pdf', explains: 'with a sample for the letter shop' },
    { command: 'dry-run --date 2027-01-01 --json', explains: 'with next year’s rules and prices' },
  ],
  run: ({ date, sample }, context) =>
    withApp(context, async (app, { dryRun }) => {
      const planned = await dryRun(app, { date: date ?? app.today(), sample, signal: context.signal });
      const { channels, printFiles, whyPost, saving } = planned;
      context.answer(planned, () =>
        [
          `Dry run for business date ${planned.businessDate}: nothing was sent, written to the ledger or handed over.`,
          '',
          renderFields([
            ['Documents', planned.collected],
            ['By e-mail', channels.toEmail],
            ['By post', channels.post],
            ['Held', channels.held],
            ['Withdrawn', channels.withdrawn],
            ['No envelope takes', planned.oversized],
            ['Shared envelopes save', `${saving.envelopes} envelopes, ${euros(saving.cents)}`],
          ]),
          '',
          renderTable(printFiles, [
            { header: 'Print file', value: (file) => file.stream },
            { header: 'Documents', align: 'right', value: (file) => file.documents },
            { header: 'Mailpieces', align: 'right', value: (file) => file.mailpieces },
            { header: 'Sheets', align: 'right', value: (file) => file.sheets },
            {
              header: 'Postage',
              align: 'right',
              value: (file) => (file.postageCents === null ? null : euros(file.postageCents)),
            },
          ]),
          '',
          renderTable(whyPost, [
            { header: 'Why by post', value: (reason) => reason.rule },
            { header: 'Documents', align: 'right', value: (reason) => reason.documents },
          ]),
          ...(planned.sample === null ? [] : ['', planned.sample]),
        ].join('\n'),
      );
      return EXIT.completed;
    }),
});

function euros(cents: number): string {
  return `${(cents / 100).toFixed(2)} €`;
}
