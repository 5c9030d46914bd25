import type { ReadContext } from './read-context.ts';
import { configurationSchema } from './schema.ts';
import { jsonSchemaOf, type JsonSchema } from './schema-keys.ts';

/** The schema says all that the reference needs; no file is read for it. */
const NOWHERE: ReadContext = { folder: '/', env: {}, warn: () => undefined };

/** Every setting with its kind, default and meaning, as Markdown: the lower part of docs/configuration.md. */
export function settingsReference(): string {
  const { settings, sections } = describeMapping('', jsonSchemaOf(configurationSchema(NOWHERE)));
  // A section that stands in both kinds of a database is described once.
  return `${['## At the top', settings, ...new Set(sections)].join('\n\n')}\n`;
}

interface Described {
  /** The plain settings, as one list. */
  readonly settings: string;
  /** The sections in it, each with its heading, in order. */
  readonly sections: readonly string[];
}

function describeMapping(path: string, schema: JsonSchema, discriminator = ''): Described {
  const settings: string[] = [];
  const sections: string[] = [];
  for (const [key, setting] of Object.entries(schema.properties ?? {})) {
    if (key === discriminator) continue;
    const full = path === '' ? key : `${path}.${key}`;
    const required = schema.required?.includes(key) === true;
    const kinds = mappingsIn(setting);
    if (kinds.length === 0) settings.push(settingLine(key, setting, required));
    else sections.push(...describeSection(full, setting, kinds, required));
  }
  return { settings: settings.join('\n'), sections };
}

function settingLine(key: string, setting: JsonSchema, required: boolean): string {
  return `- \`${key}\` (${kindOf(setting)}${defaultOf(setting, required)}): ${setting.description ?? ''}`;
}

/** A section, its settings listed once for each kind that it comes in (`client: sqlite`, `client: mssql`). */
function describeSection(
  path: string,
  setting: JsonSchema,
  kinds: readonly JsonSchema[],
  required: boolean,
): readonly string[] {
  const isList = kinds.some((kind) => kind === setting.items);
  const head = [
    setting.description ?? '',
    required ? 'Required.' : leftOutNote(setting),
    ...(isList ? ['A list; in each entry:'] : []),
  ].join(' ');
  const own = [`## \`${path}\``, head];
  const below: string[] = [];
  for (const kind of kinds) {
    const [name, property] = kinds.length === 1 ? ['', {}] : discriminatorOf(kind);
    const described = describeMapping(isList ? `${path}[]` : path, kind, name);
    if (name !== '') own.push(`With \`${name}: ${plain(property.const)}\`:`);
    if (described.settings !== '') own.push(described.settings);
    below.push(...described.sections);
  }
  return [own.join('\n\n'), ...below];
}

function discriminatorOf(kind: JsonSchema): readonly [string, JsonSchema] {
  return (
    Object.entries(kind.properties ?? {}).find(([, property]) => property.const !== undefined) ?? ['', {}]
  );
}

function leftOutNote(setting: JsonSchema): string {
  if (Array.isArray(setting.default) && setting.default.length > 0) {
    return `Default: \`${plain(setting.default)}\`.`;
  }
  const hasDefaults =
    typeof setting.default === 'object' && setting.default !== null && !Array.isArray(setting.default);
  return hasDefaults ? 'Every setting in it has a default.' : 'Can be left out.';
}

/** The mappings that a setting consists of; none for a plain value. A secret's reference counts as a value. */
function mappingsIn(setting: JsonSchema): readonly JsonSchema[] {
  if (setting.form !== undefined) return [];
  if (setting.properties !== undefined) return [setting];
  if (setting.items !== undefined) return mappingsIn(setting.items).length > 0 ? [setting.items] : [];
  return (setting.anyOf ?? setting.oneOf ?? []).flatMap(mappingsIn);
}

function kindOf(setting: JsonSchema): string {
  if (setting.form !== undefined) return setting.form;
  if (setting.const !== undefined) return `\`${plain(setting.const)}\``;
  if (setting.items !== undefined) return `list of: ${kindOf(setting.items)}`;
  const kinds = (setting.anyOf ?? []).filter((kind) => kind.type !== 'null').map(kindOf);
  return kinds.join(' or ');
}

function defaultOf(setting: JsonSchema, required: boolean): string {
  if (required) return ', required';
  if (setting.default === null || setting.default === undefined) return '';
  return `, default \`${plain(setting.default)}\``;
}

/** As it would be written in YAML. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? value : JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${plain(inner)}`);
  return `{ ${entries.join(', ')} }`;
}
