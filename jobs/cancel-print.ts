import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const cancelPrintJob = defineJob({
  name: 'cancel-print',
  summary: 'Call a print file back before it is handed over, and bundle its documents anew',
  description:
    'All its documents are queued for print again, then its files are removed. Of a reprint only the copy is dropped. Refused once its ' +
    'hand-over has begun.',
  operands: { printFileId: required(id('printFileId', 'id of the print file; `status` lists them')) },
  options: {
    reason: required(line('TEXT', 'why it must not leave')),
    by: required(line('NAME', 'the person who answers for it')),
  },
  json: true,
  examples: [
    {
      command: 'cancel-print 20261123-0001 --reason "wrong letterhead" --by "A. Muster"',
      explains: 'the next run prints its documents again',
    },
  ],
  run: ({ printFileId, reason, by }, context) =>
    withApp(context, async (app, { cancelPrint }) => {
      const cancelled = await cancelPrint(app, { printFileId, reason, person: by });
      context.answer(
        cancelled,
        () => `Print file ${printFileId} is cancelled; ${cancelled.queued} documents wait for the next run.`,
      );
      return EXIT.completed;
    }),
});
