import { parseCatalogue, type Catalogue } from './catalogue.ts';
import { CatalogueError, type CatalogueFault } from './catalogue-faults.ts';
import { unreachableIn } from './unreachable.ts';

/**
 * `fault`: the catalogue is refused at the start of a run. `unreachable`: written, and without effect. `gap`: the core
 * system delivers what the catalogue does not know. `record`: who changed what is not told.
 */
export interface CatalogueFinding extends CatalogueFault {
  readonly kind: 'fault' | 'unreachable' | 'gap' | 'record';
}

/** What is wrong with a catalogue by itself; the catalogue is null when no run would start with it. */
export function checkCatalogue(
  yamlText: string,
  source: string,
): { readonly catalogue: Catalogue | null; readonly findings: readonly CatalogueFinding[] } {
  let catalogue: Catalogue;
  try {
    catalogue = parseCatalogue(yamlText, source);
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    return { catalogue: null, findings: error.faults.map((fault) => ({ kind: 'fault', ...fault })) };
  }
  return {
    catalogue,
    findings: [
      ...unreachableIn(catalogue).map((fault) => ({ kind: 'unreachable' as const, ...fault })),
      ...recordFindings(catalogue),
    ],
  };
}

/** Counsel signs a version: what changed with it, and who answers for it, belongs to it. */
function recordFindings({ version, changes }: Catalogue): readonly CatalogueFinding[] {
  const last = changes.at(-1);
  return last?.version === version
    ? []
    : [
        {
          kind: 'record',
          path: 'changes',
          expected: `a last entry for version ${version}: who changed what`,
          found: last === undefined ? 'nothing' : `\`${last.version}\``,
        },
      ];
}
