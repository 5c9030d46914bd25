import { z } from 'zod';
import { OMR_LINES } from '../domain/omr-lines.ts';
import { choice, millimetres, optional, wholeNumber, yesOrNo } from './values.ts';

/** Sides of the square ECC 200 symbols with a single block of error correction (ISO/IEC 16022, table 7). */
const SYMBOL_SIZES = [10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36, 40, 44, 48];

const PRINTABLE = '1 to 20 printable ASCII characters without a space';

const PRINTABLE_ONE = 'one printable ASCII character';

const markField = z
  .strictObject(
    {
      field: choice([
        'printFile',
        'mailpiece',
        'sheet',
        'sheets',
        'endOfSet',
        'inserts',
        'constant',
      ]).describe(
        'Id of the print file; the mailpiece’s place in it; number of the sheet in the mailpiece; sheets of the mailpiece; 1 on its last sheet, else 0; a 0 or 1 per station; a fixed text.',
      ),
      length: optional(wholeNumber(1, 8)).describe(
        'Digits of a number, or stations of `inserts`; not set: 6 for `mailpiece`, 3 for `sheet` and `sheets`, 4 for `inserts`.',
      ),
      text: optional(
        z
          .string({ error: PRINTABLE })
          .regex(/^[!-~]{1,20}$/, { error: PRINTABLE })
          .meta({ form: 'text' }),
      ).describe('What `constant` prints.'),
    },
    { error: 'a mapping with `field`' },
  )
  .refine(({ field, text }) => (field === 'constant') === (text !== null), {
    error: '`text` with `field: constant`, and with no other',
  })
  .refine(
    ({ field, length }) => length === null || ['mailpiece', 'sheet', 'sheets', 'inserts'].includes(field),
    { error: '`length` with `mailpiece`, `sheet`, `sheets` or `inserts` only' },
  );

const place = (x: number, y: number) => ({
  x: millimetres(0, 200).default(x).describe('Left edge.'),
  y: millimetres(0, 287).default(y).describe('Upper edge.'),
  whiteBox: yesOrNo()
    .default(true)
    .describe('Whether a white box lies below, for ink behind a mark stops the machine.'),
});

const dataMatrix = z.strictObject({
  kind: z.literal('datamatrix'),
  ...place(4, 166),
  module: millimetres(0.25, 1).default(0.5).describe('Side of one module; shops ask for 0.42 to 0.7.'),
  symbolSize: optional(
    z
      .union(
        SYMBOL_SIZES.map((size) => z.literal(size)),
        { error: `one of ${SYMBOL_SIZES.join(', ')}` },
      )
      .meta({ form: SYMBOL_SIZES.join(', ') }),
  ).describe('Modules a side; not set: the smallest that takes the payload.'),
  separator: optional(
    z
      .string({ error: PRINTABLE_ONE })
      .regex(/^[!-~]$/, { error: PRINTABLE_ONE })
      .meta({ form: 'character' }),
  ).describe('Between two fields; not set: nothing.'),
  fields: z
    .array(markField, { error: 'a list of fields' })
    .min(1, { error: 'at least one field' })
    .max(12, { error: 'at most 12 fields' })
    .refine((fields) => ['mailpiece', 'sheet'].every((name) => fields.some(({ field }) => field === name)), {
      error: 'fields among which are `mailpiece` and `sheet`: without them no sheet is told from another',
    })
    .prefault([
      { field: 'printFile' },
      { field: 'mailpiece' },
      { field: 'sheet' },
      { field: 'sheets' },
      { field: 'endOfSet' },
      { field: 'inserts' },
    ])
    .describe('What the mark says, in this order.'),
});

const omr = z
  .strictObject({
    kind: z.literal('omr'),
    ...place(5, 120),
    length: millimetres(5, 30).default(10).describe('Length of a bar.'),
    thickness: millimetres(0.35, 0.7).default(0.5).describe('Thickness of a bar.'),
    pitch: millimetres(2.54, 10).default(3.18).describe('From one bar to the next.'),
    lines: z
      .array(choice(OMR_LINES), { error: 'a list of lines' })
      .refine((lines) => lines[0] === 'benchmark' && lines.includes('notEnd'), {
        error: 'lines that begin with `benchmark` and have `notEnd` among them',
      })
      .refine((lines) => new Set(lines).size === lines.length, { error: 'each line once' })
      .default(['benchmark', 'safety', 'notEnd', 'wrap1', 'wrap2', 'wrap4', 'parity'])
      .meta({ form: `list of: ${OMR_LINES.map((line) => `\`${line}\``).join(', ')}` })
      .describe(
        'From the top. `notEnd`: more sheets follow; `wrap…`: the sheet’s number modulo 8; `feed…`: insert from this station; `parity`: makes the bars even.',
      ),
  })
  .refine(({ y, pitch, lines }) => y + pitch * lines.length <= 297, { error: 'lines that end on the page' });

/** What the shop's inserting machine reads on the front of every sheet. */
export function marksSection() {
  const none = z.strictObject({ kind: z.literal('none') });
  return z
    .discriminatedUnion('kind', [none, dataMatrix, omr], {
      error: 'a mapping with `kind`: `none`, `datamatrix` or `omr`',
    })
    .prefault({ kind: 'none' });
}
