import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { anyNumber, path } from './parameter.ts';
import { withApp } from './with-app.ts';

export const acksJob = defineJob({
  name: 'acks',
  summary: 'Import what the letter shop reports: accepted, produced, spoiled, lost, posted',
  description:
    'Reads the named files, or those in the inbox of the shop profile, as JSON or CSV (docs/print-file.md). The same file is read once. What ' +
    'names something unknown is kept for a person. Exit 2 while anything at the shop waits for somebody, an overdue acknowledgement too.',
  operands: { files: anyNumber(path('file', 'files of the shop (default: those in the inbox)')) },
  json: true,
  examples: [
    { command: 'acks', explains: 'what lies in the inbox' },
    { command: 'acks ack-20261124.json', explains: 'a file that came another way' },
  ],
  run: ({ files }, context) =>
    withApp(context, async (app, { acks }) => {
      const result = await acks(app, files);
      context.answer(result, () =>
        [
          ...result.reports.map(
            ({ fileName, outcome, acknowledgements, mailpieces, findings }) =>
              `${fileName}: ${outcome}. Acknowledgements: ${acknowledgements}, mailpieces: ${mailpieces}, findings: ${findings.length}.`,
          ),
          ...(result.reports.length === 0 ? ['There was nothing new to import.'] : []),
          ...result.cases.map(({ text, action }) => `  · ${text} ${action}`),
        ].join('\n'),
      );
      return result.cases.length === 0 ? EXIT.completed : EXIT.completedWithOpen;
    }),
});
