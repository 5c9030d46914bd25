import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const holdJob = defineJob({
  name: 'hold',
  summary: 'Keep a finished print file back before it is handed over',
  description:
    'It then waits until it is released or cancelled. Refused once its hand-over has begun: from then on only the shop can stop it.',
  operands: { printFileId: required(id('printFileId', 'id of the print file; `status` lists them')) },
  options: {
    reason: required(line('TEXT', 'why it must not leave yet')),
    by: required(line('NAME', 'the person who answers for it')),
  },
  json: true,
  examples: [
    {
      command: 'hold 20261123-0001 --reason "wrong enclosure" --by "A. Muster"',
      explains: 'until it is released',
    },
  ],
  run: ({ printFileId, reason, by }, context) =>
    withApp(context, async (app, { hold }) => {
      await hold(app, { printFileId, reason, person: by });
      context.answer({ printFileId, status: 'on_hold' }, () => `Print file ${printFileId} is on hold.`);
      return EXIT.completed;
    }),
});
