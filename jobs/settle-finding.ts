import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const settleFindingJob = defineJob({
  name: 'settle-finding',
  summary: 'Note that something strange in a report of the letter shop was cleared with it',
  operands: { findingId: required(id('findingId', 'number of the finding; `status` lists them')) },
  options: {
    evidence: required(line('TEXT', 'what the shop said, and who said it')),
    by: required(line('NAME', 'the person who answers for it')),
  },
  json: true,
  examples: [
    {
      command: 'settle-finding 3 --evidence "typing error, says Mr. Druck" --by "A. Muster"',
      explains: 'it is not told any more',
    },
  ],
  run: ({ findingId, evidence, by }, context) =>
    withApp(context, async (app, { settleShopFinding }) => {
      await settleShopFinding(app.ledger, { findingId, evidence, person: by });
      context.answer({ findingId }, () => `Finding ${findingId} is settled.`);
      return EXIT.completed;
    }),
});
