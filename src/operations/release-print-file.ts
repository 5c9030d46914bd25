import { handOverPrintFile, type HandOverTools } from '../dispatch/hand-over-print-file.ts';
import { assertStillNeeded } from '../dispatch/reprint.ts';
import type { RunContext } from '../dispatch/run-context.ts';
import { NotFoundError, RefusedError } from '../domain/errors.ts';
import { markReleased } from '../ledger/print-file-orders.ts';
import { findPrintFile, type PrintFileRecord } from '../ledger/print-file-store.ts';
import { findRun } from '../ledger/run-store.ts';
import { locationOf } from '../print/outbox/hand-over-target.ts';
import { assertHandOverAllowed } from '../print/shop-profile.ts';
import { isSamePerson, parsePerson } from './person.ts';

export interface PrintFileRelease {
  readonly printFileId: string;
  readonly person: string;
}

export interface ReleasedPrintFile {
  readonly printFileId: string;
  readonly fileName: string;
  readonly documents: number;
  readonly outbox: string;
}

/**
 * Four eyes: a person other than the one who started the run lets a print file go, and it is handed over at once. The
 * release is committed first; if the hand-over then fails, the same command, or the next run, hands it over.
 *
 * @throws NotFoundError, RefusedError, and whatever the hand-over says
 */
export async function releasePrintFile(
  context: Pick<RunContext, 'ledger' | 'logger' | 'atPoint'>,
  tools: HandOverTools,
  release: PrintFileRelease,
): Promise<ReleasedPrintFile> {
  const { ledger } = context;
  const person = parsePerson(release.person);
  const file = await findPrintFile(ledger, release.printFileId);
  if (file === null) {
    throw new NotFoundError(
      `There is no print file ${release.printFileId}. \`status\` lists those of a night with their ids.`,
    );
  }
  assertHandOverAllowed(tools.profile);
  if (file.profile !== tools.profile.id) throw otherShop(file, tools.profile.id);
  if (file.status === 'on_hold' || file.status === 'sealed') await assertStillNeeded(context, file);
  if (file.status === 'on_hold') {
    await assertOtherPerson(context, file, person);
    await ledger.transaction((session) => markReleased(session, file.id, person));
    context.logger.info('print.released', { printFile: file.id });
  } else if (file.status !== 'sealed' && file.status !== 'handing_over') throw notOnHold(file);
  await handOverPrintFile({ ...context, runId: null }, tools, { ...file, status: 'sealed' }, person);
  return {
    printFileId: file.id,
    fileName: file.fileName ?? '',
    documents: file.documents ?? 0,
    outbox: locationOf(tools.profile.handOver),
  };
}

/** Whoever ordered the reprint, else the run that decided what is in the file; without a record of it nobody can be told apart, so nobody may. */
async function assertOtherPerson(
  { ledger }: Pick<RunContext, 'ledger'>,
  file: PrintFileRecord,
  person: string,
): Promise<void> {
  const run = await findRun(ledger, file.runId);
  const author = file.orderedBy ?? run?.startedBy ?? null;
  if (author !== null && !isSamePerson(author, person)) return;
  throw new RefusedError(
    `Print file ${file.id} is on hold until somebody else than ${author ?? 'an unknown person'}, who ${file.orderedBy === null ? 'started its run' : 'ordered it'}, releases it (four eyes). Nothing was changed.`,
  );
}

function otherShop(file: PrintFileRecord, configured: string): RefusedError {
  return new RefusedError(
    `Print file ${file.id} was made for shop profile \`${file.profile}\`, but \`${configured}\` is configured. Nothing was changed.`,
  );
}

function notOnHold(file: PrintFileRecord): RefusedError {
  const since = file.handedOverAt === null ? '' : ` since ${file.handedOverAt}`;
  return new RefusedError(
    `Print file ${file.id} is \`${file.status}\`${since}; only one that is \`on_hold\` can be released. Nothing was changed.`,
  );
}
