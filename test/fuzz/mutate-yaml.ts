import { parse, stringify } from 'yaml';
import { below, pick, type Random } from './random.ts';

/** Signs that steer a YAML parser. */
export const YAML_WORDS = [
  '&a ',
  '*a',
  '<<: *a',
  '!!binary ',
  '!!js/function ',
  '? ',
  '- ',
  ': ',
  '{',
  '}',
  '[',
  ']',
  '|\n',
  '>\n',
  '#',
  '---\n',
  '...\n',
  '%YAML 9\n',
  '\t',
  '\u0000',
  '\u0085',
  '"',
  "'",
  '__proto__: 1\n',
  'null',
  '~',
  '.nan',
  '.inf',
  '1e999',
  '0x7fffffff',
  '2026-02-30',
  'true',
];

/** Wrong wherever they stand, or nearly. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  3.5,
  Number.NaN,
  Infinity,
  1e300,
  '',
  ' ',
  'x',
  '*',
  '0',
  '5m',
  '-5m',
  '99999999999999999999h',
  '1GB',
  'x'.repeat(100_000),
  'ä\u0000\u001b[31m',
  '../../../etc/passwd',
  '/dev/null',
  '/',
  '.',
  'http://[',
  '{{}}',
  [],
  [[]],
  [null],
  {},
  { '': {} },
  { constructor: { prototype: 1 } },
  { file: '\u0000' },
  '2026-02-30',
  '24:60',
  'Europe/Nowhere',
];

type Node = Record<string, unknown> | unknown[];

/**
 * The same settings with some of them of another kind, gone, twice or under another name.
 * @param more values to put in under a key, besides those that are wrong everywhere
 */
export function withWrongValues(
  base: string,
  random: Random,
  more: (key: string) => readonly unknown[],
): string {
  const settings: unknown = parse(base);
  for (let faults = 1 + below(random, 3); faults > 0; faults -= 1) spoil(settings, random, more);
  return stringify(settings, { aliasDuplicateObjects: false });
}

function spoil(settings: unknown, random: Random, more: (key: string) => readonly unknown[]): void {
  const nodes = nodesIn(settings);
  if (nodes.length === 0) return;
  const node = pick(random, nodes);
  const keys = Object.keys(node);
  const key = keys.length === 0 ? 'x' : pick(random, keys);
  const holder = node as Record<string, unknown>;
  switch (below(random, 4)) {
    case 0:
      delete holder[key];
      break;
    case 1:
      holder[`${key}${pick(random, ['x', '_', ' ', '.', 'TLS'])}`] = holder[key];
      break;
    case 2:
      holder[key] = structuredClone(pick(random, nodes));
      break;
    default:
      holder[key] = structuredClone(pick(random, [...VALUES, ...more(key)]));
  }
}

function nodesIn(value: unknown): readonly Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  return [node, ...Object.values(node).flatMap(nodesIn)];
}
