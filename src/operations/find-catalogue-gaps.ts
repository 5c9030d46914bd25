import type { Catalogue } from '../classify/catalogue.ts';
import type { CatalogueFinding } from '../classify/check-catalogue.ts';
import { codesInUse } from '../ledger/core-view-probe.ts';
import type { Database } from '../ledger/database.ts';

/** What is no code may be a name in the wrong column, and is not repeated (L8). */
const CODE = /^[\p{L}\p{N}_.-]{1,40}$/u;

const COLUMNS = [
  ['document_type', 'documentTypes'],
  ['line_of_business', 'linesOfBusiness'],
] as const;

/** Types and lines that the core view delivers now and the catalogue does not know (S8). Reads the whole view. */
export async function findCatalogueGaps(
  core: Database,
  view: string,
  catalogue: Pick<Catalogue, 'documentTypes' | 'linesOfBusiness'>,
): Promise<readonly CatalogueFinding[]> {
  const gaps: CatalogueFinding[] = [];
  for (const [column, section] of COLUMNS) {
    const codes = await codesInUse(core, view, column);
    const unknown = new Set(
      codes.filter((code) => !catalogue[section].has(code)).map((code) => (CODE.test(code) ? code : null)),
    );
    for (const code of unknown) {
      gaps.push({
        kind: 'gap',
        path: code === null ? section : `${section}.${code}`,
        expected:
          code === null
            ? `codes in column \`${column}\` of ${view}`
            : `an entry: column \`${column}\` of ${view} delivers it, and it goes by post (S8)`,
        found: code === null ? 'a text that is no code' : 'nothing',
      });
    }
  }
  return gaps;
}
