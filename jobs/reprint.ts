import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { id, line, required } from './parameter.ts';
import { withApp } from './with-app.ts';

export const reprintJob = defineJob({
  name: 'reprint',
  summary: 'Have mailpieces printed again that the letter shop spoiled, lost or never had',
  description:
    'Makes a new print file of the very same originals and hands it over; the documents have left already and stay as they are. Refused for ' +
    'what the shop reports as produced or posted, and for what was reprinted already. Above the share of the shop profile a second person ' +
    'confirms. Repeated after an interruption it goes on with the same reprint. Do not name customers in the reason: the shop reads it.',
  options: {
    printFile: required(id('ID', 'the print file that the shop has')),
    mailpieces: required(line('LIST', 'numbers of its manifest such as `12-40,77`, or `all`')),
    reason: required(line('TEXT', 'why they are printed again')),
    by: required(line('NAME', 'the person who answers for it')),
    confirm: line('NAME', 'the second person, where the share asks for one'),
  },
  json: true,
  examples: [
    {
      command:
        'reprint --print-file 20261123-0002 --mailpieces 12-40,77 --reason "paper jam" --by "A. Muster"',
      explains: 'some envelopes',
    },
    {
      command:
        'reprint --print-file 20261123-0002 --mailpieces all --reason "file lost" --by "A. Muster" --confirm "B. Muster"',
      explains: 'a whole print file',
    },
  ],
  run: ({ printFile, mailpieces, reason, by, confirm }, context) =>
    withApp(context, async (app, { reprint }) => {
      const wish = { printFileId: printFile, mailpieces, reason, person: by, confirmedBy: confirm };
      const made = await reprint(app, wish, context.signal);
      const waits = made.status === 'on_hold';
      context.answer(made, () =>
        waits
          ? `${made.printFileId} with ${made.mailpieces} mailpieces is on hold: a second person gives \`release ${made.printFileId} --by NAME\`.`
          : `${made.printFileId} with ${made.mailpieces} mailpieces was handed over.`,
      );
      return waits ? EXIT.completedWithOpen : EXIT.completed;
    }),
});
