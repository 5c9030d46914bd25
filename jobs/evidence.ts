import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, path, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const evidenceJob = defineJob({
  name: 'evidence',
  summary: 'Write all that proves how a document left, as PDF and JSON, for a court or an auditor',
  description:
    'Decision with the wording of the rules of that time, each attempt with its encryption, reply and the hash of the very bytes, the place in ' +
    'the print file with its hash and the link of its manifest, every step with who did it, and the seals of the audit chain that hold them. ' +
    'No personal data is written; the id of the document leads to it in the core system.',
  operands: { documentId: required(id('documentId', 'id of the document in the core system')) },
  options: {
    out: required(path('FOLDER', 'where the two files are written; existing ones are never overwritten')),
  },
  json: true,
  examples: [{ command: 'evidence D-000123 --out for-counsel', explains: 'both files, in German' }],
  run: ({ documentId, out }, context) =>
    withApp(context, async (app, { evidence }) => {
      const written = await evidence(app, documentId, out);
      context.answer(written, () => `${written.pdf}\n${written.json}`);
      return EXIT.completed;
    }),
});
