import { z } from 'zod';
import { PrintFileDamagedError } from './errors.ts';
import { OMR_LINES } from '../domain/omr-lines.ts';

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, lower-case hex');
const count = z.int().nonnegative();
const position = z.int().positive();
const text = z.string().min(1);

const documentSchema = z.strictObject({
  documentId: text,
  dispatchId: text,
  firstPage: position.describe('Page of the print file on which the document begins, counted from 1'),
  pages: position.describe('Pages of the document itself, without a blank back'),
});

const mailpieceSchema = z.strictObject({
  sequence: position.describe('Place in the print file, counted from 1 without a gap'),
  firstPage: position,
  lastPage: position.describe('Blank backs included'),
  sheets: position,
  carrierSheet: z.boolean().describe('The first sheet shows the address only; it belongs to no document'),
  envelopeClass: text,
  grams: z.number().positive().describe('Weight of the sheets'),
  country: z.string().describe('ISO 3166-1 alpha-2'),
  postalCode: z.string(),
  documents: z.array(documentSchema).min(1),
  marks: z
    .array(text)
    .describe(
      'Payload of the mark on each sheet: the text of a DataMatrix; 1 for a bar and 0 for none, from the top, for OMR',
    ),
  contentSha256: sha256
    .optional()
    .describe('What its pages show, computed from the print file alone as docs/print-file.md says'),
  hash: sha256.describe('SHA-256 of the previous hash, a line feed, and this entry without `hash` as JSON'),
});

const reprintSchema = z
  .strictObject({
    generation: z.int().min(2).describe('1 is the first printing'),
    originalPrintFileId: text.describe('The first printing'),
    sourcePrintFileId: text.describe('The print file whose mailpieces are repeated'),
    sourceSequences: z
      .array(position)
      .min(1)
      .describe('For each mailpiece of this file, in order, its sequence in that print file'),
    reason: text,
    orderedBy: text.nullable().describe('Null: ordered by the program, on what the shop reported'),
    confirmedBy: text.nullable().describe('The second person, where the share asked for one'),
  })
  .describe('Only in a reprint');

const length = z.number().nonnegative().describe('Millimetres');

/** Where the marks stand, so that a checker needs nothing but the file and the manifest. */
const marksSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('datamatrix'), x: length, y: length, module: length }),
    z.strictObject({
      kind: z.literal('omr'),
      x: length,
      y: length,
      length,
      thickness: length,
      pitch: length,
      lines: z.array(z.enum(OMR_LINES)),
    }),
  ])
  .describe('On the front of each sheet; x from the left, y from the upper edge, to the upper left corner');

const serviceSheetSchema = z.strictObject({
  kind: z.enum(['jobTicket', 'separator']),
  firstPage: position,
  lastPage: position.describe('Blank back included'),
});

/** The published form of the manifest: `docs/schemas/print-manifest.schema.json` is made from this. */
export const manifestSchema = z.strictObject({
  format: z.literal('postausgang-print-manifest/1'),
  printFileId: text,
  stream: text.describe('Destination, envelope class and sides, such as domestic-standard-duplex'),
  businessDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  productionDate: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional()
    .describe('The day on which the shop is to produce it; absent: nothing was agreed'),
  runId: text.describe('The run that assigned the documents to this print file'),
  shop: z.strictObject({ profileId: text, name: text }),
  catalogueHash: text.describe('Hash of the rule catalogue that decided for post'),
  toolVersion: text,
  file: z.strictObject({ name: text, sha256, bytes: position }),
  counts: z.strictObject({
    documents: count,
    mailpieces: count,
    sheets: count,
    pages: count.describe('Pages of all mailpieces, blank backs included'),
    servicePages: count.describe('Pages of job ticket and separator, blank backs included: no mailpieces'),
  }),
  marks: marksSchema,
  serviceSheets: z
    .array(serviceSheetSchema)
    .describe('For the operator of the machine, taken out of the stack'),
  reprint: reprintSchema.optional(),
  seal: sha256.describe('Hash of the last mailpiece; the first is chained to everything above'),
  mailpieces: z.array(mailpieceSchema),
});

/** What a print file holds, without a name or a street: ids, counts, places and hashes. */
export type PrintManifest = z.infer<typeof manifestSchema>;
export type ReprintNote = NonNullable<PrintManifest['reprint']>;
export type ManifestMarks = PrintManifest['marks'];
export type ServiceSheet = PrintManifest['serviceSheets'][number];
export type ManifestMailpiece = PrintManifest['mailpieces'][number];
/** A mailpiece before it is chained to its predecessor. */
export type ManifestEntry = Omit<ManifestMailpiece, 'hash'>;
/** All that stands above the mailpieces, but the seal. */
export type ManifestHead = Omit<PrintManifest, 'seal' | 'mailpieces'>;

/** One mailpiece a line, so that `diff` and `grep` serve; the same manifest always gives the same text. */
export function manifestJson(manifest: PrintManifest): string {
  const { mailpieces, ...head } = manifest;
  const lines = mailpieces.map((mailpiece) => `    ${JSON.stringify(mailpiece)}`);
  const top = JSON.stringify(head, null, 2).replace(/\n\}$/, '');
  return `${top},\n  "mailpieces": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** @throws PrintFileDamagedError that names the first place which is not as the schema says. */
export function parseManifest(json: string): PrintManifest {
  const parsed = manifestSchema.safeParse(parseJson(json));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? 'top level' : issue.path.join('.');
  throw new PrintFileDamagedError(
    `manifest, ${place}`,
    'the form of print-manifest.schema.json',
    issue?.message ?? 'something else',
  );
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new PrintFileDamagedError('manifest', 'JSON', 'text that does not parse', { cause });
  }
}
