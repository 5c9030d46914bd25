import type { Restoration } from '../src/app.ts';
import { UsageError } from '../src/domain/errors.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { renderFields } from './output.ts';
import { line, toggle } from './parameter.ts';
import { withApp } from './with-app.ts';

export const restoreJob = defineJob({
  name: 'restore',
  summary: 'Bring a ledger that was restored from a backup up to what left the house since',
  description:
    'Reads journals and manifests in the data directory: e-mails that were accepted or are in doubt, and print files that the letter shop was ' +
    'told of, become known again, so that nothing leaves twice. Until then no night begins. What had not left is decided anew by the next ' +
    'night; what the shop reported since, and bounces, are imported again with `acks` and `bounces`.',
  options: {
    by: line('NAME', 'the person who answers for it'),
    dryRun: toggle('tell what would become known again, and change nothing'),
  },
  json: true,
  examples: [
    { command: 'restore --dry-run', explains: 'after the backup of the ledger was restored' },
    { command: 'restore --by "A. Muster"', explains: 'then `nightly --date D` or `rerun --date D` goes on' },
  ],
  run: ({ by, dryRun }, context) =>
    withApp(context, async (app, { restore, whatLeft }) => {
      if (dryRun) {
        const { counts, byHand } = await whatLeft(app);
        context.answer({ ...counts, byHand }, () =>
          [...byHand, countsText('Not in the ledger', counts)].join('\n'),
        );
        return EXIT.completed;
      }
      if (by === null) throw new UsageError('`restore` needs --by NAME, or --dry-run.');
      const restored = await restore(app, by);
      context.answer(restored, () => countsText('Known again', restored));
      return EXIT.completed;
    }),
});

function countsText(title: string, counts: Restoration): string {
  return [
    `${title}:`,
    renderFields([
      ['Runs', counts.runs],
      ['E-mails accepted', counts.emailed],
      ['E-mails in doubt', counts.inDoubt],
      ['Print files handed over', counts.printFiles],
      ['Documents in them', counts.letters],
      ['Print files that never left, cancelled', counts.cancelled],
    ]),
  ].join('\n');
}
