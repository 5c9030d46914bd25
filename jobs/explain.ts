import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const explainJob = defineJob({
  name: 'explain',
  summary: 'Say why a document came by post, by e-mail, or not at all',
  description:
    'The first line is the answer in German, to be read to the customer on the phone. Below it stand every rule that was evaluated, the facts ' +
    'that were read, each attempt with its encryption and reply, the place in the print file, and who did what when. No personal data is shown.',
  operands: { documentId: required(id('documentId', 'id of the document in the core system')) },
  json: true,
  examples: [
    { command: 'explain D-000123', explains: '“Why did this come by post?”' },
    { command: 'explain D-000123 --json', explains: 'the same for programs' },
  ],
  run: ({ documentId }, context) =>
    withApp(context, async (app, { explain, explanationText }) => {
      const explanation = await explain(app, documentId);
      context.answer(explanation, () => explanationText(explanation, app.config.timeZone));
      return EXIT.completed;
    }),
});
