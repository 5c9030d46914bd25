import Sqlite from 'better-sqlite3';
import { sequencesText } from '../domain/sequence-ranges.ts';
import type { AckImport } from '../operations/acks.ts';
import type { DemoOutcome } from './demo-outcome.ts';
import type { DemoPaths } from './demo-paths.ts';
import { LetterShop } from './letter-shop.ts';

/** Two letters are torn and one is lost. */
const SPOILS = [17, 18] as const;
const LOSES = [23] as const;
/** Its print file goes missing as a whole. Each demo has one, for some customers live abroad. */
const MISLAID_STREAM = 'foreign-standard-duplex';

/** What the letter shop did with the night, and what the real import made of its reports. */
export interface LetterShopPart {
  readonly shop: LetterShop;
  readonly imported: AckImport;
}

/** The day after: the shop takes the print files and reports; the real job reads its reports. */
export async function playLetterShop(
  paths: DemoPaths,
  importReports: (configuration: string) => Promise<AckImport>,
): Promise<LetterShopPart> {
  const shop = new LetterShop({
    outbox: paths.outbox,
    inbox: paths.inbox,
    spoils: SPOILS,
    loses: LOSES,
    mislays: ({ stream, reprint }) => reprint === undefined && stream === MISLAID_STREAM,
  });
  await shop.collect();
  letADayPass(paths.ledger);
  return { shop, imported: await importReports(paths.configuration) };
}

/** Nobody waits a day for a demo: the hour by which the shop must have answered is moved instead. */
function letADayPass(ledger: string): void {
  const database = new Sqlite(ledger);
  const aMinuteAgo = new Date(Date.now() - 60_000).toISOString();
  database.prepare('UPDATE print_file SET ack_due_at = ? WHERE ack_due_at IS NOT NULL').run(aMinuteAgo);
  database.close();
}

/** What it took and what it reported. */
export function letterShopLines({ shop, imported }: LetterShopPart, outcome: DemoOutcome): readonly string[] {
  return [
    `Letter shop: took ${shop.taken.length} print files with ${documentsOf(shop)} documents; the ledger says ${handedOver(outcome)}.`,
    `Its machine read ${shop.marksRead} DataMatrix marks on ${sheetsOf(shop)} sheets, each as the manifest says.`,
    `It reported, and \`acks\` took in: ${acknowledged(imported)} print files accepted (told twice, counted once), ` +
      `${shop.reported('posted')} mailpieces posted, ${shop.reported('spoiled')} spoiled, ${shop.reported('lost')} lost.`,
  ];
}

/** What waits for a person by then, each with the command that settles it. */
export function letterShopCases({ shop, imported }: LetterShopPart, paths: DemoPaths): readonly string[] {
  if (imported.cases.length === 0) return [];
  return [
    '',
    'What is left to do about the letter shop, a day later (`acks` and each night end with exit 2 until it is done)',
    ...imported.cases.flatMap(({ kind, printFileId, text }) => [
      `  ${text}`,
      kind === 'overdue'
        ? '  Call it. If it never had the file, two persons have all of it printed again:'
        : '  One person has them printed again:',
      `    ${reprintCommand(shop, kind, printFileId ?? '', paths)}`,
    ]),
  ];
}

function reprintCommand(
  { damaged }: LetterShop,
  kind: string,
  printFileId: string,
  paths: DemoPaths,
): string {
  const which =
    kind === 'overdue'
      ? '--mailpieces all --reason "file missing at the shop" --by "A. Muster" --confirm "B. Beispiel"'
      : `--mailpieces ${sequencesText(damaged?.sequences ?? [])} --reason "torn or lost" --by "A. Muster"`;
  return `npm run --silent postausgang -- reprint --print-file ${printFileId} ${which} --config ${paths.configuration}`;
}

/** Whether both sides tell the same of everything that was handed over, and nothing waits but what the shop was made to do. */
export function isAsReported({ shop, imported }: LetterShopPart, outcome: DemoOutcome): boolean {
  const damaged = shop.damaged === null ? [] : [`spoiled ${shop.damaged.printFileId}`];
  const mislaid = shop.mislaid.map(({ printFileId }) => `overdue ${printFileId}`);
  return (
    documentsOf(shop) === handedOver(outcome) &&
    shop.marksRead === sheetsOf(shop) &&
    acknowledged(imported) === shop.taken.length - mislaid.length &&
    imported.reports.every(({ outcome: read, findings }) => read !== 'unreadable' && findings.length === 0) &&
    imported.cases.map(({ kind, printFileId }) => `${kind} ${printFileId}`).join() ===
      [...mislaid, ...damaged].join()
  );
}

function documentsOf({ taken }: LetterShop): number {
  return taken.reduce((total, { counts }) => total + counts.documents, 0);
}

function sheetsOf({ taken }: LetterShop): number {
  return taken.reduce((total, { counts }) => total + counts.sheets, 0);
}

function acknowledged({ reports }: AckImport): number {
  return reports.reduce((total, { acknowledgements }) => total + acknowledgements, 0);
}

function handedOver({ rows }: DemoOutcome): number {
  return rows.filter(({ state }) => state === 'handed_over').length;
}
