import { sequencesText } from '../domain/sequence-ranges.ts';
import type { Session } from '../ledger/database.ts';
import { findPrintFile } from '../ledger/print-file-store.ts';
import { listMailpieceStates, listReprints } from '../ledger/reprint-store.ts';
import { listOpenFindings, listUnacknowledged } from '../ledger/shop-report-store.ts';
import { reprintObstacle, spoiledPieces } from './reprint.ts';

/** Something between us and the letter shop that does not end by itself. */
export interface ShopCase {
  readonly kind: 'overdue' | 'rejected' | 'spoiled' | 'finding' | 'reprint';
  readonly printFileId: string | null;
  /** What is the matter, one sentence. */
  readonly text: string;
  /** What to do, one sentence with its command. */
  readonly action: string;
}

/** All of them, of whatever night, the most pressing first. */
export async function listShopCases(ledger: Session): Promise<readonly ShopCase[]> {
  const { overdue, rejected } = await listUnacknowledged(ledger);
  return [
    ...(await whereOpen(ledger, overdue, ({ id, dueAt }, open) => ({
      kind: 'overdue',
      printFileId: id,
      text: `The letter shop has not acknowledged print file ${id}, which was due at ${dueAt}.`,
      action: `Call it; import what it sends with \`acks FILE\`, or order what it never had: \`${order(id, open)}\`.`,
    }))),
    ...(await whereOpen(
      ledger,
      rejected.map((id) => ({ id })),
      ({ id }, open) => ({
        kind: 'rejected',
        printFileId: id,
        text: `The letter shop rejected print file ${id}.`,
        action: `Ask it why; once that is mended, order \`${order(id, open)}\`.`,
      }),
    )),
    ...(await spoiledPieces(ledger)).map(({ source, sequences }): ShopCase => {
      const which = sequencesText(sequences);
      return {
        kind: 'spoiled',
        printFileId: source.id,
        text: `The letter shop spoiled or lost mailpieces ${which} of print file ${source.id}.`,
        action: `Order \`${order(source.id, which)}\`.`,
      };
    }),
    ...(await listReprints(ledger, ['assigned', 'sealed', 'on_hold', 'handing_over'])).map(
      ({ id, status }): ShopCase => ({
        kind: 'reprint',
        printFileId: id,
        text: `Reprint ${id} has not left yet: it is \`${status}\`.`,
        action:
          status === 'on_hold'
            ? `A second person gives \`release ${id} --by NAME\`.`
            : `The next night takes it on; a wrong one is called back by \`cancel-print ${id}\`.`,
      }),
    ),
    ...(await listOpenFindings(ledger)).map(({ id, finding, fileName }): ShopCase => ({
      kind: 'finding',
      printFileId: null,
      text: `Finding ${id} in ${fileName}: ${finding}`,
      action: `Clear it with the shop, then \`settle-finding ${id} --by NAME --evidence TEXT\`.`,
    })),
  ];
}

/**
 * The cases of those print files of which something has neither a newer copy nor was produced: a copy of a few does not
 * settle the others.
 */
async function whereOpen<T extends { readonly id: string }>(
  ledger: Session,
  files: readonly T[],
  caseOf: (file: T, open: string) => ShopCase,
): Promise<readonly ShopCase[]> {
  const cases: ShopCase[] = [];
  for (const each of files) {
    const file = await findPrintFile(ledger, each.id);
    const states = file === null ? [] : await listMailpieceStates(ledger, file);
    const open = states.filter((state) => reprintObstacle(state) === null);
    if (open.length === 0) continue;
    const which = open.length === states.length ? 'all' : sequencesText(open.map(({ sequence }) => sequence));
    cases.push(caseOf(each, which));
  }
  return cases;
}

function order(printFileId: string, mailpieces: string): string {
  return `reprint --print-file ${printFileId} --mailpieces ${mailpieces} --reason TEXT --by NAME`;
}
