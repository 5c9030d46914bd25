import { closeSync, openSync, writeSync } from 'node:fs';
import type { ChangedDocument } from '../src/app.ts';
import { UsageError } from '../src/domain/errors.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { businessDate, path, required } from './parameter.ts';
import { replayText } from './replay-text.ts';
import { withApp } from './with-app.ts';

export const replayJob = defineJob({
  name: 'replay',
  summary: 'Decide past nights again with another rule catalogue, and show the difference',
  description:
    'Reads what was stored with each decision: consent, address and everything else as they were that night. Changes nothing, and can be ' +
    'asked while a run is at work. Do it before a catalogue goes live.',
  options: {
    from: required(businessDate('the first night')),
    to: required(businessDate('the last night')),
    catalogue: required(path('FILE', 'the catalogue to decide with')),
    list: path('FILE', 'write every document that would go another way to a CSV file'),
  },
  json: true,
  examples: [
    {
      command: 'replay --from 2026-11-01 --to 2026-11-30 --catalogue rules-2027.yaml',
      explains: 'what the new rules would have done in November',
    },
  ],
  run: ({ from, to, catalogue, list }, context) =>
    withApp(context, async (app, { replay }) => {
      const csv = list === null ? null : openList(list);
      try {
        const report = await replay(app, {
          from,
          to,
          file: catalogue,
          signal: context.signal,
          ...(csv === null ? {} : { onOtherWay: csv.add }),
        });
        context.answer(report, () => replayText(report, context.width));
      } finally {
        csv?.close();
      }
      return EXIT.completed;
    }),
});

interface List {
  readonly add: (document: ChangedDocument) => void;
  readonly close: () => void;
}

/** Never overwrites a file: the list of an earlier replay may be what somebody signed. */
function openList(file: string): List {
  let handle: number;
  try {
    handle = openSync(file, 'wx');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(
      `--list: \`${file}\` cannot be made (${code}). Name a file that does not exist yet.`,
    );
  }
  writeSync(handle, 'document_id;document_type;before;after;rule_before;rule_after\n');
  return {
    add: ({ documentId, documentType, before, after, ruleBefore, ruleAfter }) =>
      void writeSync(
        handle,
        `${[documentId, documentType, before, after, ruleBefore, ruleAfter].map(cell).join(';')}\n`,
      ),
    close: () => closeSync(handle),
  };
}

/** Quoted where needed (RFC 4180); an id that begins like a formula must not become one in a spreadsheet. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
