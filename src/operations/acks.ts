import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { importInbox, importShopReport, type ImportedReport } from '../dispatch/import-shop-reports.ts';
import type { RunContext } from '../dispatch/run-context.ts';
import { listShopCases, type ShopCase } from '../dispatch/shop-cases.ts';
import { NotFoundError, UsageError } from '../domain/errors.ts';
import { recordAction } from '../ledger/audit/audit-actions.ts';
import type { Database } from '../ledger/database.ts';
import { settleFinding } from '../ledger/shop-report-store.ts';
import { parsePerson } from './person.ts';

export interface AckImport {
  readonly reports: readonly ImportedReport[];
  /** Everything that waits for somebody at the shop by now, whatever file it came from. */
  readonly cases: readonly ShopCase[];
}

/**
 * Reads what the shop sent: the named files, or those in its folder.
 *
 * @param files none: those of the inbox
 * @throws UsageError when there are neither, or a named one cannot be read; PrintFileError for the inbox
 */
export async function importAcks(
  context: Pick<RunContext, 'ledger' | 'logger' | 'atPoint'>,
  inbox: string | null,
  files: readonly string[],
): Promise<AckImport> {
  if (files.length === 0 && inbox === null) {
    throw new UsageError('Name the files to import, or set `inbox` in the shop profile.');
  }
  // All are looked at before the first is taken: a slip in one name leaves nothing half done.
  for (const file of files) await assertReadable(file);
  const reports: ImportedReport[] =
    files.length === 0 && inbox !== null ? [...(await importInbox(context, inbox))] : [];
  for (const file of files) reports.push(await importShopReport(context, file));
  return { reports, cases: await listShopCases(context.ledger) };
}

async function assertReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
    if ((await stat(file)).isFile()) return;
  } catch (cause) {
    throw new UsageError(`Expected a report of the shop \`${file}\`, found none that can be read.`, {
      cause,
    });
  }
  throw new UsageError(`Expected a report of the shop \`${file}\`, got something that is no file.`);
}

export interface Settlement {
  readonly findingId: string;
  readonly person: string;
  readonly evidence: string;
}

/** A person has cleared with the shop what it said. @throws NotFoundError when no such finding is open */
export async function settleShopFinding(ledger: Database, settlement: Settlement): Promise<void> {
  const person = parsePerson(settlement.person);
  const { findingId, evidence } = settlement;
  const settled =
    /^\d{1,15}$/.test(findingId) &&
    (await ledger.transaction(async (session) => {
      if (!(await settleFinding(session, findingId, person, evidence))) return false;
      const subject = `shop finding ${findingId}`;
      await recordAction(session, {
        action: 'finding_settled',
        subject,
        person,
        runId: null,
        reason: evidence,
      });
      return true;
    }));
  if (!settled) throw new NotFoundError(`There is no open finding ${findingId}. \`status\` lists them.`);
}
