import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchSteps } from '../../src/batch/run-batch.ts';
import { importMailbox } from '../../src/dispatch/import-bounces.ts';
import { openMaildir } from '../../src/email/bounce/maildir.ts';
import { returnPaths } from '../../src/email/bounce/return-path.ts';
import type { Mail } from '../dispatch/mail.ts';
import type { Night } from '../support/night.ts';

const DAY = 86_400_000;
const TERMS = { window: 14 * DAY, suppressFor: DAY, suppressFullFor: DAY, noTlsExpiry: DAY };

export const paths = returnPaths('bounce@versicherung.example', ['key']);

export function makeMailbox(night: Night): void {
  for (const folder of ['new', 'cur']) mkdirSync(join(night.path('Maildir'), folder), { recursive: true });
}

/** E-mails that say where to send them back, and a night that begins by reading what came back. */
export function mailboxSteps(night: Night, mail: Mail): Pick<BatchSteps, 'email' | 'returns'> {
  return {
    email: (context) => mail.send(context, { returnPaths: paths }),
    returns: async (context) => {
      const read = await importMailbox(context, { paths, terms: TERMS }, openMaildir(night.path('Maildir')));
      return { read: read.length };
    },
  };
}
