import type { PdfDocument } from './pdf-document.ts';
import { NULL, PdfRef, isDict, itemsOf } from './pdf-value.ts';
import type { PdfDict, PdfValue } from './pdf-value.ts';

/**
 * Which layers (optional content groups) of a document print, by its default configuration (ISO 32000-1, 8.11.4):
 * the base state, then ON and OFF, then what the layers themselves say about printing where the document asks for it.
 */
export class OptionalContent {
  readonly #hidden = new Set<number>();

  constructor(document: PdfDocument) {
    const properties = document.dict(document.catalogue().get('/OCProperties'));
    const groups = groupNumbers(document, properties.get('/OCGs'));
    const configuration = document.dict(properties.get('/D'));
    if (document.resolve(configuration.get('/BaseState')) === '/OFF') {
      for (const num of groups) this.#hidden.add(num);
    }
    for (const num of groupNumbers(document, configuration.get('/ON'))) this.#hidden.delete(num);
    for (const num of groupNumbers(document, configuration.get('/OFF'))) this.#hidden.add(num);
    this.#applyPrintUsage(document, configuration);
  }

  /** Whether the layer with this object number prints. */
  prints(num: number): boolean {
    return !this.#hidden.has(num);
  }

  /** /AS with the event Print: the states that the layers state for printing hold (8.11.4.5). */
  #applyPrintUsage(document: PdfDocument, configuration: PdfDict): void {
    for (const item of itemsOf(document.resolve(configuration.get('/AS'))) ?? []) {
      const usage = document.dict(item);
      if (document.resolve(usage.get('/Event')) !== '/Print') continue;
      const categories = itemsOf(document.resolve(usage.get('/Category'))) ?? [];
      if (!categories.includes('/Print')) continue;
      for (const num of groupNumbers(document, usage.get('/OCGs'))) {
        const group = document.dict(new PdfRef(num, 0));
        const state = document.resolve(
          document.dict(document.dict(group.get('/Usage')).get('/Print')).get('/PrintState'),
        );
        if (state === '/OFF') this.#hidden.add(num);
        if (state === '/ON') this.#hidden.delete(num);
      }
    }
  }
}

function groupNumbers(document: PdfDocument, value: PdfValue | undefined): readonly number[] {
  const items = itemsOf(document.resolve(value)) ?? [];
  return items.filter((item) => item instanceof PdfRef).map((ref) => ref.num);
}

/** Numbers that the two layers of a print file stand under: every layer of every document becomes one of them. */
export interface PrintLayers {
  readonly printed: number;
  readonly hidden: number;
}

/**
 * A layer, or a rule about several (membership dictionary), as text for the print file; null when it is neither.
 * Rules keep their logic: it depends on nothing but which of their layers print.
 */
export function copyOptionalContent(
  document: PdfDocument,
  state: OptionalContent,
  layers: PrintLayers,
  value: PdfValue | undefined,
  depth = 0,
): string | null {
  document.budget.checkDepth(depth, 'Rules about layers are');
  const dict = document.resolve(value);
  const copyItem = (item: PdfValue): string => copyRulePart(document, state, layers, item, depth + 1);
  if (!isDict(dict)) return null;
  if (dict.get('/Type') === '/OCG') {
    const visible = value instanceof PdfRef ? state.prints(value.num) : true;
    return `${visible ? layers.printed : layers.hidden} 0 R`;
  }
  if (dict.get('/Type') !== '/OCMD') return null;
  const policy = document.resolve(dict.get('/P'));
  const parts = ['<</Type/OCMD'];
  if (dict.has('/OCGs')) parts.push('/OCGs ', copyItem(dict.get('/OCGs') ?? NULL));
  if (policy !== NULL && typeof policy === 'string') parts.push('/P ', policy);
  if (dict.has('/VE')) parts.push('/VE ', copyItem(dict.get('/VE') ?? NULL));
  return `${parts.join('')}>>`;
}

/** A layer, a list of layers, or an expression of operators and layers. */
function copyRulePart(
  document: PdfDocument,
  state: OptionalContent,
  layers: PrintLayers,
  value: PdfValue,
  depth: number,
): string {
  document.budget.checkDepth(depth, 'Rules about layers are');
  document.budget.countObject();
  const resolved = document.resolve(value);
  const items = itemsOf(resolved);
  if (items !== null) {
    return `[${items.map((item) => copyRulePart(document, state, layers, item, depth + 1)).join(' ')}]`;
  }
  if (typeof resolved === 'string') return resolved;
  return copyOptionalContent(document, state, layers, value, depth) ?? NULL;
}
