import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { lintText } from './lint-text.ts';
import { line, path, required, several } from './parameter.ts';

export const lintJob = defineJob({
  name: 'lint',
  summary: 'Measure letters against what a letter shop wants',
  description:
    'Page size, fonts, address window, and the zones that the shop’s marks and machines need: each finding with its place in millimetres. ' +
    'Needs no configuration and no database, so that the tests of a template can run it. Exits 1 when a finding is an error, 0 otherwise.',
  operands: { files: several(path('FILE.pdf', 'letters')) },
  options: {
    profile: required(line('PROFILE', 'shop profile: its file, or the name of one in templates/shops')),
    overlay: path('DIR', 'folder for a PDF per letter that shows zones and findings over each page'),
  },
  json: true,
  examples: [
    { command: 'lint letter.pdf --profile plain', explains: 'against a ready profile' },
    {
      command: 'lint out/*.pdf --profile shop.yaml --overlay lint',
      explains: 'all letters of a test run, with pictures',
    },
    {
      command: 'lint letter.pdf --profile de-din5008-b-datamatrix --json',
      explains: 'for a program',
    },
  ],
  run: async ({ files, profile, overlay }, context) => {
    const { lintLetters } = await import('../src/app.ts');
    const report = await lintLetters({
      files,
      profile,
      overlayFolder: overlay,
      cwd: process.cwd(),
      signal: context.signal,
    });
    context.answer(report, () => lintText(report));
    return report.errors === 0 ? EXIT.completed : EXIT.failed;
  },
});
