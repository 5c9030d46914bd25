import { UsageError } from '../src/domain/errors.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { renderTable } from './output.ts';
import { businessDate, line, oneOf, required } from './parameter.ts';
import { withApp } from './with-app.ts';

const TURNS_SHOWN = 20;

export const channelJob = defineJob({
  name: 'channel',
  summary: 'Close the e-mail channel in an emergency, open it again, or show the switch',
  description:
    'S17: while it is closed everything goes by post, in a night that is running too: each document is decided again right before its try. ' +
    'What was sent stays sent. Open, the rule catalogue’s own switches and maintenance windows still count.',
  operands: { action: required(oneOf(['show', 'close', 'open'], 'what to do')) },
  options: {
    reason: line('TEXT', 'why; for `close` and `open`. It stands in the decisions: name no customer'),
    by: line('NAME', 'the person who answers for it; for `close` and `open`'),
    until: businessDate('the last business date to close it for (default: until somebody opens it)'),
  },
  json: true,
  examples: [
    {
      command: 'channel close --reason "relay compromised" --by "A. Muster"',
      explains: 'everything goes by post from now on',
    },
    { command: 'channel open --reason "relay is clean" --by "A. Muster"', explains: 'e-mail again' },
    { command: 'channel show', explains: 'how it stands, and who turned it' },
  ],
  run: ({ action, reason, by, until }, context) =>
    withApp(context, async (app, { channelClosedOn, listChannelTurns, switchChannel }) => {
      if (action === 'show') {
        const closed = await channelClosedOn(app.ledger, app.today());
        const turns = await listChannelTurns(app.ledger, TURNS_SHOWN);
        context.answer({ closed, turns }, () =>
          [
            closed === null
              ? 'Operators have the e-mail channel open.'
              : `The e-mail channel is closed: ${closed.reason}`,
            ...(turns.length === 0 ? [] : ['', turnsTable(turns, context.width)]),
          ].join('\n'),
        );
        return closed === null ? EXIT.completed : EXIT.completedWithOpen;
      }
      if (reason === null || by === null) {
        throw new UsageError(`channel ${action}: expected --reason TEXT and --by NAME. Nothing was changed.`);
      }
      await switchChannel(app.ledger, { action, reason, person: by, until }, app.today());
      context.answer({ action, until }, () =>
        action === 'open'
          ? 'The e-mail channel is open.'
          : `The e-mail channel is closed ${until === null ? 'until somebody opens it' : `up to ${until}`}: everything goes by post.`,
      );
      return EXIT.completed;
    }),
});

interface Turn {
  readonly at: string;
  readonly closed: boolean;
  readonly until: string | null;
  readonly person: string;
  readonly reason: string;
}

function turnsTable(turns: readonly Turn[], width: number): string {
  return renderTable(
    turns,
    [
      { header: 'At', value: ({ at }) => at },
      { header: 'Turned to', value: ({ closed }) => (closed ? 'closed' : 'open') },
      { header: 'Until', value: (turn) => turn.until },
      { header: 'By', value: ({ person }) => person },
      { header: 'Reason', shrinks: true, value: (turn) => turn.reason },
    ],
    width,
  );
}
