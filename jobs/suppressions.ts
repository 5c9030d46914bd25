import { UsageError } from '../src/domain/errors.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, oneOf, required } from './parameter.ts';
import { renderTable } from './output.ts';
import { withApp } from './with-app.ts';

export const suppressionsJob = defineJob({
  name: 'suppressions',
  summary: 'List the addresses to which nothing is e-mailed; add or remove one',
  description:
    'Addresses are kept as SHA-256 only (L8): the list shows its first characters, the reason and the document that showed it. `remove` takes the address ' +
    'or its whole SHA-256. A customer’s new address is never on the list (S6).',
  operands: {
    action: required(oneOf(['list', 'add', 'remove'], 'what to do')),
    address: id('address', 'the e-mail address; for `remove`, its SHA-256 will do'),
  },
  options: {
    reason: line('TEXT', 'why; for `add` and `remove`'),
    by: line('NAME', 'the person who answers for it; for `add` and `remove`'),
  },
  json: true,
  examples: [
    { command: 'suppressions list', explains: 'who gets post for now' },
    {
      command: 'suppressions remove kunde@mail.example --reason "mailbox works again" --by "A. Muster"',
      explains: 'the next document goes by e-mail again',
    },
  ],
  run: ({ action, address, reason, by }, context) =>
    withApp(context, async (app, { changeSuppression, listSuppressions }) => {
      if (action === 'list') {
        const list = await listSuppressions(app.ledger, 1000);
        context.answer(list, () =>
          list.length === 0
            ? 'No address is suppressed.'
            : renderTable(
                list,
                [
                  { header: 'SHA-256', value: (row) => row.addressSha256.slice(0, 12) },
                  { header: 'Since', value: (row) => row.since },
                  { header: 'Until', value: (row) => row.until ?? 'removed by a person' },
                  { header: 'Document', value: (row) => row.documentId },
                  { header: 'By', value: (row) => row.person },
                  { header: 'Reason', shrinks: true, value: (row) => row.reason },
                ],
                context.width,
              ),
        );
        return EXIT.completed;
      }
      if (address === null || reason === null || by === null) {
        throw new UsageError(
          `suppressions ${action}: expected an address, --reason TEXT and --by NAME. Nothing was changed.`,
        );
      }
      await changeSuppression(app.ledger, { action, address, reason, person: by });
      context.answer({ action }, () =>
        action === 'add'
          ? 'The address is suppressed until somebody removes it.'
          : 'The address is removed from the list.',
      );
      return EXIT.completed;
    }),
});
