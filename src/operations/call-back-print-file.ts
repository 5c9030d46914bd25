import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrintTools } from '../dispatch/print-tools.ts';
import type { RunContext } from '../dispatch/run-context.ts';
import { NotFoundError, RefusedError } from '../domain/errors.ts';
import type { PrintFileStatus } from '../domain/print.ts';
import type { Session } from '../ledger/database.ts';
import { markCalledBack, markHeld } from '../ledger/print-file-orders.ts';
import { findPrintFile, type PrintFileRecord } from '../ledger/print-file-store.ts';
import { parsePerson } from './person.ts';

export interface PrintFileOrder {
  readonly printFileId: string;
  readonly reason: string;
  readonly person: string;
}

export interface CalledBackPrintFile {
  readonly printFileId: string;
  /** Dispatches that the next run bundles anew. */
  readonly queued: number;
}

type Context = Pick<RunContext, 'ledger' | 'logger' | 'atPoint'>;

/**
 * Keeps a finished print file back until it is released or cancelled.
 * @throws NotFoundError, RefusedError once its hand-over has begun
 */
export async function holdPrintFile({ ledger, logger }: Context, order: PrintFileOrder): Promise<void> {
  const person = parsePerson(order.person);
  const file = await existing(ledger, order.printFileId);
  const isHeld = await ledger.transaction((session) =>
    markHeld(session, file.id, { reason: order.reason, person }),
  );
  if (!isHeld) throw tooLate(await existing(ledger, file.id), 'held', ['sealed']);
  logger.info('print.held', { printFile: file.id });
}

/**
 * Calls a print file back before anybody outside has seen it: all its dispatches are queued again in one transaction,
 * then its files are removed. Repeated after a crash between the two, it removes what is left.
 *
 * @throws NotFoundError, RefusedError once its hand-over has begun
 */
export async function cancelPrintFile(
  context: Context,
  { workDirectory }: Pick<PrintTools, 'workDirectory'>,
  order: PrintFileOrder,
): Promise<CalledBackPrintFile> {
  const { ledger } = context;
  const person = parsePerson(order.person);
  const file = await existing(ledger, order.printFileId);
  // A first printing that is not sealed yet is in the hands of a run; an unsealed reprint may be one that cannot be made.
  const from: readonly PrintFileStatus[] =
    file.originalId === null ? ['sealed', 'on_hold'] : ['assigned', 'sealed', 'on_hold'];
  const queued = await ledger.transaction((session) =>
    markCalledBack(session, file.id, from, { reason: order.reason, person }),
  );
  if (queued === null) {
    const now = await existing(ledger, file.id);
    if (now.status !== 'cancelled') throw tooLate(now, 'cancelled', from);
  }
  context.atPoint('print.cancelled');
  if (file.fileName !== null) await removeFiles(workDirectory, file.fileName);
  context.logger.info('print.cancelled', { printFile: file.id, queued: queued ?? 0 });
  return { printFileId: file.id, queued: queued ?? 0 };
}

/** Print file, manifests, what was encrypted, and parts: all begin with the same name. */
async function removeFiles(directory: string, fileName: string): Promise<void> {
  const beginning = fileName.replace(/pdf$/, '');
  for (const name of await readdir(directory)) {
    if (name.startsWith(beginning)) await rm(join(directory, name), { force: true });
  }
}

async function existing(ledger: Session, id: string): Promise<PrintFileRecord> {
  const file = await findPrintFile(ledger, id);
  if (file !== null) return file;
  throw new NotFoundError(`There is no print file ${id}. \`status\` lists those of a night with their ids.`);
}

function tooLate(file: PrintFileRecord, what: string, from: readonly PrintFileStatus[]): RefusedError {
  const left =
    file.status === 'handed_over' || file.status === 'handing_over'
      ? ' Call the shop: only it can still stop the job.'
      : '';
  return new RefusedError(
    `Print file ${file.id} is \`${file.status}\`; only one that is ${from.map((each) => `\`${each}\``).join(' or ')} can be ${what}. Nothing was changed.${left}`,
  );
}
