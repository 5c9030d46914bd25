import { setImmediate as nextTurn } from 'node:timers/promises';
import { isOwnLetter } from '../domain/dispatch.ts';
import type { Mailpiece, PrintFilePlan } from '../domain/print.ts';
import { ownLetterPdf } from '../ledger/own-letter-store.ts';
import { listEntries, type PrintFileEntry, type PrintFileRecord } from '../ledger/print-file-store.ts';
import { productionDates } from '../ledger/production-store.ts';
import { move } from '../ledger/transition.ts';
import { mailpieceSheets, needsCarrierSheet } from '../print/arrange.ts';
import { drawMark } from '../print/marks/draw-mark.ts';
import { mailpieceMarks } from '../print/marks/mailpiece-marks.ts';
import {
  createPrintFileWriter,
  type FinishedPrintFile,
  type PrintFileWriter,
} from '../print/pdf/print-file-writer.ts';
import { UnfitPdfError } from '../print/pdf/unfit-pdf-error.ts';
import { serviceSheetContent } from '../print/service-sheet-content.ts';
import type { ServiceSheetContent, ServiceSheetKind } from '../print/service-sheet.ts';
import type { ShopProfile } from '../print/shop-profile.ts';
import { sheetsOf, sidesOfStream } from '../print/stream.ts';
import { carrierSheetOf } from './carrier-sheet-of.ts';
import type { PrintTools } from './print-tools.ts';
import { cannotReprint } from './reprint-note.ts';
import type { RenderContext, RunContext } from './run-context.ts';
import { sha256Of } from './sha256.ts';

interface MemberPlan extends PrintFilePlan {
  readonly mailpieces: readonly MemberMailpiece[];
}

interface MemberMailpiece extends Mailpiece {
  readonly items: readonly PrintFileEntry[];
}

interface Writing {
  readonly context: RenderContext;
  readonly tools: PrintTools;
  readonly file: PrintFileRecord;
  readonly writer: PrintFileWriter;
  readonly duplex: boolean;
}

/**
 * Writes what is still bundled into the print file. A member that turns out unfit is held, and the file is written again
 * without it: job ticket, "sheet n of m" and "end of set" were drawn before that was known. It happens rarely, for each
 * PDF was found fit when it was classified.
 *
 * @returns what is in the file, or null when no member was left
 */
export async function writeMembers(
  context: RenderContext,
  tools: PrintTools,
  file: PrintFileRecord,
  part: string,
): Promise<{ readonly plan: PrintFilePlan; readonly finished: FinishedPrintFile } | null> {
  for (;;) {
    const entries = await listEntries(context.ledger, file.id);
    if (entries.length === 0) return null;
    const plan = planOf(file, entries, tools.profile);
    const finished = await writePlan(context, tools, file, plan, part);
    if (finished !== null) return { plan, finished };
  }
}

/** The membership as it stands, in the order of the assignment. */
function planOf(file: PrintFileRecord, entries: readonly PrintFileEntry[], profile: ShopProfile): MemberPlan {
  const sides = sidesOfStream(file.stream);
  const members = new Map<number, PrintFileEntry[]>();
  for (const entry of entries) members.set(entry.mailpiece, [...(members.get(entry.mailpiece) ?? []), entry]);
  const mailpieces = [...members.values()].map((items) => {
    const carrierSheet = needsCarrierSheet(items, profile);
    return { items, sheets: mailpieceSheets(items, sides, carrierSheet), carrierSheet };
  });
  return { stream: file.stream, mailpieces };
}

/** @returns null when a member had to be held: the file is removed */
async function writePlan(
  context: RenderContext,
  tools: PrintTools,
  file: PrintFileRecord,
  plan: MemberPlan,
  part: string,
): Promise<FinishedPrintFile | null> {
  const { profile } = tools;
  const duplex = sidesOfStream(file.stream) === 'duplex';
  const writer = await createPrintFileWriter(part, { limits: tools.limits, title: file.id });
  const writing: Writing = { context, tools, file, writer, duplex };
  const service = serviceSheetContent(plan, profile, {
    ...file,
    productionDate: await productionDateOf(context, file),
  });
  try {
    if (profile.jobTicket) await writer.append(await serviceSheet('jobTicket', service), { duplex });
    let fit = true;
    let sheetsBefore = 0;
    for (const [index, mailpiece] of plan.mailpieces.entries()) {
      const sequence = index + 1;
      const marks = mailpieceMarks(profile, { printFileId: file.id, sequence, mailpiece, sheetsBefore });
      fit = (await writeMailpiece(writing, mailpiece, marks)) && fit;
      sheetsBefore += mailpiece.sheets;
    }
    if (!fit) {
      await writer.abort();
      return null;
    }
    if (profile.separatorPage) await writer.append(await serviceSheet('separator', service), { duplex });
    return await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Loaded for those shops only that want such sheets. */
async function serviceSheet(kind: ServiceSheetKind, content: ServiceSheetContent): Promise<Uint8Array> {
  const { renderServiceSheet } = await import('../print/service-sheet.ts');
  return renderServiceSheet(kind, content);
}

/** @returns whether all of it is in the file; what is not has been held */
async function writeMailpiece(
  writing: Writing,
  mailpiece: MemberMailpiece,
  marks: readonly string[],
): Promise<boolean> {
  const { context, tools, file, writer, duplex } = writing;
  const sides = duplex ? 'duplex' : 'simplex';
  let fit = true;
  let sheet = 0;
  /** The marks of the sheets from here on. */
  const overlay = (): ((number: number) => string) => {
    const before = sheet;
    return (number) => drawMark(tools.profile.marks, marks[before + number - 1] ?? null);
  };
  for (const [index, entry] of mailpiece.items.entries()) {
    context.signal.throwIfAborted();
    const carried = index === 0 && mailpiece.carrierSheet === true;
    const carrier = carried ? await carrierSheetOf(context, tools, file, entry) : null;
    if (carrier instanceof Uint8Array) {
      await writer.append(carrier, { duplex, overlay: overlay() });
      sheet += 1;
    }
    const problem = typeof carrier === 'string' ? carrier : await appendMember(writing, entry, overlay());
    if (problem !== null) {
      if (file.originalId !== null) throw cannotReprint(file, entry, problem);
      await holdMember(context, entry, problem);
      fit = false;
    }
    sheet += sheetsOf(entry.pages, sides);
    context.atPoint('print.writing');
    await nextTurn();
  }
  return fit;
}

/** @returns null when the member is in the file, else why it cannot be */
async function appendMember(
  { context, writer, duplex }: Writing,
  entry: PrintFileEntry,
  overlay: (sheet: number) => string,
): Promise<string | null> {
  const pdf = await pdfOf(context, entry);
  if (typeof pdf === 'string') return pdf;
  if (sha256Of(pdf) !== entry.pdfSha256) return 'PDF changed: it is no longer the one that was classified';
  try {
    const { pages } = await writer.append(pdf, { duplex, overlay, inspected: true });
    return pages === entry.pages
      ? null
      : `PDF: expected ${entry.pages} pages as when it was classified, got ${pages}`;
  } catch (error) {
    if (!(error instanceof UnfitPdfError)) throw error;
    return `PDF ${error.finding.code}: ${error.finding.message}`;
  }
}

async function pdfOf(context: RenderContext, entry: PrintFileEntry): Promise<Uint8Array | string> {
  if (isOwnLetter(entry.purpose)) return ownLetterPdf(context.ledger, entry.dispatchId);
  const lookup = await context.source.pdfOf(entry.documentId);
  return lookup.kind === 'found' ? lookup.pdf : `PDF ${lookup.finding.code}: ${lookup.finding.message}`;
}

/** Whatever is wrong with one member costs that one only. */
export async function holdMember(
  context: Pick<RunContext, 'ledger' | 'logger' | 'runId'>,
  entry: PrintFileEntry,
  reason: string,
): Promise<void> {
  await context.ledger.transaction((session) =>
    move(session, entry, 'bundled', 'held', { reason, runId: context.runId }, { print_file_id: null }),
  );
  context.logger.warn('print.member-held', { dispatch: entry.dispatchId, document: entry.documentId });
}

/** Fixed when the file was assigned; null: the profile keeps no calendar. */
export async function productionDateOf(
  { ledger }: Pick<RenderContext, 'ledger'>,
  { id }: Pick<PrintFileRecord, 'id'>,
): Promise<string | null> {
  return (await productionDates(ledger, [id])).get(id) ?? null;
}
