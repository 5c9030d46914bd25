import { access } from 'node:fs/promises';
import { UsageError } from '../src/domain/errors.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { line, path, required } from './parameter.ts';

export const verifyJob = defineJob({
  name: 'verify',
  summary: 'Read a print file and its manifest again, and say whether they agree',
  description:
    'Counts, page sizes, hashes of the file and of each mailpiece, the chain, and the mark on every sheet, by other code than wrote them. ' +
    'Needs the two files only: no configuration, no database, no network. Exits 0 when they agree, 1 when they do not.',
  operands: { printFile: required(path('PRINTFILE', 'the print file, as it was handed over')) },
  options: {
    manifest: path('FILE', 'its manifest as JSON (default: beside it, with its name)'),
    profile: line(
      'PROFILE',
      'shop profile, its file or its name in templates/shops: also look for each postal code in its address window',
    ),
  },
  json: true,
  examples: [
    {
      command: 'verify outbox/2026-11-23_0001_domestic-standard-duplex.pdf',
      explains: 'with the manifest beside it',
    },
    {
      command: 'verify job.pdf --manifest job.json --profile plain',
      explains: 'addresses too, some 4 ms a mailpiece',
    },
  ],
  run: async ({ printFile, manifest, profile }, context) => {
    await access(printFile).catch((cause: unknown) => {
      throw new UsageError(`Expected the print file \`${printFile}\`, found none that can be read.`, {
        cause,
      });
    });
    const { verifyFiles } = await import('../src/app.ts');
    const verified = await verifyFiles({ printFile, manifest, profile, cwd: process.cwd() });
    const { mailpieces, pages, marks, contentDigests, addresses } = verified;
    context.answer(verified, () =>
      [
        `Print file ${verified.printFileId} is what its manifest says.`,
        `  ${mailpieces} mailpieces, ${pages} pages, ${verified.bytes} bytes, SHA-256 ${verified.sha256}`,
        `  marks read: ${marks}; contents compared: ${contentDigests}`,
        `  addresses in the window: ${addresses === null ? 'not looked at (--profile)' : addresses}`,
      ].join('\n'),
    );
    return EXIT.completed;
  },
});
