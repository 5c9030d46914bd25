import { z } from 'zod';
import { PostausgangError } from '../domain/errors.ts';
import { MAILPIECE_STATUSES } from '../domain/print.ts';
import { parseSequences } from '../domain/sequence-ranges.ts';

/** What a shop sent cannot be read as a report: nothing of it was taken. */
export class ShopReportError extends PostausgangError {
  readonly code = 'SHOP_REPORT';

  constructor(where: string, expected: string) {
    super(
      `The shop's report, ${where}: expected ${expected}. Nothing of it was taken; ask the shop for it again.`,
    );
  }
}

/** Beyond these a moment is written in another form, which sorts before every other. */
const moment = z.iso
  .datetime({ offset: true })
  .refine((at) => at >= '2000' && at < '9999', 'a moment of this millennium or a later one')
  .describe('ISO 8601 with its offset');
/** What a shop says is shown on terminals and in e-mails: nothing in it may steer them. */
const plainText = z.string().regex(/^\P{Cc}*$/u, 'text without control characters');
const reason = plainText.max(400).optional();
const printFileId = plainText.min(1).max(60);

/** The published form of a shop's report: `docs/schemas/shop-report.schema.json` is made from this. */
export const shopReportSchema = z.strictObject({
  format: z.literal('postausgang-shop-report/1'),
  printFiles: z
    .array(z.strictObject({ printFileId, result: z.enum(['accepted', 'rejected']), at: moment, reason }))
    .default([]),
  mailpieces: z
    .array(
      z.strictObject({
        printFileId,
        mailpieces: z
          .string()
          .regex(/^[\d ,-]{1,20000}$/)
          .describe('Sequences of the manifest, such as 12-40,77'),
        status: z.enum(MAILPIECE_STATUSES),
        at: moment,
        reason,
      }),
    )
    .default([]),
});

export interface Acknowledgement {
  readonly printFileId: string;
  readonly result: 'accepted' | 'rejected';
  /** UTC, ISO 8601 with milliseconds, by the shop's clock. */
  readonly at: string;
  readonly reason: string | null;
}

export interface MailpieceReport {
  readonly printFileId: string;
  readonly sequences: readonly number[];
  readonly status: (typeof MAILPIECE_STATUSES)[number];
  readonly at: string;
  readonly reason: string | null;
}

export interface ShopReport {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly mailpieces: readonly MailpieceReport[];
}

/** Over all lines of a report; a night has ten thousands. What names more was made to fill the memory. */
const MOST_MAILPIECES = 1_000_000;

/** Reads JSON, or CSV with the columns of `CSV_HEADER`. @throws ShopReportError that names the place */
export function parseShopReport(text: string): ShopReport {
  const body = text.replace(/^\uFEFF/, '');
  const parsed = shopReportSchema.safeParse(body.trimStart().startsWith('{') ? jsonOf(body) : csvOf(body));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ShopReportError(issue?.path.join('.') ?? 'top level', issue?.message ?? 'the published form');
  }
  const { printFiles, mailpieces } = parsed.data;
  let named = 0;
  const counted = (sequences: readonly number[]): readonly number[] => {
    named += sequences.length;
    if (named > MOST_MAILPIECES)
      throw new ShopReportError('mailpieces', `at most ${MOST_MAILPIECES} of them`);
    return sequences;
  };
  return {
    acknowledgements: printFiles.map((entry) => ({
      ...entry,
      at: utc(entry.at),
      reason: entry.reason ?? null,
    })),
    mailpieces: mailpieces.map(({ mailpieces: numbers, ...entry }) => ({
      ...entry,
      sequences: counted(sequencesOf(numbers)),
      at: utc(entry.at),
      reason: entry.reason ?? null,
    })),
  };
}

export const CSV_HEADER = 'printFileId;mailpieces;status;at;reason';

/** A line without mailpieces speaks of the print file. A file without its last line end arrived torn. */
function csvOf(text: string): unknown {
  if (!text.endsWith('\n')) throw new ShopReportError('its end', 'a line end: it arrived only in part');
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  if (header !== CSV_HEADER) throw new ShopReportError('line 1', `\`{\`, or the columns \`${CSV_HEADER}\``);
  const rows = lines.map((line, index) => {
    const [id = '', mailpieces = '', status = '', at = '', ...rest] = line.split(';');
    if (rest.length > 1) throw new ShopReportError(`line ${index + 2}`, 'five columns without `;` in them');
    const why = rest[0] === undefined || rest[0] === '' ? {} : { reason: rest[0] };
    return { printFileId: id, mailpieces, status, at, ...why };
  });
  return {
    format: 'postausgang-shop-report/1',
    printFiles: rows
      .filter(({ mailpieces }) => mailpieces === '')
      .map(({ mailpieces: _none, status, ...row }) => ({ ...row, result: status })),
    mailpieces: rows.filter(({ mailpieces }) => mailpieces !== ''),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ShopReportError('top level', 'JSON that parses');
  }
}

function sequencesOf(text: string): readonly number[] {
  try {
    return parseSequences(text);
  } catch {
    throw new ShopReportError('mailpieces', 'numbers and ranges such as `12-40,77`');
  }
}

function utc(at: string): string {
  return new Date(at).toISOString();
}
