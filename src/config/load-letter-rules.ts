import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';
import { FaultyConfigurationError } from './fault.ts';
import { geometrySection } from './geometry-section.ts';
import { marksSection } from './marks-section.ts';
import { faultsOf } from './read-faults.ts';
import { readYaml, valueAt } from './read-yaml.ts';
import { jsonSchemaOf } from './schema-keys.ts';
import { slug } from './values.ts';

const READY_PROFILES = fileURLToPath(new URL('../../templates/shops/', import.meta.url));

/**
 * Only what concerns letters: a template team's machine has neither the shop's keys nor its folders, and the rest
 * of the profile is none of its business.
 */
function letterRulesSchema() {
  return z.object({ id: slug(), geometry: geometrySection(), marks: marksSection() });
}

export type LetterRules = z.output<ReturnType<typeof letterRulesSchema>>;

/**
 * What a shop's profile says about where ink may stand.
 * @param named a file, or one of the ready profiles by its name, such as `plain`
 * @throws ConfigurationError (exit 78) with every fault there is
 */
export function loadLetterRules(named: string, folder: string): LetterRules {
  const file = fileOf(named, folder);
  const yaml = readYaml(file, 'Name a shop profile, or one of templates/shops.');
  if (valueAt(yaml.data, ['geometry']) === undefined) {
    throw new ConfigurationError(
      `Shop profile ${file}: expected \`geometry\`, found nothing. Without it there is nothing to measure against.`,
    );
  }
  const schema = letterRulesSchema();
  const result = schema.safeParse(yaml.data);
  if (result.success) return result.data;
  throw new FaultyConfigurationError(file, faultsOf(result.error, yaml, jsonSchemaOf(schema)));
}

function fileOf(named: string, folder: string): string {
  const ready = /^[a-z0-9-]+$/.test(named) ? resolve(READY_PROFILES, `${named}.yaml`) : null;
  return ready !== null && existsSync(ready) ? ready : resolve(folder, named);
}
