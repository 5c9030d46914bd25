import { UsageError } from '../src/domain/errors.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { anyNumber, id, line, required, toggle } from './parameter.ts';
import { withApp } from './with-app.ts';

/** Documents that the answer names one by one. */
const NAMED = 20;

export const releaseHeldJob = defineJob({
  name: 'release-held',
  summary: 'Give held documents back to the next run, their cause being mended',
  description:
    'The next run decides each of them anew, with the facts of then; what is not mended is held again. All of them are released or none.',
  operands: {
    dispatchIds: anyNumber(id('dispatchId', 'ids of the dispatches; `status` lists those that are held')),
  },
  options: {
    keptBack: toggle('instead of ids: all that the circuit breaker of the e-mail step keeps back'),
    reason: required(line('TEXT', 'what was mended')),
    by: required(line('NAME', 'the person who answers for it')),
  },
  json: true,
  examples: [
    {
      command: 'release-held 17 18 --reason "address completed" --by "A. Muster"',
      explains: 'two documents',
    },
    {
      command: 'release-held --kept-back --reason "GMX takes mail again" --by "A. Muster"',
      explains: 'after a large provider had failed as a whole',
    },
  ],
  run: async ({ dispatchIds, keptBack, reason, by }, context) => {
    if (keptBack === dispatchIds.length > 0) {
      throw new UsageError('expected ids of dispatches or `--kept-back`, one of them.');
    }
    return withApp(context, async (app, { listKeptBack, releaseHeld }) => {
      const ids = keptBack ? await listKeptBack(app.ledger) : dispatchIds;
      const released = await releaseHeld(app.ledger, { dispatchIds: ids, reason, person: by });
      context.answer({ released }, () => told(released.map(({ documentId }) => documentId)));
      return EXIT.completed;
    });
  },
});

function told(documentIds: readonly string[]): string {
  if (documentIds.length === 0) return 'The circuit breaker keeps nothing back: nothing was released.';
  const more = documentIds.length - NAMED;
  const named = documentIds.slice(0, NAMED).join(', ');
  return [
    `Released: ${named}${more > 0 ? ` and ${more} more` : ''}.`,
    'They leave with the next night, or with a rerun of theirs now.',
  ].join('\n');
}
