import type { z } from 'zod';

import { ConfigurationError } from '../domain/errors.ts';

export interface CatalogueFault {
  /** Dotted path such as `documentTypes.MAHNUNG.form`, or the line for YAML that cannot be read; empty = the whole. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** The rule catalogue cannot be used (exit 78): every fault at once, so that one round of editing mends it. */
export class CatalogueError extends ConfigurationError {
  override readonly code = 'CONFIGURATION';
  readonly faults: readonly CatalogueFault[];

  constructor(source: string, faults: readonly CatalogueFault[]) {
    const lines = faults.map(
      ({ path, expected, found }) =>
        `  ${path === '' ? '' : `${path}: `}expected ${expected}; found ${found}`,
    );
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
    super(`${source}: ${count}. Nothing was started; mend the file and start again.\n${lines.join('\n')}`);
    this.faults = faults;
  }
}

/** What stands at that path, shortened; the catalogue holds no personal data. */
export function describeFound(raw: unknown, path: readonly PropertyKey[]): string {
  let value = raw;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return 'nothing';
    value = Reflect.get(value, key);
  }
  return describe(value);
}

export function faultsOfIssue(issue: z.core.$ZodIssue, found: string): readonly CatalogueFault[] {
  const path = issue.path.map(String).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: join(path, key),
        expected: 'no such key',
        found: `\`${key}\``,
      }));
    case 'invalid_key':
      return [{ path, expected: issue.issues[0]?.message ?? 'another key', found: 'this key' }];
    case 'invalid_type':
      return [{ path, expected: inWords(issue.expected), found }];
    case 'invalid_value':
      return [{ path, expected: `one of ${issue.values.map(String).join(', ')}`, found }];
    case 'invalid_union':
      return [{ path, expected: `\`all\` or a list${innerExpectation(issue)}`, found }];
    case 'too_small':
      return [{ path, expected: 'something, not nothing', found }];
    default:
      return [{ path, expected: issue.message, found }];
  }
}

function inWords(type: string): string {
  switch (type) {
    case 'object':
    case 'record':
      return 'a mapping';
    case 'array':
      return 'a list';
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
    default:
      return type;
  }
}

function innerExpectation(issue: z.core.$ZodIssueInvalidUnion): string {
  const inside = issue.errors.flat().find((inner) => inner.path.length > 0);
  return inside === undefined ? '' : ` (entry ${inside.path.map(String).join('.')}: ${inside.message})`;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\` (${typeof value})`;
}
