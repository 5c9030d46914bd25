import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, oneOf, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const settleBounceJob = defineJob({
  name: 'settle-bounce',
  summary: 'Settle a mail in the bounce mailbox that a person had to look at',
  description:
    '`nothing`: it is taken off the list. `not-delivered`: the person vouches that the document of the report did not arrive, and it goes by post with ' +
    'the next run, once; where the report says that the mailbox does not exist, no e-mail goes to it any more. Name and evidence stand in the history.',
  operands: { reportId: required(id('reportId', 'number of the report; `bounces` lists them')) },
  options: {
    as: required(oneOf(['nothing', 'not-delivered'], 'what follows from it')),
    evidence: required(line('TEXT', 'what proves it, such as the customer’s word')),
    by: required(line('NAME', 'the person who answers for it')),
  },
  json: true,
  examples: [
    {
      command:
        'settle-bounce 12 --as not-delivered --evidence "the customer says it never came" --by "A. Muster"',
      explains: 'it goes by post',
    },
  ],
  run: ({ reportId, as, evidence, by }, context) =>
    withApp(context, async (app, { bounceTerms, settleBounce }) => {
      const settlement = { reportId, as, evidence, person: by };
      const settled = await settleBounce(app.ledger, settlement, bounceTerms(app.config));
      context.answer(settled, () =>
        settled.documentId === null || as === 'nothing'
          ? `Report ${reportId} is settled.`
          : `Report ${reportId} is settled; document ${settled.documentId} goes by post: with the next night, or with a rerun now.`,
      );
      return EXIT.completed;
    }),
});
