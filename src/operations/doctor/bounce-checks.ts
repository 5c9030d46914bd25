import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImapSettings } from '../../email/bounce/imap.ts';
import type { ReturnPaths } from '../../email/bounce/return-path.ts';
import { checked, ok, warn, type Check } from './check.ts';

/** Where failures come back, and what proves that they are about our messages. */
export interface BounceSubjects {
  readonly maildir: string | null;
  readonly imap: ImapSettings | null;
  /** Null: there are no keys. @throws ConfigurationError when the address cannot carry a proof */
  readonly returnPaths: () => ReturnPaths | null;
}

const ADVICE =
  'mend it under `bounces`; until then what comes back is not seen, and its documents count as delivered';

/** Looks at the mailboxes and the keys; nothing is read, moved or made. */
export async function checkBounces(subjects: BounceSubjects): Promise<readonly Check[]> {
  const { maildir, imap, returnPaths } = subjects;
  return [
    ...(maildir === null ? [] : await checkMaildir(maildir)),
    ...(imap === null ? [] : await checkImap(imap)),
    ...(maildir === null && imap === null
      ? [
          warn(
            'bounces',
            'no mailbox is configured: a message that comes back is not seen',
            'set `bounces.maildir` or `bounces.imap`, or give the mails to `bounces` as files',
          ),
        ]
      : []),
    ...(await checkKeys(returnPaths)),
  ];
}

/** `.done` is made with the first mail, so the maildir itself must be writable as well. */
async function checkMaildir(maildir: string): Promise<readonly Check[]> {
  return checked('bounces: maildir', `${ADVICE} (${maildir})`, async () => {
    let waiting = 0;
    for (const folder of ['new', 'cur']) {
      await access(join(maildir, folder), constants.R_OK | constants.W_OK | constants.X_OK);
      waiting += (await readdir(join(maildir, folder))).length;
    }
    await access(maildir, constants.W_OK | constants.X_OK);
    return ok('bounces: maildir', `${maildir} can be read and written, ${waiting} mails wait`);
  });
}

async function checkImap(imap: ImapSettings): Promise<readonly Check[]> {
  return checked('bounces: IMAP', ADVICE, async () => {
    // Loaded by those only who have such a mailbox.
    const { probeImapMailbox } = await import('../../email/bounce/imap.ts');
    const waiting = await probeImapMailbox(imap);
    const where = `${imap.host}:${imap.port}`;
    return ok('bounces: IMAP', `${where} over TLS, logged in, folder ${imap.folder}: ${waiting} mails wait`);
  });
}

async function checkKeys(returnPaths: BounceSubjects['returnPaths']): Promise<readonly Check[]> {
  const name = 'bounces: return paths';
  return checked(name, 'shorten `email.returnPath`: without its proof nothing leaves', () =>
    Promise.resolve(
      returnPaths() === null
        ? warn(
            name,
            'no key is configured: no failure is proven, each waits for a person',
            'set `bounces.keys` to a reference to a secret of 32 random bytes',
          )
        : ok(name, 'each try carries its own, with a proof that only we can make'),
    ),
  );
}
