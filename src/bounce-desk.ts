import type { Config } from './config/load-config.ts';
import { imapMailboxSettings, returnPathKeys } from './config/bounce-settings.ts';
import type { BounceTerms } from './dispatch/apply-bounce.ts';
import {
  importBounce,
  importMailbox,
  type BounceTools,
  type ImportedBounce,
} from './dispatch/import-bounces.ts';
import type { RunContext } from './dispatch/run-context.ts';
import { settleDoubtsByLog } from './dispatch/settle-doubts.ts';
import { ConfigurationError, NotFoundError } from './domain/errors.ts';
import type { Mailbox } from './email/bounce/mailbox.ts';
import { openMaildir, readMailFile } from './email/bounce/maildir.ts';
import { LONGEST_LOCAL_PART, returnPaths, type ReturnPaths } from './email/bounce/return-path.ts';
import type { BounceSubjects } from './operations/doctor/bounce-checks.ts';

type Settings = Pick<Config, 'email' | 'bounces'>;

/**
 * The return paths of the configuration; null without keys.
 *
 * @throws ConfigurationError when the address is too long to carry a try and its proof
 */
export function configuredReturnPaths({ email, bounces }: Settings): ReturnPaths | null {
  const keys = returnPathKeys(bounces);
  if (keys.length === 0) return null;
  const local = email.returnPath.slice(0, email.returnPath.lastIndexOf('@'));
  if (local.length > LONGEST_LOCAL_PART) {
    throw new ConfigurationError(
      `email.returnPath: expected at most ${LONGEST_LOCAL_PART} characters before the @, because \`bounces.keys\` adds the try and its proof behind a plus, got ${local.length}.`,
    );
  }
  return returnPaths(email.returnPath, keys);
}

export function bounceTerms({ email, bounces }: Settings): BounceTerms {
  return {
    window: bounces.window,
    suppressFor: bounces.suppressFor,
    suppressFullFor: bounces.suppressFullFor,
    noTlsExpiry: email.noTlsExpiry,
  };
}

/** What `doctor` looks at. */
export function bounceSubjects(settings: Settings): BounceSubjects {
  const { bounces } = settings;
  return {
    maildir: bounces.maildir,
    imap: imapMailboxSettings(bounces),
    returnPaths: () => configuredReturnPaths(settings),
  };
}

function toolsOf(settings: Settings): BounceTools {
  return { paths: configuredReturnPaths(settings), terms: bounceTerms(settings) };
}

async function openMailboxes({ bounces }: Settings): Promise<readonly Mailbox[]> {
  const imap = imapMailboxSettings(bounces);
  return [
    ...(bounces.maildir === null ? [] : [openMaildir(bounces.maildir)]),
    // Loaded by those only who have such a mailbox.
    ...(imap === null ? [] : [(await import('./email/bounce/imap.ts')).openImapMailbox(imap)]),
  ];
}

/**
 * Reads the configured mailboxes.
 *
 * @throws OurOutageError when one cannot be read; what was read before is settled
 */
export async function readMailboxes(
  context: Pick<RunContext, 'ledger' | 'logger' | 'atPoint' | 'signal'> & { readonly runId: string | null },
  settings: Settings,
): Promise<readonly ImportedBounce[]> {
  const tools = toolsOf(settings);
  const imported: ImportedBounce[] = [];
  for (const mailbox of await openMailboxes(settings)) {
    try {
      imported.push(...(await importMailbox(context, tools, mailbox)));
    } finally {
      await mailbox.close();
    }
  }
  return imported;
}

/**
 * The same for a person: the named files, or the mailboxes.
 *
 * @throws NotFoundError when there are neither, or a file is not there
 */
export async function readBounces(
  context: Pick<RunContext, 'ledger' | 'logger' | 'atPoint' | 'signal'>,
  settings: Settings,
  files: readonly string[],
): Promise<readonly ImportedBounce[]> {
  const { maildir, imap } = settings.bounces;
  if (files.length === 0 && maildir === null && imap === null) {
    throw new NotFoundError('Name the files to read, or set `bounces.maildir` or `bounces.imap`.');
  }
  if (files.length === 0) return readMailboxes({ ...context, runId: null }, settings);
  const imported: ImportedBounce[] = [];
  for (const file of files) {
    const mail = await readMailFile(file).catch((error: unknown) => {
      throw new NotFoundError(`The file ${file} cannot be read. Nothing of it was done.`, { cause: error });
    });
    imported.push(await importBounce({ ...context, runId: null }, toolsOf(settings), mail));
  }
  return imported;
}

/** The first thing that a run does: what came back, and what the relay's log knows of doubts. */
export async function settleReturns(
  context: RunContext,
  settings: Settings,
): Promise<Readonly<Record<string, number>>> {
  const settled = await settleDoubtsByLog(context, settings.bounces.relayLogs, bounceTerms(settings));
  const counts: Record<string, number> = {};
  for (const [effect, count] of Object.entries(settled)) counts[`doubts_${effect}`] = count;
  for (const { effect } of await readMailboxes(context, settings)) counts[effect] = (counts[effect] ?? 0) + 1;
  return counts;
}
