import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { anyNumber, path } from './parameter.ts';
import { openReportsText } from './bounces-text.ts';
import { withApp } from './with-app.ts';

export const bouncesJob = defineJob({
  name: 'bounces',
  summary: 'Read what mail systems sent back, and do what it proves',
  description:
    'Reads the named mails, or the configured mailboxes (`bounces.maildir`, `bounces.imap`); each nightly run does the same first. A failure that is ' +
    'proven to be about our message turns it into post, once; everything else that needs somebody is listed. Exit 2 while something is.',
  operands: { files: anyNumber(path('file', 'mails as files (default: the configured mailboxes)')) },
  json: true,
  examples: [
    { command: 'bounces', explains: 'what lies in the mailboxes' },
    { command: 'bounces report.eml', explains: 'a mail that somebody passed on' },
  ],
  run: ({ files }, context) =>
    withApp(context, async (app, { bounces }) => {
      const { read, open } = await bounces(app, files, context.signal);
      context.answer({ read, open }, () =>
        [
          ...read.map(({ place, kind, status, effect, reason }) => {
            const said = status === null ? kind : `${kind} ${status}`;
            return `${place}: ${said}, ${effect}: ${reason}.`;
          }),
          ...(read.length === 0 ? ['There was nothing new to read.'] : []),
          ...openReportsText(open),
        ].join('\n'),
      );
      return open.length === 0 ? EXIT.completed : EXIT.completedWithOpen;
    }),
});
