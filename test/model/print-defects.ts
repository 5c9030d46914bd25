import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assignPrintFiles } from '../../src/dispatch/assign-print-files.ts';
import { printDocuments } from '../../src/dispatch/print-documents.ts';
import { renderPrintFile } from '../../src/dispatch/render-print-file.ts';
import { continueReprint, reprintObstacle } from '../../src/dispatch/reprint.ts';
import { beginHandOver, markCalledBack, markHandedOver } from '../../src/ledger/print-file-orders.ts';
import { findPrintFile, listPrintFiles } from '../../src/ledger/print-file-store.ts';
import { assignReprint, listMailpieceStates } from '../../src/ledger/reprint-store.ts';
import { handOver } from '../../src/print/hand-over.ts';
import { gatedOutbox } from './gated-outbox.ts';
import type { PrintScenario } from './print-model.ts';
import type { PrintPlace } from './print-place.ts';
import { ACTORS, contextOf, FIRST, toolsOf, type PrintActor } from './print-process.ts';

/** "Handed over" stands in the ledger before the shop is told. */
const runThatRecordsFirst: PrintActor = async (place, name, gate, fourEyes) => {
  const context = contextOf(place, name, gate);
  const tools = toolsOf(place, gate, fourEyes);
  await assignPrintFiles(context, tools);
  const [assigned] = await listPrintFiles(context.ledger, context.batchIds, ['assigned']);
  if (assigned === undefined) return;
  await renderPrintFile(context, tools, assigned);
  const file = await findPrintFile(context.ledger, assigned.id);
  if (file?.fileName === null || file?.fileName === undefined) return;
  if (!(await beginHandOver(context.ledger, file.id, randomUUID()))) return;
  const cause = { reason: 'handed over', runId: context.runId };
  await context.ledger.transaction((session) => markHandedOver(session, file.id, cause, null));
  const pdfPath = join(tools.workDirectory, file.fileName);
  const beside = (kind: string): string => readFileSync(pdfPath.replace(/pdf$/, kind), 'utf8');
  await handOver({
    pdfPath,
    manifestJson: beside('json'),
    manifestCsv: beside('csv'),
    outbox: await gatedOutbox(gate)(tools.profile.handOver),
    printFileId: file.id,
    sha256: file.sha256 ?? '',
  });
};

/** What was announced is not on the disk any more once the shop was told. */
const runWithoutMemory: PrintActor = async (place, name, gate, fourEyes) => {
  const tools = toolsOf(place, gate, fourEyes);
  await printDocuments(contextOf(place, name, gate), {
    ...tools,
    openOutbox: async (target) => {
      const outbox = await gatedOutbox(gate)(target);
      return {
        ...outbox,
        renamePart: async (part, trigger) => {
          const told = await outbox.renamePart(part, trigger);
          forgetAnnouncements(place);
          return told;
        },
      };
    },
  });
};

function forgetAnnouncements({ directories: { work } }: PrintPlace): void {
  for (const file of readdirSync(work)) if (file.endsWith('.announced')) rmSync(join(work, file));
}

/** The status is looked at, and then, whatever it is by now, the print file is called back. */
const personWhoCancelsWhatWasThere: PrintActor = async (place, name, gate) => {
  const { ledger } = contextOf(place, name, gate);
  const file = await findPrintFile(ledger, FIRST);
  if (file?.status !== 'on_hold') return;
  const order = { reason: 'wrong letterhead', person: 'C. Muster' };
  await ledger.transaction((session) =>
    markCalledBack(session, FIRST, ['sealed', 'on_hold', 'handing_over', 'handed_over'], order),
  );
};

/** The mailpiece is found free, and then a copy is ordered without another look. */
const personWhoReprintsWhatWasFree: PrintActor = async (place, name, gate, fourEyes) => {
  const context = contextOf(place, name, gate);
  const source = await findPrintFile(context.ledger, FIRST);
  if (source === null) return;
  const states = await listMailpieceStates(context.ledger, source);
  const piece = states.find(({ sequence }) => sequence === 2);
  if (piece === undefined || reprintObstacle(piece) !== null) return;
  const order = {
    source,
    sequences: [2],
    reason: 'torn',
    orderedBy: `${name}. Muster`,
    confirmedBy: null,
    runId: null,
  };
  const id = await context.ledger.transaction((session) => assignReprint(session, order));
  await continueReprint({ ...context, runId: source.runId }, toolsOf(place, gate, fourEyes), id);
};

/** Nobody else is needed: a crash, and the run that clears up after it. */
const alone = {
  before: [],
  fourEyes: false,
  second: (_place, _name, gate) => gate('nothing'),
} as const satisfies Partial<PrintScenario>;

/** One rule of the protocol broken at a time, with what the walk has to find. */
export const PRINT_DEFECTS: Readonly<Record<string, PrintScenario & { readonly finds: RegExp }>> = {
  'the ledger says handed over before the shop is told': {
    ...alone,
    first: runThatRecordsFirst,
    finds: /^D-1 is handed_over, and the shop has it 0 times$/,
  },
  'nobody remembers that the shop was told': {
    ...alone,
    first: runWithoutMemory,
    finds: /^D-1 left twice in one generation$/,
  },
  'a print file is cancelled by a status that was read before': {
    before: [ACTORS.run],
    fourEyes: true,
    first: personWhoCancelsWhatWasThere,
    second: ACTORS['person who releases'],
    finds: /^cancelled print file .* left$/,
  },
  'a copy is ordered of what was free before': {
    before: [ACTORS.run],
    fourEyes: false,
    first: personWhoReprintsWhatWasFree,
    second: personWhoReprintsWhatWasFree,
    finds: /^D-2 left 3 times$/,
  },
};
