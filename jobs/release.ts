import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const releaseJob = defineJob({
  name: 'release',
  summary: 'Release a print file on hold and hand it over to the letter shop',
  description:
    'Four eyes: by somebody else than the person who started the run. Handed over at once, and never twice: repeated after a failure it ends ' +
    'the same way.',
  operands: { printFileId: required(id('printFileId', 'id of the print file; `status` lists them')) },
  options: { by: required(line('NAME', 'the person who looked into it and answers for it')) },
  json: true,
  examples: [{ command: 'release 20261123-0001 --by "B. Muster"', explains: 'after a look into the file' }],
  run: ({ printFileId, by }, context) =>
    withApp(context, async (app, { release }) => {
      const released = await release(app, { printFileId, person: by });
      context.answer(
        released,
        () =>
          `${released.fileName} with ${released.documents} documents was handed over: it lies in ${released.outbox}, its trigger beside it.`,
      );
      return EXIT.completed;
    }),
});
