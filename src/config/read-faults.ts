import type { z } from 'zod';
import { describeFound, type Fault } from './fault.ts';
import { nearestWord } from './nearest-word.ts';
import { waiverByKey } from './no-waiver.ts';
import { valueAt, type YamlFile } from './read-yaml.ts';
import { keysAt, type JsonSchema } from './schema-keys.ts';

/**
 * What the schema complained about, in words for the person who wrote the file.
 *
 * @param schema the same schema as JSON Schema: knows which keys there are
 */
export function faultsOf(error: z.ZodError, yaml: YamlFile, schema: JsonSchema): readonly Fault[] {
  return error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(issue.path, key, yaml, schema))
        : [wrongValue(issue, yaml)],
    )
    .sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
}

function wrongValue(issue: z.core.$ZodIssue, yaml: YamlFile): Fault {
  return {
    path: pathText(issue.path),
    line: yaml.lineOf(issue.path),
    expected: isSection(issue) ? 'a section with settings of its own' : issue.message,
    found: describeFound(issue.path, valueAt(yaml.data, issue.path)),
    advice: null,
  };
}

/** The schema has words of its own for every value, but not for the sections around them. */
function isSection(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.expected === 'object' && issue.message.startsWith('Invalid');
}

function unknownKey(parent: readonly PropertyKey[], key: string, yaml: YamlFile, schema: JsonSchema): Fault {
  const path = [...parent, key];
  const waiver = waiverByKey(parent, key);
  const known = keysAt(schema, parent, yaml.data);
  const near = nearestWord(key, known);
  const where = parent.length === 0 ? 'at the top' : `in \`${pathText(parent)}\``;
  return {
    path: pathText(path),
    line: yaml.lineOf(path),
    expected:
      waiver === null && near === null ? `${where} only ${known.join(', ')}` : `no such setting ${where}`,
    found: 'an unknown key',
    advice: waiver ?? (near === null ? null : `Did you mean \`${near}\`?`),
  };
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${String(segment)}`))
    .join('')
    .replace(/^\./, '');
}
