import { readFileSync, statSync } from 'node:fs';
import { LineCounter, isMap, isPair, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { ConfigurationError } from '../domain/errors.ts';
import { FaultyConfigurationError } from './fault.ts';

/** A configuration of this size was never written by a person. */
const MAX_BYTES = 1_000_000;

/** A YAML file as plain data, with the lines on which its settings stand. */
export interface YamlFile {
  readonly file: string;
  readonly data: unknown;
  /** Line of the setting, or of its nearest parent that is there; null for an empty file. */
  lineOf(path: readonly PropertyKey[]): number | null;
}

/**
 * @param file absolute path
 * @param howToName what to do when there is no such file
 * @throws ConfigurationError when it cannot be read or is no YAML
 */
export function readYaml(file: string, howToName: string): YamlFile {
  const source = readSource(file, howToName);
  const lines = new LineCounter();
  // Of a problem only its code is told: messages quote the line, and somebody may have put a secret there.
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    throw new FaultyConfigurationError(
      file,
      problems.map((problem) => ({
        path: '',
        line: lines.linePos(problem.pos[0]).line,
        expected: 'valid YAML',
        found: problem.code.toLowerCase().replaceAll('_', ' '),
        advice: 'Look at the indentation, the colon and the quotes of this line and the one above.',
      })),
    );
  }
  return {
    file,
    data: toData(document, file),
    lineOf: (path) => {
      const offset = offsetOf(document.contents, path);
      return offset === null ? null : lines.linePos(offset).line;
    },
  };
}

function readSource(file: string, howToName: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) {
      throw new ConfigurationError(
        `Configuration ${file}: expected at most ${MAX_BYTES} bytes, found ${size}. Is it the right file?`,
      );
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const problem = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new ConfigurationError(`Configuration ${file}: ${problem}. ${howToName}`, { cause: error });
  }
}

function toData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch {
    // An alias without its anchor, or a bomb of aliases. The library's message quotes the text: it is not passed on.
    throw new FaultyConfigurationError(file, [
      {
        path: '',
        line: null,
        expected: 'valid YAML',
        found: 'a text that begins with `*` and refers to nothing, or too many references',
        advice: 'Put texts that begin with `*` or `&` into quotes.',
      },
    ]);
  }
}

/** The value at a path; undefined where there is none. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[segment];
  }
  return value;
}

/** Offset of the deepest node on the path. */
function offsetOf(contents: unknown, path: readonly PropertyKey[]): number | null {
  let node = contents;
  let offset = startOf(node);
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(segment),
      );
      if (!isPair(pair)) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof segment === 'number') {
      node = node.items[segment];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node)) return null;
  const range = node.range;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : null;
}
