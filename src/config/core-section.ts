import { z } from 'zod';
import { NEITHER_CLIENT, sqliteSection, sqlServerSection } from './database-section.ts';
import { nearestWord } from './nearest-word.ts';
import type { ReadContext } from './read-context.ts';
import { optional, path, wholeNumber } from './values.ts';

/** What the write-back statement can name; it is idempotent by `:dispatch_id` (at least once, never lost). */
const WRITE_BACK_BINDINGS = ['document_id', 'dispatch_id', 'channel', 'state', 'at'] as const;

/** `view`, `schema.view` or `database.schema.view`: it is put into SQL, so nothing but identifiers may pass. */
const QUALIFIED_NAME = /^[\p{L}_][\p{L}\p{N}_$]{0,127}(?:\.[\p{L}_][\p{L}\p{N}_$]{0,127}){0,2}$/u;

/** The insurer's core database: not ours, read through one view. */
export function coreSection(read: ReadContext) {
  const more = {
    view: qualifiedName()
      .default('pending_output_document')
      .describe('The view with one row per pending document, schema-qualified where needed.'),
    pdfRoot: optional(path(read)).describe(
      'Folder of the file store that the view’s paths start from; not set: the PDFs stand in the database.',
    ),
    // SQL Server takes 2,100 parameters a statement, and a chunk's ids are parameters.
    chunkSize: wholeNumber(1, 2000)
      .default(1000)
      .describe('Documents that are read at a time. It bounds memory, not the night.'),
    contractLookup: optional(
      z.strictObject(
        {
          view: qualifiedName().describe(
            'A view of all contracts with the columns `contract_id` and `policyholder_id`; wants an index on `contract_id`.',
          ),
        },
        { error: 'a mapping with `view`, or nothing' },
      ),
    ).describe(
      'Where a number that a PDF names is looked up (D6); not set: in `core.view`, which knows the contracts of pending documents only.',
    ),
    blockView: optional(qualifiedName()).describe(
      'A view of the abuse blocks in force (docs/core-view.md), so that a blocked customer is told by letter whether or not a document is pending (S18); not set: only documents tell of blocks.',
    ),
    contractPatterns: z
      .array(contractPattern(), { error: 'a list of regular expressions' })
      .default([])
      .describe(
        'Further forms of contract numbers as regular expressions. The form of a document’s own number is always looked for.',
      ),
    writeBack: optional(
      z.strictObject(
        {
          statement: writeBackStatement().describe(
            'One statement or procedure call, run after the state is final, at least once for each dispatch; must be idempotent by `:dispatch_id`. Bindings: `:document_id`, `:dispatch_id`, `:channel`, `:state`, `:at`.',
          ),
        },
        { error: 'a mapping with `statement`, or nothing' },
      ),
    ).describe('How the result goes back into the core system; not set: it does not.'),
  };
  return z.discriminatedUnion(
    'client',
    [sqliteSection(read).safeExtend(more), sqlServerSection(read).safeExtend(more)],
    NEITHER_CLIENT,
  );
}

/** Our own state: schema `routing` on SQL Server, one file on SQLite. */
export function ledgerSection(read: ReadContext) {
  return z.discriminatedUnion('client', [sqliteSection(read), sqlServerSection(read)], NEITHER_CLIENT);
}

function qualifiedName() {
  const error = 'the name of a view such as `pending_output_document` or `dbo.pending_output_document`';
  return z.string({ error }).regex(QUALIFIED_NAME, { error }).meta({ form: 'name of a view' });
}

/** A pattern that matches nothing would be harmless; one that matches everywhere would ask for every word. */
function contractPattern() {
  const error = String.raw`a regular expression that needs characters to match, such as \bLV-\d{7}\b`;
  return z
    .string({ error })
    .transform((source, context) => {
      const pattern = patternOf(source);
      if (pattern !== null && !pattern.test('')) return pattern.source;
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    })
    .meta({ form: 'regular expression' });
}

function patternOf(source: string): RegExp | null {
  try {
    return new RegExp(source, 'u');
  } catch {
    return null;
  }
}

function writeBackStatement() {
  const error = 'one SQL statement with bindings such as `:document_id`';
  return z
    .string({ error })
    .transform((statement, context) => {
      const problem = problemOf(statement);
      if (problem === null) return statement.trim().replace(/;$/, '');
      context.addIssue({ code: 'custom', message: problem });
      return z.NEVER;
    })
    .meta({ form: 'SQL statement' });
}

function problemOf(statement: string): string | null {
  // What stands in quotes or comments is no binding: '12:30' must not read as one.
  const bare = statement.replaceAll(/'(?:[^']|'')*'|"[^"]*"|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  if (bare.trim() === '' || bare.trim().replace(/;$/, '').includes(';')) {
    return 'exactly one SQL statement (call a stored procedure when it takes several)';
  }
  const known: readonly string[] = WRITE_BACK_BINDINGS;
  const used = [...bare.matchAll(/(?<![:\w]):([A-Za-z_]\w*)/g)].map((match) => match[1] ?? '');
  const unknown = used.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = nearestWord(unknown, known);
    return `only the bindings ${known.map((name) => `\`:${name}\``).join(', ')}; \`:${unknown}\` is none${near === null ? '' : ` (\`:${near}\`?)`}`;
  }
  if (!used.includes('document_id') || !used.includes('dispatch_id')) {
    return 'a statement that names `:document_id` and `:dispatch_id`; it may run twice and has to know what it saw already';
  }
  return null;
}
