import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, oneOf, path, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const resolveJob = defineJob({
  name: 'resolve',
  summary: 'Settle an e-mail that may have been accepted or not',
  description:
    'Only what is in doubt can be settled, and only by proof: the relay’s log for the Message-ID, or the customer’s word. `accepted` counts ' +
    'as e-mailed. `not-accepted` goes by post with the next run. Name and evidence stand in the history.',
  operands: { dispatchId: required(id('dispatchId', 'id of the dispatch; `status` lists those in doubt')) },
  options: {
    as: required(oneOf(['accepted', 'not-accepted'], 'what the evidence proves')),
    evidence: required(line('TEXT', 'what proves it, such as the line of the relay’s log')),
    evidenceFile: path('FILE', 'a file that proves it: its name and SHA-256 stand in the history'),
    by: required(line('NAME', 'the person who answers for it')),
  },
  json: true,
  examples: [
    {
      command: 'resolve 4711 --as accepted --evidence "relay log: 250 queued as 4XYZ" --by "A. Muster"',
      explains: 'it arrived',
    },
    {
      command: 'resolve 4711 --as not-accepted --evidence "not in the relay log" --by "A. Muster"',
      explains: 'it goes by post',
    },
  ],
  run: ({ dispatchId, as, evidence, evidenceFile, by }, context) =>
    withApp(context, async (app, { resolveDoubt }) => {
      const resolved = await resolveDoubt(app.ledger, {
        dispatchId,
        as,
        evidence,
        evidenceFile,
        person: by,
      });
      context.answer(resolved, () =>
        resolved.state === 'emailed'
          ? `Dispatch ${dispatchId} (document ${resolved.documentId}) counts as e-mailed.`
          : `Dispatch ${dispatchId} (document ${resolved.documentId}) goes by post: with the next night, or with a rerun now.`,
      );
      return EXIT.completed;
    }),
});
