import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, required, several } from './parameter.ts';
import { withApp } from './with-app.ts';

export const releaseHeldJob = defineJob({
  name: 'release-held',
  summary: 'Give held documents back to the next run, their cause being mended',
  description:
    'The next run decides each of them anew, with the facts of then; what is not mended is held again. All of them are released or none.',
  operands: {
    dispatchIds: several(id('dispatchId', 'ids of the dispatches; `status` lists those that are held')),
  },
  options: {
    reason: required(line('TEXT', 'what was mended')),
    by: required(line('NAME', 'the person who answers for it')),
  },
  json: true,
  examples: [
    {
      command: 'release-held 17 18 --reason "address completed" --by "A. Muster"',
      explains: 'two documents',
    },
  ],
  run: ({ dispatchIds, reason, by }, context) =>
    withApp(context, async (app, { releaseHeld }) => {
      const released = await releaseHeld(app.ledger, { dispatchIds, reason, person: by });
      context.answer({ released }, () =>
        [
          `Released: ${released.map(({ documentId }) => documentId).join(', ')}.`,
          'They leave with the next night, or with a rerun of theirs now.',
        ].join('\n'),
      );
      return EXIT.completed;
    }),
});
