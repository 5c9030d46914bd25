import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { FaultyConfigurationError, type Fault } from './fault.ts';
import { waiversInEnvironment } from './no-waiver.ts';
import { shopProfileSchema } from './print-section.ts';
import type { ConfigWarning, ReadContext } from './read-context.ts';
import { faultsOf } from './read-faults.ts';
import { readYaml, valueAt, type YamlFile } from './read-yaml.ts';
import { configurationSchema, type Settings } from './schema.ts';
import { jsonSchemaOf } from './schema-keys.ts';
import type { Secret } from './secret.ts';
import { existingFile } from './values.ts';

type DeepReadonly<T> = T extends Secret | string
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
      : T;

type ShopProfileSettings = z.output<ReturnType<typeof shopProfileSchema>>;

/**
 * The whole configuration, validated. Durations are milliseconds, sizes bytes, paths absolute, secrets wrapped;
 * what is not set is null.
 */
export type Config = DeepReadonly<
  Omit<Settings, 'print'> & {
    print: Omit<Settings['print'], 'profile' | 'profileFile'> & { profile: ShopProfileSettings };
    source: {
      /** Absolute path of the file that it was read from. */
      file: string;
      /** What works but should be mended, such as secret files that others can read. */
      warnings: ConfigWarning[];
    };
  }
>;

export interface LoadOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The options that Node was started with. */
  readonly execArgv?: readonly string[];
}

const NAME_IT = 'Say where it is with --config FILE or the environment variable POSTAUSGANG_CONFIG.';

/**
 * Reads `postausgang.yaml` and checks all of it before anything starts.
 *
 * @param path the file, absolute or from the current folder
 * @throws FaultyConfigurationError with every fault there is
 * @throws ConfigurationError when the file cannot be read
 */
export function loadConfig(path: string, options: LoadOptions = {}): Config {
  const env = options.env ?? process.env;
  const warnings: ConfigWarning[] = [];
  const yaml = readYaml(resolve(path), NAME_IT);
  const read = contextOf(yaml, env, warnings);

  const settings = check(configurationSchema(read), yaml);
  const profile = shopProfileOf(yaml, settings, env, warnings);
  const faults = [
    ...environmentFaults(env, options.execArgv ?? process.execArgv),
    ...settings.faults,
    ...profile.faults,
  ];
  if (faults.length > 0 || settings.value === null || profile.value === null) {
    throw new FaultyConfigurationError(yaml.file, faults);
  }
  const { profile: _inline, profileFile: _file, ...print } = settings.value.print;
  return deepFreeze({
    ...settings.value,
    print: { ...print, profile: profile.value },
    source: { file: yaml.file, warnings },
  });
}

function contextOf(yaml: YamlFile, env: ReadContext['env'], warnings: ConfigWarning[]): ReadContext {
  return { folder: dirname(yaml.file), env, warn: (warning) => void warnings.push(warning) };
}

interface Checked<T> {
  readonly value: T | null;
  readonly faults: readonly Fault[];
}

function check<Schema extends z.ZodType>(schema: Schema, yaml: YamlFile): Checked<z.output<Schema>> {
  // An empty file is a mapping in which everything is missing: that says more than "nothing".
  const result = schema.safeParse(yaml.data ?? {});
  if (result.success) return { value: result.data, faults: [] };
  return { value: null, faults: faultsOf(result.error, yaml, jsonSchemaOf(schema)) };
}

/** The profile written in the configuration, or read from the file that it names, even when all else is faulty. */
function shopProfileOf(
  yaml: YamlFile,
  settings: Checked<Settings>,
  env: ReadContext['env'],
  warnings: ConfigWarning[],
): Checked<ShopProfileSettings> {
  const named = existingFile(contextOf(yaml, env, warnings)).safeParse(
    valueAt(yaml.data, ['print', 'profileFile']),
  );
  if (!named.success) return { value: settings.value?.print.profile ?? null, faults: [] };
  const file = readYaml(named.data, `It is named by print.profileFile in ${yaml.file}.`);
  const checked = check(shopProfileSchema(contextOf(file, env, warnings)), file);
  const faults: Fault[] = [];
  for (const fault of checked.faults) faults.push({ ...fault, path: `${file.file}: ${fault.path}` });
  return { value: checked.value, faults };
}

function environmentFaults(env: ReadContext['env'], execArgv: readonly string[]): readonly Fault[] {
  return waiversInEnvironment(env, execArgv).map(({ source, advice }) => ({
    path: source,
    line: null,
    expected: 'no setting that weakens TLS',
    found: 'one',
    advice,
  }));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
