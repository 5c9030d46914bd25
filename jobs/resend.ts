import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, required, several } from './parameter.ts';
import { withApp } from './with-app.ts';

export const resendJob = defineJob({
  name: 'resend',
  summary: 'Order a deliberate second copy of documents that have left the house',
  description:
    'Each becomes a new dispatch that points to the first and is decided by the next run, by e-mail or post as the rules then say. Refused ' +
    'while the first, or another copy, is still on its way. All of them are ordered or none.',
  operands: { documentIds: several(id('documentId', 'ids of the documents in the core system')) },
  options: {
    reason: required(line('TEXT', 'why a second copy is wanted')),
    by: required(line('NAME', 'the person who answers for it')),
  },
  json: true,
  examples: [
    {
      command: 'resend D-000123 --reason "letter lost, customer called" --by "A. Muster"',
      explains: 'one document',
    },
  ],
  run: ({ documentIds, reason, by }, context) =>
    withApp(context, async (app, { orderResend }) => {
      const resends = await orderResend(app.ledger, { documentIds, reason, person: by });
      context.answer({ resends }, () =>
        [
          ...resends.map(
            ({ documentId, dispatchId, originalId }) =>
              `${documentId}: dispatch ${dispatchId}, a copy of ${originalId}.`,
          ),
          'The next night sends them.',
        ].join('\n'),
      );
      return EXIT.completed;
    }),
});
