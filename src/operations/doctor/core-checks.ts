import type { Catalogue } from '../../classify/catalogue.ts';
import { BLOCK_COLUMNS } from '../../ledger/block-source.ts';
import {
  codesInUse,
  countPending,
  countRowsWithoutPdf,
  missingViewColumns,
  repeatedDocumentIds,
} from '../../ledger/core-view-probe.ts';
import type { Database } from '../../ledger/database.ts';
import type { DocumentSource } from '../../ledger/document-source.ts';
import { checked, fail, ok, warn, type Check } from './check.ts';
import { checkCoreCollation } from './server-checks.ts';

export interface CoreSubjects {
  readonly core: Database;
  readonly view: string;
  /** The view of the blocks; null: not configured. */
  readonly blockView: string | null;
  readonly source: DocumentSource;
  readonly catalogue: Pick<Catalogue, 'documentTypes' | 'linesOfBusiness'>;
}

const SAMPLE_ROWS = 10;
const SAMPLE_PDFS = 3;
const SHOWN = 5;
const CODE = /^[\p{L}\p{N}_.-]{1,40}$/u;

const DOCUMENTED = 'docs/core-view.md says what each column of the view must hold';

/** Whether the core database gives what the night will ask for. Reads the whole view for duplicates and codes. */
export async function checkCore(subjects: CoreSubjects): Promise<readonly Check[]> {
  const { core, view } = subjects;
  const readable = await checked(
    'core view',
    'check server, login, the rights on the view and `core.view`',
    async () => {
      const missing = await missingViewColumns(core, view);
      return missing.length === 0
        ? ok('core view', `${view}: all columns there, ${await countPending(core, view)} pending`)
        : fail('core view', `${view} lacks ${missing.join(', ')}`, `have them added: ${DOCUMENTED}`);
    },
  );
  if (readable.some(({ status }) => status === 'fail')) return readable;
  return [
    ...readable,
    ...(await checked('types of columns', DOCUMENTED, () => sampleTypes(subjects))),
    ...(await checked('document ids', DOCUMENTED, () => duplicates(subjects))),
    ...(await checkCoreCollation(subjects.core)),
    ...(await codes(subjects, 'document_type', 'document types', subjects.catalogue.documentTypes)),
    ...(await codes(subjects, 'line_of_business', 'lines of business', subjects.catalogue.linesOfBusiness)),
    ...(await blocks(subjects)),
    ...(await checked('rows without a PDF', DOCUMENTED, () => orphans(subjects))),
    ...(await checked('PDFs', 'check `core.pdfRoot`, its mount and its rights', () => samplePdfs(subjects))),
  ];
}

async function sampleIds(source: DocumentSource, count: number): Promise<readonly string[]> {
  for await (const ids of source.pendingIds(count)) return ids;
  return [];
}

async function sampleTypes({ source }: CoreSubjects): Promise<Check> {
  const lookups = await source.factsOf(await sampleIds(source, SAMPLE_ROWS));
  const defects = [...lookups.values()].flatMap((lookup) =>
    lookup.kind === 'found' ? lookup.facts.defects : [],
  );
  const name = 'types of columns';
  if (lookups.size === 0) return ok(name, 'no row pending, nothing to look at');
  const kinds = new Set(
    defects.map(({ column, expected, found }) => `${column}: expected ${expected}, got ${found}`),
  );
  if (kinds.size === 0) return ok(name, `readable in ${lookups.size} sample rows`);
  return warn(
    name,
    [...kinds].join('; '),
    `what cannot be read goes by post (D4): have the view cast them; ${DOCUMENTED}`,
  );
}

async function duplicates({ core, view }: CoreSubjects): Promise<readonly Check[]> {
  const name = 'document ids';
  const { inSeveralRows, takenForOne } = await repeatedDocumentIds(core, view, SHOWN);
  const found: Check[] = [];
  if (inSeveralRows.length > 0)
    found.push(
      warn(
        name,
        `in more than one row, for example ${inSeveralRows.join(', ')}`,
        'these documents will be held: have the view give one row a document',
      ),
    );
  if (takenForOne.length > 0)
    found.push(
      warn(
        name,
        `one id to the database and spelled differently, for example ${takenForOne.map((ids) => ids.join(' and ')).join(', ')}`,
        'a ledger with such a collation takes one of them, and the night fails in the end: have the view give ids that differ in more',
      ),
    );
  return found.length === 0 ? [ok(name, 'each stands in one row')] : found;
}

async function codes(
  { core, view }: CoreSubjects,
  column: 'document_type' | 'line_of_business',
  name: string,
  known: ReadonlyMap<string, unknown>,
): Promise<readonly Check[]> {
  return checked(name, DOCUMENTED, async () => {
    const used = await codesInUse(core, view, column);
    // What is no code may be a name in the wrong column, and is not repeated (L8).
    const unknown = used
      .filter((code) => !known.has(code))
      .map((code) => (CODE.test(code) ? code : '(no code)'));
    return unknown.length === 0
      ? ok(name, `${used.length} in use, all in the rule catalogue`)
      : warn(
          name,
          `not in the rule catalogue: ${[...new Set(unknown)].join(', ')}`,
          'these go by post (S8): have them judged and entered into the rule catalogue',
        );
  });
}

/** S18: without the view a blocked customer is told only with the next document. */
async function blocks({ core, blockView }: CoreSubjects): Promise<readonly Check[]> {
  const name = 'abuse blocks (S18)';
  if (blockView === null) {
    return [
      warn(
        name,
        '`core.blockView` is not set: a block is noticed only when a document of the customer is pending',
        'have the view made that docs/core-view.md describes, and name it in the configuration',
      ),
    ];
  }
  return checked(name, 'check the rights on the view and `core.blockView`', async () => {
    const missing = await missingViewColumns(core, blockView, BLOCK_COLUMNS);
    return missing.length === 0
      ? ok(name, `${blockView}: all columns there, ${await countPending(core, blockView)} in force`)
      : fail(name, `${blockView} lacks ${missing.join(', ')}`, `have them added: ${DOCUMENTED}`);
  });
}

async function orphans({ core, view }: CoreSubjects): Promise<Check> {
  const name = 'rows without a PDF';
  const rows = await countRowsWithoutPdf(core, view);
  return rows === 0
    ? ok(name, 'none')
    : warn(
        name,
        `${rows} name no file and hold no bytes`,
        'these documents will be held: have the view give them when their PDF exists',
      );
}

async function samplePdfs({ source }: CoreSubjects): Promise<Check> {
  const ids = (await sampleIds(source, SAMPLE_PDFS)).slice(0, SAMPLE_PDFS);
  const problems: string[] = [];
  for (const id of ids) {
    const lookup = await source.pdfOf(id);
    if (lookup.kind === 'unfit') problems.push(`${id}: ${lookup.finding.message}`);
  }
  if (ids.length === 0) return ok('PDFs', 'no row pending, nothing to look at');
  if (problems.length === 0) return ok('PDFs', `${ids.length} fetched`);
  return warn('PDFs', problems.join('; '), 'check `core.pdfRoot` and the columns pdf_path and pdf_content');
}
