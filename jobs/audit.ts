import type { AuditVerdict } from '../src/app.ts';
import { UsageError } from '../src/domain/errors.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { renderTable } from './output.ts';
import { line, oneOf, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const auditJob = defineJob({
  name: 'audit',
  summary: 'Find out whether anybody changed what the ledger remembers',
  description:
    'verify: computes the chain over every event, decision and action again, and names each row that was changed, removed or slipped in; ' +
    'exit 1 when there is one. seal: closes what was appended since the last run, which every run does by itself. The head of the chain ' +
    'stands in the log of each run and in its report: kept elsewhere and given with --head, it proves that the chain was not made anew.',
  operands: { what: required(oneOf(['verify', 'seal'], 'what to do with the chain')) },
  options: { head: line('HASH', 'verify: a head of the chain that was written down earlier') },
  json: true,
  examples: [
    { command: 'audit verify', explains: 'every month, and before anything is proven by the ledger' },
    {
      command: 'audit verify --head 5f2c…e1',
      explains: 'with all 64 digits of a head from an old report',
    },
  ],
  run: ({ what, head }, context) =>
    withApp(context, async (app, { sealEvents, verifyChain }) => {
      if (what === 'seal') {
        if (head !== null) throw new UsageError('--head belongs to `verify`.');
        const sealing = await sealEvents(app.ledger);
        context.answer(
          sealing,
          () => `${sealing.rows} rows sealed. Head of the chain: ${sealing.head ?? 'none yet'}`,
        );
        return EXIT.completed;
      }
      if (head !== null && !/^[0-9a-f]{64}$/.test(head)) {
        throw new UsageError('--head: expected the 64 hexadecimal digits of a head, in small letters.');
      }
      const verdict = await verifyChain(app.ledger, head);
      context.answer(verdict, () => verdictText(verdict, context.width));
      return verdict.faults.length === 0 ? EXIT.completed : EXIT.failed;
    }),
});

const WHAT_HAPPENED: Readonly<Record<AuditVerdict['faults'][number]['kind'], string>> = {
  row_changed: 'changed after it was sealed',
  row_removed: 'removed',
  row_added: 'slipped in after the seal',
  attempt_changed: 'evidence changed or removed',
  seal_changed: 'the seal itself was changed',
  seal_missing: 'a seal is missing',
  head_unknown: 'no seal has this hash: the chain was made anew, or is an older backup',
};

function verdictText(verdict: AuditVerdict, width: number): string {
  const { faults, rows, seals, unsealed, head } = verdict;
  const waiting = unsealed === 0 ? '' : ` ${unsealed} newer rows wait for the next run or \`audit seal\`.`;
  const summary = `${rows} rows in ${seals} seals were computed again.${waiting}`;
  if (faults.length === 0) {
    return `${summary}\nNothing was changed, removed or slipped in.\nHead of the chain: ${head ?? 'none yet'}`;
  }
  return [
    summary,
    '',
    `${faults.length} places are not what was sealed. Keep this database as it is, and tell the data-protection officer.`,
    '',
    renderTable(
      faults,
      [
        { header: 'Where', value: (fault) => fault.where },
        { header: 'What', shrinks: true, value: (fault) => WHAT_HAPPENED[fault.kind] },
      ],
      width,
    ),
  ].join('\n');
}
