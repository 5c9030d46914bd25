import type { CatalogueCheck } from '../src/app.ts';
import { UsageError } from '../src/domain/errors.ts';
import { EXIT, type ExitCode } from '../src/domain/exit-code.ts';
import { defineJob, type JobContext } from './job.ts';
import { renderTable } from './output.ts';
import { oneOf, path, required } from './parameter.ts';

export const catalogueJob = defineJob({
  name: 'catalogue',
  summary: 'Check the rule catalogue, or write it as a document that counsel can sign',
  description:
    'check: contradictions, terms that break S22, types and lines that the core view delivers and the catalogue does not know, and what can ' +
    'never take effect; exit 1 when there is a finding. export: HTML and PDF in German, with what changed since an older catalogue. Needs ' +
    'no configuration; with one it reads the core view (check) and the ledger (export).',
  operands: { what: required(oneOf(['check', 'export'], 'what to do with it')) },
  options: {
    file: path(
      'FILE',
      'the catalogue (default: the configured one, else the one that comes with the program)',
    ),
    since: path('FILE', 'export: an older catalogue (default: the last other one in the ledger)'),
    out: path('FOLDER', 'export: where the documents are written'),
  },
  json: true,
  examples: [
    {
      command: 'catalogue check',
      explains: 'before a catalogue goes live, and when the core system has new types',
    },
    { command: 'catalogue check --file rules-2027.yaml', explains: 'a catalogue that is not configured yet' },
    {
      command: 'catalogue export --file rules-2027.yaml --since rules-2026.yaml --out for-counsel',
      explains: 'for the signature',
    },
  ],
  run: async ({ what, file, since, out }, context) => {
    const { checkCatalogueFile, exportCatalogue } = await import('../src/app.ts');
    const question = { configPath: context.configPath, file };
    if (what === 'check') {
      if (since !== null || out !== null) throw new UsageError('--since and --out belong to `export`.');
      return told(await checkCatalogueFile(question), context);
    }
    if (out === null) throw new UsageError('`export` needs --out FOLDER.');
    const exported = await exportCatalogue({ ...question, since, folder: out });
    context.answer(exported, () =>
      [
        exported.comparedWith === null
          ? 'No older catalogue is known; --since names one.'
          : `Compared with ${exported.comparedWith}: ${exported.changes} differences.`,
        exported.html,
        exported.pdf,
      ].join('\n'),
    );
    return EXIT.completed;
  },
});

function told(check: CatalogueCheck, context: JobContext): ExitCode {
  const { findings, file, version, comparedWith } = check;
  context.answer(check, () =>
    [
      `${file}${version === null ? '' : `, version ${version}`}`,
      comparedWith === null
        ? `Core view: not compared${version === null ? '' : `, there is no configuration at ${context.configPath}`}.`
        : `Core view: compared with ${comparedWith}.`,
      '',
      findings.length === 0
        ? 'No findings.'
        : renderTable(
            findings,
            [
              { header: 'Kind', value: (finding) => finding.kind },
              { header: 'Where', value: (finding) => finding.path },
              { header: 'Expected', shrinks: true, value: (finding) => finding.expected },
              { header: 'Found', shrinks: true, value: (finding) => finding.found },
            ],
            context.width,
          ),
    ].join('\n'),
  );
  return findings.length === 0 ? EXIT.completed : EXIT.failed;
}
